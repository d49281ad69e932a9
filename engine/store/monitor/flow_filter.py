"""What the list of flows can be asked (`ui.md`, 12), and whether a flow answers it. Pure.

Values of one filter are joined by "or", filters by "and"; labels of different keys are different filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.store.monitor import failure
from engine.store.monitor.columns import COMPLETED, DURATION, STARTED
from engine.store.monitor.flow_row import ACTIVE, FlowRow

HIDE, SHOW, ONLY = "hide", "show", "only"
CHILDREN: Final = (HIDE, SHOW, ONLY)
SORTS: Final[dict[str, str | None]] = {"started": STARTED, "ended": COMPLETED, "duration": DURATION, "id": None}
"""The column that each order goes by. Flows without an end are in none of end and duration."""


@dataclass(frozen=True, slots=True)
class Range:
    """From and to a number of milliseconds, both included; None is no bound."""

    low: int | None = None
    high: int | None = None

    def __contains__(self, value: int) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class FlowFilter:
    text: str = ""
    """Id or error contains it; one or two letters: begins with it."""
    error: str = ""
    """The error contains it; "…" stands for anything."""
    states: frozenset[str] = frozenset()
    """Of `flow_row.STATES`; empty: all. So for the next ones."""
    goals: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    """Steps of the plan."""
    labels: tuple[tuple[str, str], ...] = ()
    started: Range | None = None
    ended: Range | None = None
    duration: Range | None = None
    """Only flows that ended have one."""
    children: str = HIDE
    """Of CHILDREN."""
    parent: str = ""
    """Only the children of this flow, whatever `children` says."""

    @property
    def label_values(self) -> dict[str, set[str]]:
        """The values asked for, by key."""
        values: dict[str, set[str]] = {}
        for name, value in self.labels:
            values.setdefault(name, set()).add(value)
        return values

    @property
    def is_exact(self) -> bool:
        """Whether the sets alone say what matches, so that rows need not be looked at."""
        texts = [part for text in (self.text, self.error) for part in failure.fragments(text)]
        return all(len(text) <= 3 for text in texts) and len(texts) <= 1


@dataclass(frozen=True, slots=True)
class Place:
    """The place after one flow in one order."""

    value: int
    """Of the end or the duration; 0 in other orders."""
    key: int


def matches(row: FlowRow, labels: dict[str, str], asked: FlowFilter) -> bool:
    """Whether a flow answers a question, by looking at all of it."""
    ended = row.outcome != ACTIVE
    if asked.parent:
        if row.parent != asked.parent:
            return False
    elif asked.children != SHOW and (":" in row.id) != (asked.children == ONLY):
        return False
    if asked.states and not asked.states & row.states:
        return False
    if asked.goals and asked.goals.isdisjoint(row.plan.goals):
        return False
    if asked.steps and asked.steps.isdisjoint(row.plan.steps):
        return False
    if any(labels.get(name) not in values for name, values in asked.label_values.items()):
        return False
    if asked.started is not None and row.created_us // 1000 not in asked.started:
        return False
    if asked.ended is not None and not (ended and row.completed_us // 1000 in asked.ended):
        return False
    if asked.duration is not None and not (ended and duration_ms(row) in asked.duration):
        return False
    if asked.error and not failure.contains(row.error, asked.error):
        return False
    return not asked.text or failure.contains(row.id, asked.text) or failure.contains(row.error, asked.text)


def duration_ms(row: FlowRow) -> int:
    """From the start to the outcome; of meaning for a flow that has one."""
    return max(0, row.completed_us // 1000 - row.created_us // 1000)
