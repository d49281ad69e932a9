"""Gates in planning: what initial values alone say about a required input with a match (`execution.md`, 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from engine.model.step import ALL, FIRST, LAST, NONE, SOME
from engine.model.wiring import Input
from engine.scripts.interface import Failed, Outcome, Source, Task

Json = Any

Evaluate = Callable[[Task], Outcome]
"""Runs a match. What it raises passes through untouched, so that a caller can fetch the outcome and plan again."""


class Placeholder:
    """Stands for values that a child flow will have and that nobody knows yet."""

    def __repr__(self) -> str:
        return "PLACEHOLDER"


PLACEHOLDER: Final = Placeholder()

Given = Mapping[str, Sequence[Json] | Placeholder]
"""What `init` gives, by attribute; no attribute without a value."""


class Verdict(Enum):
    """Of one gate, or of all gates of a step together."""

    MET = "met"
    UNDECIDED = "undecided"
    UNMEETABLE = "cannot be met"


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Closed by one gate that cannot be met, otherwise undecided by one that is, otherwise open; open without gates."""
    found = set(verdicts)
    if Verdict.UNMEETABLE in found:
        return Verdict.UNMEETABLE
    return Verdict.UNDECIDED if Verdict.UNDECIDED in found else Verdict.MET


@dataclass(slots=True)
class Gatekeeper:
    """Judges gates, and remembers whether any verdict rests on values and not on names alone."""

    evaluate: Evaluate
    looked_at_values: bool = field(default=False, init=False)

    def judge(self, gate: Input, given: Given, has_provider: bool) -> Verdict:
        """The verdict on an input with a gate; `has_provider`: whether any step of the catalog makes the attribute."""
        values = given.get(gate.name, ())
        if not values:
            return Verdict.MET if gate.collect == NONE and not has_provider else Verdict.UNDECIDED
        if isinstance(values, Placeholder) or gate.collect == NONE or (gate.collect == LAST and has_provider):
            return Verdict.UNDECIDED
        assert gate.gate is not None, f"{gate.name!r} is no gate"
        matches = [self._matches(gate.gate, value) for value in values]
        if gate.collect == ALL:
            if False in matches:
                return Verdict.UNMEETABLE
            return Verdict.UNDECIDED if has_provider or None in matches else Verdict.MET
        assert gate.collect in (FIRST, SOME, LAST)
        if True in matches:
            return Verdict.MET
        return Verdict.UNDECIDED if has_provider or None in matches else Verdict.UNMEETABLE

    def _matches(self, source: Source, candidate: Json) -> bool | None:
        """None for a match that fails: the gate is undecided then (X11), and the step fails when it runs (X7)."""
        self.looked_at_values = True
        outcome = self.evaluate(Task(source, {"value": candidate}, candidate))
        return None if isinstance(outcome, Failed) else bool(outcome.value)
