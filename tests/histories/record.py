"""Record histories of every kind of flow from a running engine: `python -m tests.histories.record URL`.

Each file holds the events of one flow and the state that the engine answered for it. A history of a released version is
never recorded anew: it must replay to its state for ever. The page's tests read the same files.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

Json = Any

HERE = Path(__file__).parent
WORK = {"max_retries": 3, "init_backoff": 50, "max_backoff": 200, "backoff_type": "exponential"}


class Services:
    """Step services: what each path answers, one answer after the other, the last one for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, Json]]] = {}
        self.webhooks: list[tuple[str, Json]] = []
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)))
                answers = services.answers[self.path.split("?")[0]]
                status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if callable(answer):
                    status, answer = answer(body)
                if url := self.headers.get("argyll-webhook-url"):
                    services.webhooks.append((url, body))
                payload = json.dumps(answer).encode() if answer is not None else b""
                self.send_response(status)
                self.send_header("content-type", "application/json" if status < 400 else "application/problem+json")
                self.send_header("content-length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def at(self, path: str, *answers: tuple[int, Json]) -> str:
        """Serve a path; its URL."""
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self._server.server_port}{path}"


class Recorder:
    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=10)
        self.services = Services()
        self.prefix = ""

    def name(self, text: str) -> str:
        """A name of this history alone: histories must not share a catalog's attributes."""
        return f"{self.prefix.replace('-', '_')}_{text}"

    async def step(self, step_id: str, kind: str, needs: Json = (), makes: Json = (), **more: Json) -> str:
        """Register a step whose attributes and id carry the history's name; its id."""
        needs = needs if isinstance(needs, dict) else {name: {"role": "required"} for name in needs}
        attributes = {self.name(name): spec for name, spec in needs.items()}
        attributes |= {self.name(name): {"role": "output"} for name in makes}
        body = {"id": f"{self.prefix}-{step_id}", "name": step_id.title(), "type": kind, "attributes": attributes}
        if kind in ("sync", "async"):
            more["work_config"] = WORK | more.get("work_config", {})
        answer = await self.http.post("/engine/step", json=body | more)
        assert answer.status_code == 201, answer.text
        return str(body["id"])

    def http_block(self, path: str, *answers: tuple[int, Json], **more: Json) -> Json:
        return {"endpoint": self.services.at(f"/{self.prefix}/{path}", *answers), **more}

    async def run(self, *goals: str, init: Json = None, labels: Json = None) -> None:
        """Start the flow of this history."""
        body = {
            "id": f"history-{self.prefix}",
            "goals": goals,
            "init": {self.name(name): values for name, values in (init or {}).items()},
            "labels": labels or {},
        }
        answer = await self.http.post("/engine/flow", json=body)
        assert answer.status_code == 201, answer.text

    async def answer_webhooks(self, count: int, reply: Callable[[Json], tuple[str, Json]]) -> None:
        """Answer so many callbacks, each by content type and body."""
        for _ in range(count):
            await until(lambda: self.services.webhooks)
            url, body = self.services.webhooks.pop(0)
            kind, answer = reply(body)
            posted = await self.http.post(url, content=json.dumps(answer), headers={"content-type": kind})
            assert posted.status_code == 200, posted.text

    async def save(self, flow_id: str, file: str) -> None:
        """Wait for the end of a flow, and write its events and state."""
        state: Json = {}

        async def ended() -> bool:
            nonlocal state
            state = (await self.http.get(f"/engine/flow/{flow_id}")).json()
            return not state["deactivated_at"].startswith("0001")

        await until_true(ended)
        events = (await self.http.get(f"/engine/flow/{flow_id}/events")).json()["events"]
        text = json.dumps({"events": events, "state": state}, indent=1, ensure_ascii=False)
        (HERE / f"{file}.json").write_text(text + "\n")


async def until(check: Callable[[], Any]) -> None:
    async def asked() -> bool:
        return bool(check())

    await until_true(asked)


async def until_true(check: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    async with asyncio.timeout(30):
        while not await check():
            await asyncio.sleep(0.02)


async def main(url: str) -> None:
    from tests.histories.scenarios import SCENARIOS

    recorder = Recorder(url)
    for name, scenario in SCENARIOS.items():
        if (HERE / f"{name}.json").exists():
            continue
        recorder.prefix = name
        await scenario(recorder)
        await recorder.save(f"history-{name}", name)
        print(name)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"))
