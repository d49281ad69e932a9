"""Histories for the tests of the store: events as the engine records them, batches, and groups of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.replication.log import Batch, Fact, NodeChanged, Ruling, Verdict
from engine.replication.machine import Group

Pair = tuple[str, dict[str, Any]]
T0 = 1_772_360_430_123_456
"""2026-03-01T10:20:30.123456Z."""

STEP = {"id": "one", "name": "One", "type": "script", "script": {"language": "ale", "script": "{:out 1}"},
        "attributes": {"out": {"role": "output"}}}  # fmt: skip
PLAN = {"goals": ["one"], "required": [], "steps": {"one": STEP},
        "attributes": {"out": {"providers": ["one"], "consumers": []}}, "excluded": {}}  # fmt: skip


def started(flow_id: str, labels: dict[str, str] | None = None) -> list[Pair]:
    """A flow that waits for the answer of its one step."""
    work = {"flow_id": flow_id, "step_id": "one"}
    head: dict[str, Any] = {"flow_id": flow_id, "plan": PLAN, "init": {"in": [9007199254740993]}}
    if labels:
        head["labels"] = labels
    return [
        ("flow_started", head),
        ("step_started", work | {"inputs": {}, "work_items": {"token": {}}}),
        ("work_started", work | {"token": "token", "inputs": {}}),
    ]


def completed(flow_id: str) -> list[Pair]:
    """The rest of it: the step answers and the flow ends."""
    work = {"flow_id": flow_id, "step_id": "one"}
    return [
        ("work_succeeded", work | {"token": "token", "outputs": {"out": 1}}),
        ("attribute_set", work | {"key": "out", "value": 1}),
        ("step_completed", work | {"outputs": {"out": 1}, "duration": 3}),
        ("flow_completed", {"flow_id": flow_id, "result": {"out": 1}}),
        ("flow_deactivated", {"flow_id": flow_id, "status": "completed"}),
    ]


def failed(flow_id: str, error: str = "step one failed: no") -> list[Pair]:
    """The other rest: the step fails for good."""
    work = {"flow_id": flow_id, "step_id": "one"}
    return [
        ("work_failed", work | {"token": "token", "error": "no"}),
        ("step_failed", work | {"error": "no"}),
        ("flow_failed", {"flow_id": flow_id, "error": error}),
        ("flow_deactivated", {"flow_id": flow_id, "status": "failed"}),
    ]


def registered(step_id: str, **fields: Any) -> Pair:
    return "step_registered", {"step": STEP | {"id": step_id} | fields}


def updated(step_id: str, **fields: Any) -> Pair:
    return "step_updated", {"step": STEP | {"id": step_id} | fields}


def health(node: str, step_id: str, status: str, error: str = "") -> Pair:
    data = {"node_id": node, "step_id": step_id, "status": status}
    return "step_health_changed", data | ({"error": error} if error else {})


class Recorder:
    """Makes the groups of a log whose every batch is applied, one second after another."""

    def __init__(self, node: str = "n1") -> None:
        self.node = node
        self.index = 0
        self.now = T0
        self.next: dict[str, int] = {}

    def ruling(
        self, aggregate: str, pairs: Sequence[Pair], *, at_us: int = 0, verdict: Verdict = Verdict.APPLIED
    ) -> Ruling:
        self.index += 1
        self.now = at_us or self.now + 1_000_000
        first = self.next.get(aggregate, 0)
        if verdict == Verdict.APPLIED:
            self.next[aggregate] = first + len(pairs)
        batch = Batch(
            self.index, aggregate, first, len(pairs), self.now, json.dumps(pairs).encode(),
            pairs[-1][0] == "flow_deactivated",
        )  # fmt: skip
        return Ruling(self.index, self.node, 1, batch, verdict, first)

    def flow(self, flow_id: str, pairs: Sequence[Pair], *, at_us: int = 0) -> Ruling:
        return self.ruling(f"flow/{flow_id}", pairs, at_us=at_us)

    def lost(self, node: str, moved: Sequence[tuple[str, str]]) -> NodeChanged:
        self.index += 1
        return NodeChanged(self.index, node, False, 1, moved)

    def group(self, *facts: Fact) -> Group:
        return Group(facts[-1].index, 1, facts, b"judge %d" % facts[-1].index)
