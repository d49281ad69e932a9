"""The request that a call of an HTTP step sends (`steps.md`, 4). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from engine.flow.blueprint import PlannedStep
from engine.flow.work import call_facts, meta_values
from engine.model import jsontext
from engine.model.step import ASYNC

Json = Any

USER_AGENT = "Argyll/0.1 (Python)"
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Unusable(Exception):
    """The URL cannot be called, now or ever: no value for a placeholder, no valid URL, a scheme that is not HTTP."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    timeout_ms: int
    """For the whole exchange, redirects included."""


@dataclass(frozen=True, slots=True)
class CallContext:
    """What a call says about itself."""

    flow_id: str
    token: str
    metadata: Mapping[str, str]
    """Of the flow: the parent's facts in a child flow."""
    webhook_base_url: str
    default_timeout_ms: int


def work_request(step: PlannedStep, inputs: Mapping[str, Json], call: CallContext) -> HttpRequest:
    """The request for one attempt of a work item. Raises Unusable."""
    http = step.step.http
    assert http is not None
    facts = call_facts(call.flow_id, step.id, call.token, dict(call.metadata))
    headers = _headers(step, call)
    if step.kind == ASYNC:
        webhook = webhook_url(call.webhook_base_url, call.flow_id, step.id, call.token)
        headers["Argyll-Webhook-URL"] = facts["webhook_url"] = webhook
    method = http.method or "POST"
    body = None
    if method != "GET":
        body = jsontext.encode({**inputs, **meta_values(step.wiring.metas, facts)})
        headers["Content-Type"] = "application/json"
    return HttpRequest(method, fill(http.endpoint, inputs), headers, body, _timeout(step, call))


def undo_request(
    step: PlannedStep, inputs: Mapping[str, Json], outputs: Mapping[str, Json] | None, call: CallContext
) -> HttpRequest:
    """The request for one attempt of a compensation. Raises Unusable."""
    http = step.step.http
    assert http is not None
    assert http.compensate
    headers = {**_headers(step, call), "Content-Type": "application/json"}
    body = jsontext.encode({"input": inputs, "output": outputs})
    url = fill(http.compensate, {**inputs, **(outputs or {})})
    return HttpRequest("POST", url, headers, body, _timeout(step, call))


def webhook_url(base_url: str, flow_id: str, step_id: str, token: str) -> str:
    return f"{base_url}/webhook/{quote(flow_id, safe=':')}/{quote(step_id, safe='')}/{token}"


def _headers(step: PlannedStep, call: CallContext) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
        "Argyll-Flow-ID": call.flow_id,
        "Argyll-Step-ID": step.id,
        "Argyll-Receipt-Token": call.token,
    }


def _timeout(step: PlannedStep, call: CallContext) -> int:
    assert step.step.http is not None
    return step.step.http.timeout if step.step.http.timeout > 0 else call.default_timeout_ms


def fill(template: str, values: Mapping[str, Json]) -> str:
    """The URL of a template, each `{name}` replaced by its encoded value. Raises Unusable."""

    def value_of(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name not in values:
            raise Unusable(f"placeholder {{{name}}} of {template} has no value")
        return encoded(values[name])

    url = _PLACEHOLDER.sub(value_of, template)
    check_url(url)
    return url


def check_url(url: str) -> None:
    """Raises Unusable for what cannot be called over HTTP."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # raises ValueError when it is no port
    except ValueError as error:
        raise Unusable(f"{url!r} is no valid URL: {error}") from None
    if not usable or any(character <= " " or character == "\x7f" for character in url):
        raise Unusable(f"{url!r} is no valid http or https URL")


def encoded(value: Json) -> str:
    """A value as a part of a URL: only unreserved characters stay (S9)."""
    text = value if isinstance(value, str) else jsontext.encode(value).decode()
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    if text in (".", ".."):
        return text.replace(".", "%2E")
    return quote(text, safe="")
