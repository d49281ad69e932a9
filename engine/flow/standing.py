"""How a pending step stands: may it start, must it fail or be skipped, or does it wait (`execution.md`, 4.2, 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.inputs import Gate, Look, State, choose, lacks_a_delivery, look_at
from engine.flow.state import PENDING
from engine.model.instant import NEVER
from engine.model.step import ALL, FIRST
from engine.model.wiring import ABSENT, Input

UNREACHABLE = "required input no longer available"
UNMATCHED = "required match did not match"
UNNEEDED = "outputs not needed"

Collected = list[tuple[Input, Any]]
"""Inputs that have a value, before their mappings."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Every input is decided: the step may start."""

    inputs: Collected


@dataclass(frozen=True, slots=True)
class Broken:
    """The step can never start, and that is a failure."""

    error: str
    inputs: Collected


@dataclass(frozen=True, slots=True)
class ShutOut:
    """A gate of the step is closed."""

    inputs: Collected
    unsatisfied: list[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something may still come."""

    window_closes_at: int = NEVER
    """When the first open window of an optional input closes."""
    closed_windows: frozenset[str] = frozenset()
    """Optional inputs whose window has closed already."""


Standing = Ready | Broken | ShutOut | Waiting
_WAITING = Waiting()


def standing_of(decision: Decision, step: PlannedStep) -> Standing:
    """How a pending step stands by its inputs alone."""
    looks = [(taken, look_at(decision, step, taken)) for taken in step.wiring.required]
    if step.wiring.gates and (verdict := _by_gates(looks)) is not None:
        return verdict
    if any(look.state is State.IMPOSSIBLE for _, look in looks):
        return Broken(UNREACHABLE, _collected(looks))
    if any(look.state is State.WAITING for _, look in looks):
        return _WAITING
    return _with_optional(decision, step, looks)


def _by_gates(looks: list[tuple[Input, Look]]) -> Standing | None:
    """What the gates alone decide; None when all are open."""
    gates = [(taken, look) for taken, look in looks if taken.gate]
    closed = [taken.name for taken, look in gates if look.gate is Gate.CLOSED]
    if closed:
        return ShutOut(_collected(looks), closed)
    for _, look in gates:
        if look.error:
            return Broken(look.error, _collected(looks))
    return _WAITING if any(look.gate is Gate.UNDECIDED for _, look in gates) else None


def _collected(looks: list[tuple[Input, Look]]) -> Collected:
    return [(taken, look.value) for taken, look in looks if look.value is not ABSENT]


def _with_optional(decision: Decision, step: PlannedStep, looks: list[tuple[Input, Look]]) -> Standing:
    """All required inputs are ready: decide the optional ones, each by its own window."""
    inputs = _collected(looks)
    if step.wiring.optional:
        anchor = max((look.since_us for _, look in looks), default=decision.flow.created_at)
        closes_at, closed = NEVER, []
        for taken in step.wiring.optional:
            choice = choose(decision.flow, step, taken, anchor, decision.at_us)
            if choice.closes_at:
                closes_at = min(closes_at or choice.closes_at, choice.closes_at)
                continue
            closed.append(taken.name)
            if choice.value is not ABSENT:
                inputs.append((taken, choice.value))
        if closes_at:
            return Waiting(closes_at, frozenset(closed))
    return Ready(inputs)


def is_needed(decision: Decision, step: PlannedStep, standings: dict[str, Standing]) -> bool:
    """Whether a pending step's outputs may still be used (6.2); `standings` are those of all pending steps."""
    if step.id in decision.blueprint.goals:
        return True
    return any(
        decision.flow.executions[consumer].status == PENDING
        and _may_use(decision, decision.blueprint.steps[consumer], taken, standings[consumer])
        for consumer, taken in step.waiters
    )


def _may_use(decision: Decision, consumer: PlannedStep, taken: Input, standing: Standing) -> bool:
    if isinstance(standing, ShutOut):
        return False
    if taken.required:
        look = look_at(decision, consumer, taken)
        if taken.collect == FIRST:
            return look.state is not State.READY
        return not (taken.collect == ALL and look.state is State.IMPOSSIBLE)
    if isinstance(standing, Ready) or (isinstance(standing, Waiting) and taken.name in standing.closed_windows):
        return False
    if taken.collect == FIRST:
        return not decision.flow.attributes.get(taken.name)
    return not (taken.collect == ALL and lacks_a_delivery(decision.flow, consumer, taken))
