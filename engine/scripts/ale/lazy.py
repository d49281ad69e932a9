"""Lazy sequences: made one element at a time, and kept.

The source of an unforced Lazy is a function of the run. It gives END, a pair of the first element and the Lazy
of the others, or another Lazy that takes its place. Sources are plain functions that call each other, and no
generators, since those take room on the C stack.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.scripts.ale.errors import AleError
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import END, Lazy, Marker, Value

Source = Callable[[Run], "Marker | tuple[Value, Lazy] | Lazy"]
Pull = Callable[[Run], Value]
"""Gives the next element, or END, for ever once there is none left."""


def force(run: Run, sequence: Lazy) -> Value:
    """The first element of the sequence, or END. Raises AleError, the same one every time."""
    if sequence.source is None:
        return sequence.head
    run.spend(1)
    run.deepen()
    made: Marker | tuple[Value, Lazy] | Lazy = sequence
    forced = []
    try:
        while type(made) is Lazy:
            if made.source is None:
                made = END if made.head is END else (made.head, made.tail)  # type: ignore[assignment]
                break
            source = made.source
            made.source = _needs_itself
            forced.append(made)
            made = source(run)
    except AleError as error:
        for one in forced:
            one.source = _failing(error.message)
        raise
    run.depth -= 1
    for one in forced:
        one.source = None
        if made is not END:
            one.head, one.tail = made  # type: ignore[misc]
    return sequence.head


def from_pull(pull: Pull) -> Lazy:
    """The lazy sequence of the elements that a Pull gives; nothing else may use the Pull."""

    def source(run: Run) -> Marker | tuple[Value, Lazy]:
        element = pull(run)
        return END if element is END else (element, Lazy(source))

    return Lazy(source)


def pull_lazy(sequence: Lazy) -> Pull:
    """The elements of a lazy sequence, one after the other."""
    left = sequence

    def pull(run: Run) -> Value:
        nonlocal left
        element = force(run, left)
        if element is not END:
            assert left.tail is not None
            left = left.tail
        return element

    return pull


def _needs_itself(run: Run) -> Marker:
    raise AleError("an element of a lazy sequence needs itself")


def _failing(message: str) -> Source:
    def source(run: Run) -> Marker:
        raise AleError(message)

    return source
