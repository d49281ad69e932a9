"""Procedures that fold a sequence into one value."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.calling import call
from engine.scripts.ale.errors import wrong_type
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import all_elements, elements, is_sequence, pull
from engine.scripts.ale.values import ABSENT, END, Lazy, Value

FOLDS: Final = Family()


@FOLDS.procedure("reduce foldl fold-left", 2, 3)
def _reduce(run: Run, procedure: Value, start: Value, sequence: Value = ABSENT) -> Value:
    """`(f acc x)` from the left. Without a start the first element is it; of no elements, `(f)`."""
    has_start = sequence is not ABSENT
    pull_next = pull(run, sequence if has_start else start)
    total = start if has_start else pull_next(run)
    del start, sequence  # nobody needs what was folded: a long lazy sequence goes as it is made
    if total is END:
        return call(run, procedure)
    while (element := pull_next(run)) is not END:
        total = call(run, procedure, total, element)
    return total


@FOLDS.procedure("fold-right foldr", 2, 3)
def _fold_right(run: Run, procedure: Value, start: Value, sequence: Value = ABSENT) -> Value:
    """`(f x acc)` from the right, of a sequence that can be reversed."""
    folded = start if sequence is ABSENT else sequence
    if type(folded) in (dict, frozenset, Lazy):
        raise wrong_type(folded, "reverser")
    return _fold_right_any(run, procedure, start, sequence)


@FOLDS.procedure("fold-right!", 2, 3)
def _fold_right_any(run: Run, procedure: Value, start: Value, sequence: Value = ABSENT) -> Value:
    """The same, of any sequence."""
    folded = start if sequence is ABSENT else sequence
    if not is_sequence(folded):
        folded = ()
    values = list(all_elements(run, folded) if type(folded) is Lazy else elements(run, folded))
    run.spend(len(values))
    if sequence is ABSENT and not values:
        return call(run, procedure)
    total = values.pop() if sequence is ABSENT else start
    while values:
        total = call(run, procedure, values.pop(), total)
    return total
