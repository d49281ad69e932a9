"""What the proofs share: a step service that remembers every call, a client that repeats what was not answered, and
what must hold of each flow at the end."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from argyll.demo.service import Answer, Call, StepService

RETRIES = {"max_retries": 200, "init_backoff": 50, "max_backoff": 200, "backoff_type": "exponential"}
"""A step is tried again for as long as a test may take."""


async def eventually(check: Callable[[], Coroutine[Any, Any, Any]], timeout_s: float, what: str) -> Any:
    """What `check` answers, as soon as that is true. Fails after the time with the last answer."""
    answer = None
    try:
        async with asyncio.timeout(timeout_s):
            while not (answer := await check()):
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"not within {timeout_s:g} s: {what}; last answer: {answer!r}")
    return answer


class Ledger:
    """Step services with a book of all calls. `callback` accepts work and reports its end later."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.webhooks: dict[str, str] = {}
        """Token to the webhook URL of the newest call."""
        self.held = asyncio.Event()
        """While this is not set, `/hold` does not answer."""
        self._service = StepService(dict.fromkeys(("/quick", "/flaky", "/hold", "/callback"), self._book))
        self._random = random.Random(4)
        self.url = ""

    async def start(self) -> None:
        self.url = await self._service.start()

    async def stop(self) -> None:
        self.held.set()
        await self._service.stop()

    async def _book(self, call: Call) -> Answer:
        self.calls.append(call)
        match call.path:
            case "/flaky" if self._random.random() < 0.2:
                return 503, {"title": "try again"}
            case "/hold":
                await self.held.wait()
            case "/callback":
                self.webhooks[call.token] = call.webhook_url
                return 202, None
        return 200, {call.inputs["makes"]: call.token}

    def tokens(self, flow_id: str) -> Counter[tuple[str, str]]:
        """(step, token) to number of calls, of one flow."""
        return Counter((call.step_id, call.token) for call in self.calls if call.flow_id == flow_id)


def step(step_id: str, url: str, path: str, given: list[str], makes: str, kind: str = "sync") -> dict[str, Any]:
    """An HTTP step; its const `makes` tells the service which output to answer."""
    attributes: dict[str, Any] = {name: {"role": "required", "type": "string"} for name in given}
    attributes["makes"] = {"role": "const", "type": "string", "const": {"value": f'"{makes}"'}}
    attributes[makes] = {"role": "output", "type": "string"}
    http = {"endpoint": url + path, "timeout": 60_000}
    return {
        "id": step_id,
        "name": step_id,
        "type": kind,
        "attributes": attributes,
        "http": http,
        "work_config": RETRIES,
    }


def script_step(step_id: str, given: list[str], makes: str) -> dict[str, Any]:
    attributes = {name: {"role": "required", "type": "string"} for name in given}
    attributes[makes] = {"role": "output", "type": "string"}
    source = {"language": "ale", "script": f'{{:{makes} "done"}}'}
    return {"id": step_id, "name": step_id, "type": "script", "attributes": attributes, "script": source}


class Client:
    """The API of nodes that may be killed at any moment."""

    def __init__(self, *urls: str) -> None:
        self.urls = urls
        self.http = httpx.AsyncClient(timeout=15)
        self.acknowledged: list[str] = []
        """Flows whose start was answered 201."""

    async def register(self, *steps: dict[str, Any]) -> None:
        for definition in steps:
            answer = await self.http.post(f"{self.urls[0]}/engine/step", json=definition)
            assert answer.status_code == 201, answer.text

    async def start(self, goal: str, init: dict[str, list[Any]], url: str = "", flow_id: str = "") -> str:
        """Start a flow, repeating the same request until it is answered 201; its id."""
        flow_id = flow_id or f"chaos-{uuid.uuid4().hex[:12]}"
        body = {"id": flow_id, "goals": [goal], "init": init}
        while True:
            try:
                answer = await self.http.post(f"{url or self.urls[0]}/engine/flow", json=body)
            except httpx.TransportError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code == 201:
                self.acknowledged.append(flow_id)
                return flow_id
            assert answer.status_code == 503, f"{answer.status_code} {answer.text}"
            await asyncio.sleep(0.05)

    async def deliver(self, webhook: str, body: Any) -> None:
        """Post a result, repeating until it is answered 200."""
        while True:
            try:
                answer = await self.http.post(webhook, json=body)
            except httpx.TransportError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code == 200:
                return
            assert answer.status_code == 503, f"{answer.status_code} {answer.text}"
            await asyncio.sleep(0.05)

    async def active(self, id_prefix: str = "chaos-", url: str = "") -> int | None:
        """How many flows are not deactivated; None while nobody answers."""
        body = {"id_prefix": id_prefix, "statuses": ["active"], "limit": 1}
        try:
            answer = await self.http.post(f"{url or self.urls[0]}/engine/flow/query", json=body)
        except httpx.TransportError:
            return None
        return int(answer.json().get("total", 0)) if answer.status_code == 200 else None

    async def all_ended(self, timeout_s: float, url: str = "") -> None:
        async def none_active() -> bool:
            return await self.active(url=url) == 0

        await eventually(none_active, timeout_s, "all flows are deactivated")

    async def events(self, flow_id: str, url: str = "") -> list[dict[str, Any]]:
        answer = await self.http.get(f"{url or self.urls[0]}/engine/flow/{flow_id}/events")
        assert answer.status_code == 200, f"{flow_id}: {answer.status_code} {answer.text}"
        events: list[dict[str, Any]] = answer.json()["events"]
        return events


def check_history(flow_id: str, events: list[dict[str, Any]], ledger: Ledger) -> None:
    """The flow started once and ended once, and each call that a service got is explained by an attempt."""
    kinds = Counter(event["type"] for event in events)
    assert [event["sequence"] for event in events] == list(range(len(events))), flow_id
    for once in ("flow_started", "flow_completed", "flow_deactivated"):
        assert kinds[once] == 1, f"{flow_id}: {kinds[once]} of {once} in {dict(kinds)}"
    assert events[-1]["type"] == "flow_deactivated", flow_id
    attempts = Counter(
        (event["data"]["step_id"], event["data"]["token"]) for event in events if event["type"] == "work_started"
    )
    results = Counter(event["data"]["token"] for event in events if event["type"] == "work_succeeded")
    for (step_id, token), calls in ledger.tokens(flow_id).items():
        started = attempts[step_id, token]
        assert calls <= started, f"{flow_id}: {calls} calls of {step_id} {token}, but {started} of work_started"
    assert set(results.values()) == {1}, f"{flow_id}: some item has several results: {results}"


@asynccontextmanager
async def client_of(*urls: str) -> AsyncIterator[Client]:
    client = Client(*urls)
    try:
        yield client
    finally:
        await client.http.aclose()
