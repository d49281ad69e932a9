"""What a call sends (`steps.md`, 4)."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from engine.flow.blueprint import PlannedStep
from engine.model.step import Step
from engine.model.wiring import Wiring
from engine.runtime.http_request import CallContext, Unusable, encoded, fill, undo_request, work_request

CALL = CallContext("f:s:t", "tok", {"parent_flow_id": "f"}, "http://engine", 30_000)


def planned(kind: str = "sync", attributes: Any = None, **http: Any) -> PlannedStep:
    body = {"id": "s", "type": kind, "attributes": attributes or {}, "http": {"endpoint": "http://h/p", **http}}
    step = msgspec.convert(body, Step)
    return PlannedStep(step, Wiring(step), {})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a-._~9", "a-._~9"),
        ("a b/c?d#e%f", "a%20b%2Fc%3Fd%23e%25f"),
        ("&=+:@$", "%26%3D%2B%3A%40%24"),
        ("ü", "%C3%BC"),
        ("", ""),
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("...", "..."),
        (12, "12"),
        (1.5, "1.5"),
        (5.0, "5"),
        (None, "null"),
        (True, "true"),
        ([1, "a"], "%5B1%2C%22a%22%5D"),
    ],
)
def test_a_value_is_written_with_unreserved_characters_only(value: Any, text: str) -> None:
    assert encoded(value) == text


def test_a_placeholder_without_a_value_cannot_be_called() -> None:
    with pytest.raises(Unusable, match="x"):
        fill("http://h/{x}", {})


def test_empty_braces_are_no_placeholder() -> None:
    assert fill("http://h/{}", {}) == "http://h/{}"


@pytest.mark.parametrize("url", ["ftp://h/", "h/p", "http://", "http://h:x/", "http://h/a b", "http://[::1"])
def test_what_is_no_http_url_cannot_be_called(url: str) -> None:
    with pytest.raises(Unusable):
        fill(url, {})


def test_a_work_call_says_what_it_belongs_to() -> None:
    request = work_request(planned(), {"a": 1}, CALL)
    assert (request.method, request.url, json.loads(request.body or b"")) == ("POST", "http://h/p", {"a": 1})
    assert request.headers["Argyll-Flow-ID"] == "f:s:t"
    assert request.headers["Argyll-Step-ID"] == "s"
    assert request.headers["Argyll-Receipt-Token"] == "tok"
    assert "Argyll-Webhook-URL" not in request.headers


def test_get_has_no_body_and_no_content_type() -> None:
    request = work_request(planned(method="GET"), {"a": 1}, CALL)
    assert request.body is None
    assert "Content-Type" not in request.headers


def test_an_async_call_carries_its_webhook_and_meta_values_go_into_the_body() -> None:
    specs = {"hook": {"role": "meta", "meta": {"key": "webhook_url"}}, "p": {"role": "meta", "meta": {"key": "nope"}}}
    request = work_request(planned("async", specs), {}, CALL)
    assert request.headers["Argyll-Webhook-URL"] == "http://engine/webhook/f:s:t/s/tok"
    assert json.loads(request.body or b"") == {"hook": "http://engine/webhook/f:s:t/s/tok"}


@pytest.mark.parametrize(("given", "used"), [(5, 5), (0, 30_000), (-1, 30_000)])
def test_a_timeout_of_zero_or_less_is_the_default(given: int, used: int) -> None:
    assert work_request(planned(timeout=given), {}, CALL).timeout_ms == used


def test_a_compensation_is_a_post_with_inputs_and_outputs_where_outputs_win() -> None:
    step = planned(method="GET", compensate="http://h/undo/{id}")
    request = undo_request(step, {"id": 1}, {"id": 2}, CALL)
    assert (request.method, request.url) == ("POST", "http://h/undo/2")
    assert json.loads(request.body or b"") == {"input": {"id": 1}, "output": {"id": 2}}
