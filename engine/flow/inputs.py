"""When an input is ready, and with what (`execution.md`, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.state import COMPLETED, AttributeValue, Flow
from engine.model.step import ALL, FIRST, LAST, NONE, SOME
from engine.model.wiring import ABSENT, Input
from engine.scripts.interface import Failed, Task

Json = Any


class State(Enum):
    """How a required input stands."""

    READY = auto()
    WAITING = auto()
    IMPOSSIBLE = auto()


class Gate(Enum):
    """How a gate stands."""

    OPEN = auto()
    CLOSED = auto()
    UNDECIDED = auto()


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a required input."""

    state: State
    value: Json = ABSENT
    """What a ready input gets; ABSENT: nothing."""
    since_us: int = 0
    """When it became ready."""
    gate: Gate = Gate.OPEN
    error: str = ""
    """Of a match that failed while its gate is undecided."""


_WAITING = Look(State.WAITING)
_IMPOSSIBLE = Look(State.IMPOSSIBLE)


def look_at(decision: Decision, step: PlannedStep, taken: Input) -> Look:
    """How a required input stands, by the tables of 4.1 and 4.4."""
    values = decision.flow.attributes.get(taken.name, ())
    if taken.gate is None:
        return _collect(decision.flow, step, taken, values)
    return _look_through_gate(decision, step, taken, values)


def _collect(flow: Flow, step: PlannedStep, taken: Input, values: Sequence[AttributeValue]) -> Look:
    """The table of 4.1; `values` are those that take part."""
    collect = taken.collect
    if collect == FIRST and values:
        return Look(State.READY, values[0].value, values[0].set_at)
    if collect == NONE and values:
        return _IMPOSSIBLE
    if collect == ALL and lacks_a_delivery(flow, step, taken):
        return _IMPOSSIBLE
    since = settled_since(flow, step, taken)
    if since is None:
        return _WAITING
    if collect == NONE:
        return Look(State.READY, ABSENT, since)
    if not values:
        return _IMPOSSIBLE
    value = values[-1].value if collect == LAST else [v.value for v in values]
    return Look(State.READY, value, max(since, values[0].set_at))


def _look_through_gate(decision: Decision, step: PlannedStep, taken: Input, values: Sequence[AttributeValue]) -> Look:
    """The table of 4.4. An error of a match counts only while the gate is undecided."""
    matching: list[AttributeValue] = []
    error = ""
    refused = False
    for value in values:
        verdict = _match(decision, taken, value.value)
        if isinstance(verdict, str):
            error = error or verdict
        elif verdict:
            matching.append(value)
            if taken.collect == FIRST:
                break
        else:
            refused = True
    flow = decision.flow
    settled = settled_since(flow, step, taken) is not None
    gate = _gate(taken.collect, bool(matching), refused, settled, bool(error))
    if taken.collect == ALL and gate is not Gate.OPEN and lacks_a_delivery(flow, step, taken):
        gate = Gate.CLOSED
    if gate is Gate.OPEN:
        return _collect(flow, step, taken, matching)
    collected = _collect(flow, step, taken, matching).value if gate is Gate.CLOSED and matching else ABSENT
    return Look(State.WAITING, collected, gate=gate, error=error if gate is Gate.UNDECIDED else "")


def _gate(collect: str, some_match: bool, some_refused: bool, settled: bool, some_fail: bool) -> Gate:
    """How a gate stands by the verdicts on its candidates so far."""
    if collect == ALL and some_refused:
        return Gate.CLOSED
    if collect == NONE and some_match:
        return Gate.CLOSED
    if some_match and collect in (FIRST, SOME):
        return Gate.OPEN
    if some_match and collect == LAST and settled:
        return Gate.OPEN
    if some_fail or not settled:
        return Gate.UNDECIDED
    return Gate.OPEN if some_match or collect == NONE else Gate.CLOSED


def _match(decision: Decision, taken: Input, candidate: Json) -> bool | str:
    """Whether a candidate matches, or the error of the script."""
    assert taken.gate is not None
    outcome = decision.ports.evaluate(Task(taken.gate, {"value": candidate}, candidate))
    return outcome.message if isinstance(outcome, Failed) else bool(outcome.value)


def lacks_a_delivery(flow: Flow, step: PlannedStep, taken: Input) -> bool:
    """Whether a planned provider settled without setting the attribute."""
    for provider in step.providers[taken.name]:
        execution = flow.executions[provider]
        if execution.is_settled and not (execution.status == COMPLETED and taken.name in execution.outputs):
            return True
    return False


def settled_since(flow: Flow, step: PlannedStep, taken: Input) -> int | None:
    """When the last planned provider settled; the start of the flow if there is none; None while one has not."""
    since = flow.created_at
    for provider in step.providers[taken.name]:
        execution = flow.executions[provider]
        if not execution.is_settled:
            return None
        since = max(since, execution.completed_at)
    return since


@dataclass(frozen=True, slots=True)
class Choice:
    """What an optional input gets, or until when it is open."""

    value: Json = ABSENT
    closes_at: int = 0
    """Not 0: undecided; the window closes then."""


def choose(flow: Flow, step: PlannedStep, taken: Input, anchor_us: int, now_us: int) -> Choice:
    """The decision on an optional input whose window opened at the anchor (4.3)."""
    closes_at = anchor_us + taken.deadline_us
    values = flow.attributes.get(taken.name, ())
    settled = settled_since(flow, step, taken)
    if settled is None or settled > closes_at:
        # Values that came after the window closed are not for this step, even if it still waits for something else.
        values = [v for v in values if v.set_at <= closes_at]
    if taken.collect == FIRST and values:
        return Choice(values[0].value)
    if settled is None and now_us < closes_at:
        return Choice(closes_at=closes_at)
    fallback = Choice(taken.default)
    match taken.collect:
        case "last" if values:
            return Choice(values[-1].value)
        case "some" if values:
            return Choice([v.value for v in values])
        case "all" if values and settled is not None and settled <= closes_at:
            return fallback if lacks_a_delivery(flow, step, taken) else Choice([v.value for v in values])
        case _:
            return fallback
