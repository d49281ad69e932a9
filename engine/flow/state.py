"""The state of one flow, folded from its events (`api.md`, 6.2; `events.md`, 4.1).

A flow is handed out as a value, yet copying 10,000 work items for every event would cost more than all else. So a
decision works on a *draft*: a shallow copy that takes a container over (copies it) the first time it changes it. A
draft that is dropped has changed nothing; the flow that it came from is never written to.
"""

from __future__ import annotations

from typing import Any

import msgspec

from engine.model.instant import NEVER
from engine.model.plan import Plan

Json = Any

ACTIVE, COMPLETED, FAILED = "active", "completed", "failed"
PENDING, SKIPPED = "pending", "skipped"
SUCCEEDED, NOT_COMPLETED = "succeeded", "not_completed"
COMPENSATING, COMPENSATED, COMPENSATION_FAILED = "compensating", "compensated", "compensation_failed"


class AttributeValue(msgspec.Struct, frozen=True, gc=False):
    value: Json
    set_at: int
    step: str = ""
    """The step that made it; empty for an initial value."""


class WorkItem(msgspec.Struct, frozen=True, gc=False):
    """One unit of work of an execution. Replaced as a whole by each event."""

    place: int
    """Its number in the order of the items (`steps.md`, S5)."""
    inputs: dict[str, Json]
    """What differs between items; `{}` without fan-out."""
    status: str = PENDING
    started_at: int = NEVER
    completed_at: int = NEVER
    next_retry_at: int = NEVER
    outputs: dict[str, Json] | None = None
    error: str = ""
    retry_count: int = 0


class Execution:
    """One step inside one flow."""

    __slots__ = (
        "active", "completed_at", "duration", "error", "inputs", "items", "mark", "next_fresh", "order", "outputs",
        "retries", "settled_at", "started_at", "status", "succeeded", "undo_retries", "undoing", "unsatisfied",
    )  # fmt: skip

    def __init__(self, mark: object) -> None:
        self.mark = mark
        self.status = PENDING
        self.started_at = NEVER
        self.completed_at = NEVER
        self.inputs: dict[str, Json] = {}
        self.outputs: dict[str, Json] = {}
        self.items: dict[str, WorkItem] = {}
        """By token, in the order of the items."""
        self.order: tuple[str, ...] = ()
        """Tokens in the order of the items."""
        self.error = ""
        self.unsatisfied: list[str] = []
        self.duration = 0
        self.settled_at = -1
        """Sequence of the event that settled it; -1 before."""
        # What follows is counted along, so that a decision on one of 10,000 items need not look at the others.
        self.next_fresh = 0
        """Place of the first item that was never started."""
        self.active = 0
        self.succeeded = 0
        self.undoing = 0
        """Items that are compensating."""
        self.retries: dict[str, int] = {}
        """When the next attempt of an item is due, by token; pending items that wait for a retry."""
        self.undo_retries: dict[str, int] = {}
        """The same for compensations."""

    @property
    def is_settled(self) -> bool:
        return self.completed_at != NEVER

    def copy(self, mark: object) -> Execution:
        other = Execution.__new__(Execution)
        for name in Execution.__slots__:
            setattr(other, name, getattr(self, name))
        other.mark = mark
        other.items = dict(self.items)
        other.retries = dict(self.retries)
        other.undo_retries = dict(self.undo_retries)
        return other


class Flow:
    """One flow. Read it freely; only `evolve` on a draft or inside a fold changes it."""

    __slots__ = (
        "attributes", "completed_at", "created_at", "deactivated_at", "error", "executions", "id", "labels",
        "last_event_at", "last_updated", "mark", "metadata", "plan", "sequence", "status", "window_closes_at",
    )  # fmt: skip

    def __init__(self, flow_id: str, plan: Plan, created_at: int) -> None:
        self.mark: object = object()
        self.id = flow_id
        self.plan = plan
        self.status = ACTIVE
        self.attributes: dict[str, list[AttributeValue]] = {}
        self.executions: dict[str, Execution] = {step_id: Execution(self.mark) for step_id in plan.steps}
        self.error = ""
        self.labels: dict[str, str] = {}
        self.metadata: dict[str, str] = {}
        self.created_at = created_at
        self.completed_at = NEVER
        self.deactivated_at = NEVER
        self.last_updated = created_at
        self.last_event_at = created_at
        """Time of the last event of any type; the next may not be earlier."""
        self.sequence = 0
        """Of the next event."""
        self.window_closes_at = NEVER
        """When the next window of an optional input closes. Not folded: each decision on all steps finds it anew."""

    @property
    def is_terminal(self) -> bool:
        return self.status != ACTIVE

    @property
    def is_deactivated(self) -> bool:
        return self.deactivated_at != NEVER

    @property
    def indexed_status(self) -> str:
        """What lists and `/status` show: active until deactivation."""
        return self.status if self.is_deactivated else ACTIVE

    def draft(self) -> Flow:
        """A copy that may be evolved; this flow stays as it is."""
        other = Flow.__new__(Flow)
        for name in Flow.__slots__:
            setattr(other, name, getattr(self, name))
        other.mark = object()
        other.attributes = dict(self.attributes)
        other.executions = dict(self.executions)
        return other

    def own(self, step_id: str) -> Execution:
        """The execution of a step, for changing it in this draft."""
        execution = self.executions[step_id]
        if execution.mark is not self.mark:
            execution = self.executions[step_id] = execution.copy(self.mark)
        return execution

    @property
    def has_open_work(self) -> bool:
        """Whether an item is active or compensating: what deactivation waits for."""
        return any(e.active or e.undoing for e in self.executions.values())

    @property
    def init(self) -> dict[str, list[Json]]:
        """The initial values, as the start request gave them."""
        initial = {
            name: [value.value for value in values if not value.step] for name, values in self.attributes.items()
        }
        return {name: values for name, values in initial.items() if values}
