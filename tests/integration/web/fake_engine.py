"""The engine as a web process meets it: a socket with scripted answers, and a real store that it fills."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.client.protocol import Committed
from engine.client.server import EngineServer, Reply
from engine.replication.log import Batch, Ruling, Verdict
from engine.replication.machine import Group
from engine.store import wire
from engine.store.schema import open_writable
from engine.store.tables import Tables

Pair = tuple[str, dict[str, Any]]
Script = Callable[[dict[str, str], bytes], tuple[int, Any]]

T0 = 1_772_360_430_123_456
"""2026-03-01T10:20:30.123456Z."""
STEP = {
    "id": "one",
    "name": "One",
    "type": "script",
    "script": {"language": "ale", "script": "1"},
    "attributes": {"out": {"role": "output"}},
}
PLAN = {
    "goals": ["one"],
    "required": [],
    "steps": {"one": STEP},
    "attributes": {"out": {"providers": ["one"], "consumers": []}},
    "excluded": {},
}


@dataclass(frozen=True)
class Call:
    command: str
    params: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """Answers by command; `settle` and `watch` work as in the real one."""

    position: Callable[[], int]
    answers: dict[str, Script] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    stale_ms: int | None = None
    is_behind: bool = False
    """Whether `settle` refuses every position."""

    def handle(self, command: str, params: dict[str, str], body: bytes, reply: Reply) -> None:
        self.calls.append(Call(command, params, body))
        if command == "settle":
            if self.is_behind:
                reply(503, b"", self.position(), 1)
            else:
                reply(200, b"" if self.stale_ms is None else b"%d" % self.stale_ms, self.position(), 0)
            return
        script = self.answers.get(command)
        status, answer = script(params, body) if script else (200, {})
        shown = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        reply(status, shown, self.position(), 7 if status == 503 else 0)

    def calls_of(self, command: str) -> list[Call]:
        return [call for call in self.calls if call.command == command]


class FakeEngine:
    def __init__(self, folder: Path) -> None:
        self.socket, self.store = folder / "engine.sock", folder / "store"
        self.index = 0
        self._connection = open_writable(self.store)
        self._tables = Tables(self._connection)
        self._next: dict[str, int] = {}
        self.scripted = Scripted(lambda: self.index)
        self.server = EngineServer(self.scripted, lambda: self.index)

    async def start(self) -> None:
        await self.server.start(self.socket)

    async def stop(self) -> None:
        await self.server.stop()
        self._connection.close()

    def answer(self, command: str, status: int, body: Any = b"") -> None:
        """Answer a command so from now on."""
        self.scripted.answers[command] = lambda params, text: (status, body)

    def commit(self, aggregate: str, *pairs: Pair) -> None:
        """Record one batch, and publish it to the watchers."""
        self.index += 1
        first = self._next.get(aggregate, 0)
        self._next[aggregate] = first + len(pairs)
        events = json.dumps(pairs, separators=(",", ":")).encode()
        at_us = T0 + self.index * 1_000_000
        batch = Batch(self.index, aggregate, first, len(pairs), at_us, events, pairs[-1][0] == "flow_deactivated")
        ruling = Ruling(self.index, "n1", 1, batch, Verdict.APPLIED, first)
        self._tables.write([wire.entries_of(Group(self.index, 1, (ruling,), b""))])
        self.server.publish(Committed(self.index, aggregate, first, at_us, events))

    def register(self, step_id: str) -> None:
        self.commit("catalog", ("step_registered", {"step": STEP | {"id": step_id}}))

    def start_flow(self, flow_id: str, **init: list[Any]) -> None:
        self.commit(f"flow/{flow_id}", ("flow_started", {"flow_id": flow_id, "plan": PLAN, "init": init}))

    def end_flow(self, flow_id: str) -> None:
        work = {"flow_id": flow_id, "step_id": "one"}
        self.commit(
            f"flow/{flow_id}",
            ("step_started", work | {"inputs": {}, "work_items": {"token": {}}}),
            ("work_started", work | {"token": "token", "inputs": {}}),
            ("work_succeeded", work | {"token": "token", "outputs": {"out": 1}}),
            ("attribute_set", work | {"key": "out", "value": 1}),
            ("step_completed", work | {"outputs": {"out": 1}, "duration": 3}),
            ("flow_completed", {"flow_id": flow_id, "result": {"out": 1}}),
            ("flow_deactivated", {"flow_id": flow_id, "status": "completed"}),
        )
