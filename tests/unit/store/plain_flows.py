"""Flows folded from a load and filtered in plain Python: what the monitor's search is compared with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.replication.log import Ruling
from engine.replication.machine import Group
from engine.store.monitor.flow_filter import FlowFilter


@dataclass
class PlainFlow:
    id: str
    created_ms: int
    goals: list[str]
    types: dict[str, str]
    labels: dict[str, str]
    parent: str
    outcome: str = "active"
    ended_ms: int = 0
    is_deactivated: bool = False
    error: str = ""
    active: dict[str, str] = field(default_factory=dict)

    @property
    def states(self) -> set[str]:
        if self.outcome != "active":
            return {self.outcome} if self.is_deactivated else {self.outcome, "settling"}
        waits = all(self.types[step] == "async" for step in self.active.values())
        return {"waiting" if waits else "running"}

    @property
    def duration_ms(self) -> int:
        return self.ended_ms - self.created_ms


def fold(groups: Iterable[Group]) -> list[PlainFlow]:
    """All flows, in the order in which they started."""
    flows: dict[str, PlainFlow] = {}
    for group in groups:
        for fact in group.facts:
            assert isinstance(fact, Ruling)
            at_ms = fact.batch.at_us // 1000
            for kind, data in json.loads(fact.batch.events):
                if kind == "flow_started":
                    types = {step_id: step["type"] for step_id, step in data["plan"]["steps"].items()}
                    flows[data["flow_id"]] = PlainFlow(
                        data["flow_id"], at_ms, data["plan"]["goals"], types, data.get("labels", {}),
                        data.get("metadata", {}).get("parent_flow_id", ""),
                    )  # fmt: skip
                    continue
                flow = flows[data["flow_id"]]
                if kind == "work_started":
                    flow.active[data["token"]] = data["step_id"]
                elif kind.startswith("work_"):
                    flow.active.pop(data["token"], None)
                elif kind in ("flow_completed", "flow_failed"):
                    flow.outcome, flow.ended_ms, flow.error = kind[5:], at_ms, data.get("error", "")
                elif kind == "flow_deactivated":
                    flow.is_deactivated = True
    return list(flows.values())


def answers(flow: PlainFlow, asked: FlowFilter) -> bool:
    """Whether a flow answers a question, said as simply as possible."""
    is_child, has_ended = ":" in flow.id, flow.outcome != "active"
    tests = [
        flow.parent == asked.parent if asked.parent else asked.children in ("show", "only" if is_child else "hide"),
        not asked.states or flow.states & asked.states,
        not asked.goals or asked.goals & set(flow.goals),
        not asked.steps or asked.steps & set(flow.types),
        all(
            any(flow.labels.get(key) == other for name, other in asked.labels if name == key) for key, _ in asked.labels
        ),
        _within(flow.created_ms, asked.started),
        asked.ended is None or (has_ended and _within(flow.ended_ms, asked.ended)),
        asked.duration is None or (has_ended and _within(flow.duration_ms, asked.duration)),
        not asked.error or _has(flow.error, asked.error),
        not asked.text or _has(flow.id, asked.text) or _has(flow.error, asked.text),
    ]
    return all(tests)


def _has(text: str, wanted: str) -> bool:
    text, wanted = text.lower(), wanted.lower()
    return wanted in text if len(wanted) > 2 else text.startswith(wanted)


def _within(value: int, asked: object) -> bool:
    low, high = getattr(asked, "low", None), getattr(asked, "high", None)
    return (low is None or low <= value) and (high is None or value <= high)
