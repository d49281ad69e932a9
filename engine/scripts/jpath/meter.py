"""Counting the steps of one run of a query."""

from __future__ import annotations

from engine.scripts.interface import LimitExceeded, Limits, OutOfBudget

_QUICK_STEPS = 2_000


class Meter:
    """What is left of a run's steps: one for each node visited and each comparison."""

    __slots__ = ("left", "quick")

    def __init__(self, limits: Limits, quick: bool) -> None:
        self.quick = quick
        self.left = min(_QUICK_STEPS, limits.jpath_steps) if quick else limits.jpath_steps

    def spend(self, steps: int) -> None:
        """Raises LimitExceeded, or OutOfBudget in a quick run, when the steps are used up."""
        self.left -= steps
        if self.left < 0:
            if self.quick:
                raise OutOfBudget
            raise LimitExceeded("steps")
