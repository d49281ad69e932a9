"""Plans as the list of flows keeps them: each once, however many flows run on it."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from hashlib import blake2b

import msgspec

from engine.store.monitor.changes import KnownPlan, known_plan
from engine.store.monitor.flow_row import Plan

CACHED = 1_000
"""Plans, and bytes of the texts they came in: a text above CACHED_BYTES is looked up by its digest each time."""
CACHED_BYTES = 64 << 10


class _StepType(msgspec.Struct, gc=False):
    type: str = ""


class _PlanText(msgspec.Struct, gc=False):
    goals: list[str] = []
    steps: dict[str, _StepType] = {}


_plan_text = msgspec.json.Decoder(_PlanText).decode
_goals = msgspec.json.Decoder(list[str]).decode
_steps = msgspec.json.Decoder(dict[str, str]).decode
_encode = msgspec.json.Encoder().encode


class Plans:
    """The table of plans, for its one writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._by_text: OrderedDict[bytes, KnownPlan] = OrderedDict()
        self._by_key: OrderedDict[int, Plan] = OrderedDict()

    def of_text(self, text: msgspec.Raw) -> KnownPlan:
        """The plan of a JSON text; a new plan gets a row."""
        raw = bytes(text)
        known = self._by_text.get(raw)
        if known is None:
            known = known_plan(self._stored(raw))
            if len(raw) <= CACHED_BYTES:
                self._by_text[raw] = known
                if len(self._by_text) > CACHED:
                    self._by_text.popitem(last=False)
        return known

    def _stored(self, raw: bytes) -> Plan:
        digest = blake2b(raw, digest_size=16).digest()
        found = self._connection.execute("SELECT key FROM plans WHERE digest = ?", (digest,)).fetchone()
        if found is not None:
            return self.of_key(found[0])
        parts = _plan_text(raw)
        steps = {step_id: step.type for step_id, step in parts.steps.items()}
        added = self._connection.execute(
            "INSERT INTO plans (digest, goals, steps) VALUES (?, ?, ?)",
            (digest, _encode(parts.goals).decode(), _encode(steps).decode()),
        )
        assert added.lastrowid is not None, "an insert into a table with rowids gives one"
        return Plan(added.lastrowid, parts.goals, steps)

    def of_key(self, key: int) -> Plan:
        """The plan of a stored row."""
        plan = self._by_key.get(key)
        if plan is None:
            plan = self._by_key[key] = read(self._connection, key)
            if len(self._by_key) > CACHED:
                self._by_key.popitem(last=False)
        return plan

    def forget(self) -> None:
        """Nothing that was given out is stored: the transaction was taken back."""
        self._by_text.clear()
        self._by_key.clear()


def read(connection: sqlite3.Connection, key: int) -> Plan:
    """The plan of a row."""
    goals, steps = connection.execute("SELECT goals, steps FROM plans WHERE key = ?", (key,)).fetchone()
    return Plan(key, _goals(goals), _steps(steps))
