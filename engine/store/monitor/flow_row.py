"""What the list of flows knows of one flow, brought forward by its events. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

ACTIVE, COMPLETED, FAILED = "active", "completed", "failed"
RUNNING, WAITING, SETTLING = "running", "waiting", "settling"
STATES: Final = (RUNNING, WAITING, SETTLING, COMPLETED, FAILED)
"""What the list filters by (`ui.md`, 12). A settling flow is also found under its outcome, a waiting one only so."""

ASYNC = "async"
_IS_RUNNING, _IS_WAITING = frozenset({RUNNING}), frozenset({WAITING})
_HAS_ENDED = {outcome: frozenset({outcome}) for outcome in (COMPLETED, FAILED)}
_IS_SETTLING = {outcome: frozenset({outcome, SETTLING}) for outcome in (COMPLETED, FAILED)}


class Open(msgspec.Struct, gc=False):
    """What is under way in a flow."""

    steps: set[str] = set()
    """Steps that have started and not ended."""
    work: dict[str, str] = {}
    """The step of each item that is active, by token."""


class Plan(msgspec.Struct, frozen=True, gc=False):
    """What of a plan the list needs; flows with the same plan share it."""

    key: int
    goals: list[str]
    steps: dict[str, str]
    """Type of each step, by id."""


class Started(msgspec.Struct, gc=False):
    """`flow_started`."""

    flow_id: str
    plan: msgspec.Raw
    labels: dict[str, str] = {}
    metadata: dict[str, str] = {}


class Named(msgspec.Struct, gc=False):
    """What events of steps and items name."""

    step_id: str = ""
    token: str = ""


class _Failed(msgspec.Struct, gc=False):
    error: str = ""


_failed = msgspec.json.Decoder(_Failed).decode
_open = msgspec.json.Decoder(Open).decode
_encode = msgspec.json.Encoder(order="deterministic").encode

_ENDS_WORK = frozenset(
    {"work_succeeded", "work_failed", "work_not_completed", "work_retry_scheduled", "comp_started", "comp_succeeded",
     "comp_failed", "comp_retry_scheduled"}
)  # fmt: skip


class FlowRow:
    """A row of `flows` on its way from what is stored to what will be."""

    __slots__ = (
        "completed_us", "created_us", "deactivated_us", "done", "error", "events", "failed", "id", "key", "labels",
        "last_us", "open", "outcome", "parent", "plan", "size_bytes", "skipped", "stored_states",
    )  # fmt: skip

    def __init__(self, key: int, started: Started, plan: Plan, at_us: int) -> None:
        self.key, self.plan = key, plan
        self.id = started.flow_id
        self.parent = started.metadata.get("parent_flow_id", "")
        self.labels = _encode(started.labels).decode() if started.labels else ""
        self.outcome = ACTIVE
        self.created_us = self.last_us = at_us
        self.completed_us = self.deactivated_us = 0
        self.error = ""
        self.events = self.size_bytes = 0
        self.done = self.failed = self.skipped = 0
        self.open: Open | None = None
        self.stored_states: frozenset[str] | None = None
        """States under which the sets know the flow; None when they do not know it."""

    @property
    def states(self) -> frozenset[str]:
        """All under which the flow is found."""
        if self.outcome == ACTIVE:
            return _IS_WAITING if self.is_waiting else _IS_RUNNING
        return (_HAS_ENDED if self.deactivated_us else _IS_SETTLING)[self.outcome]

    @property
    def is_waiting(self) -> bool:
        """Whether no item is active but those of async steps."""
        if self.open is None:
            return True
        types = self.plan.steps
        return all(types.get(step_id) == ASYNC for step_id in self.open.work.values())

    def evolve(self, kind: str, named: Named, data: msgspec.Raw, at_us: int) -> None:
        """Take in an event after the first; `named` is what it names."""
        if kind == "work_started":
            self._opened().work[named.token] = named.step_id
        elif kind in _ENDS_WORK:
            if self.open is not None:
                self.open.work.pop(named.token, None)
        elif kind == "step_started":
            self._opened().steps.add(named.step_id)
        elif kind == "step_completed":
            self.done += 1
            self._settled(named.step_id)
        elif kind == "step_failed":
            self.failed += 1
            self._settled(named.step_id)
        elif kind == "step_skipped":
            self.skipped += 1
        elif kind == "flow_completed":
            self.outcome, self.completed_us = COMPLETED, at_us
        elif kind == "flow_failed":
            self.outcome, self.completed_us, self.error = FAILED, at_us, _failed(data).error
        elif kind == "flow_deactivated":
            self.deactivated_us = at_us

    def _opened(self) -> Open:
        if self.open is None:
            self.open = Open(set(), {})
        return self.open

    def _settled(self, step_id: str) -> None:
        if self.open is not None:
            self.open.steps.discard(step_id)

    def stored(self) -> tuple[int | str, ...]:
        """The row as its table has it."""
        opened = self.open
        shown = _encode(opened).decode() if opened is not None and (opened.steps or opened.work) else ""
        return (
            self.key, self.id, self.plan.key, self.parent, self.labels, self.outcome, self.created_us,
            self.completed_us, self.deactivated_us, self.last_us, self.error, self.events, self.size_bytes, self.done,
            self.failed, self.skipped, shown,
        )  # fmt: skip


COLUMNS = (
    "key, id, plan, parent, labels, outcome, created_us, completed_us, deactivated_us, last_us, error, events, "
    "size_bytes, done, failed, skipped, open"
)


def opened(text: str) -> Open | None:
    """What a stored row says of what is under way."""
    return _open(text) if text else None


def loaded(values: tuple[int | str, ...], plan: Plan) -> FlowRow:
    """The row of what `stored` gave."""
    row = FlowRow.__new__(FlowRow)
    (
        row.key,
        row.id,
        _,
        row.parent,
        row.labels,
        row.outcome,
        row.created_us,
        row.completed_us,
        row.deactivated_us,
        row.last_us,
        row.error,
        row.events,
        row.size_bytes,
        row.done,
        row.failed,
        row.skipped,
        text,
    ) = values  # type: ignore[assignment] # as the table's columns are typed
    row.plan = plan
    row.open = opened(str(text))
    row.stored_states = row.states
    return row
