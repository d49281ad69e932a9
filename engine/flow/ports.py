"""What a decision may ask of its surroundings. Everything here is a function of its arguments, but for new tokens."""

from __future__ import annotations

from typing import Any, Final, Protocol

from engine.flow.blueprint import PlannedStep
from engine.scripts.interface import Outcome, Task

Json = Any


class NeedsWorker(Exception):
    """A predicate, match or mapping cannot be evaluated on the spot. The decision is dropped and changes nothing."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.source.purpose)
        self.task = task


class Miss:
    """The memo cache has nothing; not the same as a remembered success without outputs."""


MISS: Final = Miss()


class Ports(Protocol):
    def evaluate(self, task: Task) -> Outcome:
        """The outcome of a predicate, match or mapping. Raises NeedsWorker."""

    def run_now(self, task: Task) -> Outcome | None:
        """The outcome of a step's script if it ends at once; None: it goes the long way, over dispatch."""

    def recall(self, step: PlannedStep, inputs: dict[str, Json]) -> dict[str, Json] | Miss | None:
        """The outputs that a memoizable step gave for these inputs before; MISS if it did not."""

    def new_token(self) -> str: ...

    def warn(self, message: str) -> None:
        """Say in the log what no event records."""
