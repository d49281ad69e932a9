"""Procedures that take sequences apart, or look into them."""

from __future__ import annotations

from itertools import product
from typing import Final

from engine.scripts.ale.applying import element_at, index_of_number
from engine.scripts.ale.builtins.family import Family, Function
from engine.scripts.ale.equality import equal
from engine.scripts.ale.errors import out_of_bounds, wrong_type
from engine.scripts.ale.lazy import pull_lazy
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import (
    all_elements,
    elements,
    first,
    is_counted,
    is_empty,
    is_sequence,
    new_list,
    no_sequence,
    pull,
    rest,
    size_of,
)
from engine.scripts.ale.values import ABSENT, END, Lazy, List, Value

TAKING: Final = Family()

TAKING.procedure("first car", 1)(first)
TAKING.procedure("rest cdr", 1)(rest)

_MISSING: Final = object()


def _steps(path: str) -> Function:
    """`cadr` and its like: the letters between c and r, applied from the last to the first."""
    steps = [first if letter == "a" else rest for letter in reversed(path)]

    def take(run: Run, value: Value) -> Value:
        for step in steps:
            value = step(run, value)
        return value

    return take


for _count in (2, 3, 4):
    for _letters in product("ad", repeat=_count):
        TAKING.procedure(f"c{''.join(_letters)}r", 1)(_steps("".join(_letters)))


@TAKING.procedure("length", 1)
def _length(run: Run, sequence: Value) -> int:
    if not is_counted(sequence):
        raise wrong_type(sequence, "counted")
    return size_of(sequence)


@TAKING.procedure("length!", 1)
def _length_of_any(run: Run, sequence: Value) -> int:
    if type(sequence) is not Lazy:
        return size_of(sequence) if is_counted(sequence) else 0
    count = 0
    pull_next = pull_lazy(sequence)
    del sequence  # lets go of the elements that were counted
    while pull_next(run) is not END:
        count += 1
    return count


@TAKING.procedure("nth", 2, 3)
def _nth(run: Run, indexed: Value, index: Value, default: Value = ABSENT) -> Value:
    found = element_at(run, indexed, index_of_number(index), _MISSING if default is ABSENT else default)
    if found is _MISSING:
        raise out_of_bounds()
    return found


@TAKING.procedure("nth!", 2, 3)
def _nth_of_any(run: Run, sequence: Value, index: Value, default: Value = ABSENT) -> Value:
    if type(sequence) in (tuple, str, List, type(None)) or not is_sequence(sequence):
        return _nth(run, sequence, index, default)
    left = index_of_number(index)
    pull_next = pull(run, sequence)
    del sequence
    while left >= 0 and (value := pull_next(run)) is not END:
        if left == 0:
            return value
        left -= 1
    if default is ABSENT:
        raise out_of_bounds()
    return default


@TAKING.procedure("last", 1)
def _last(run: Run, sequence: Value) -> Value:
    if not is_counted(sequence):
        raise wrong_type(sequence, "counted")
    if type(sequence) is tuple or type(sequence) is str:
        return sequence[-1] if sequence else None
    last = None
    for last in elements(run, sequence):  # noqa: B007 - the last one is what counts
        pass
    return last


@TAKING.procedure("last!", 1)
def _last_of_any(run: Run, sequence: Value) -> Value:
    if type(sequence) is not Lazy:
        if not is_counted(sequence):
            raise wrong_type(sequence, "sequence")
        return _last(run, sequence)
    last = None
    pull_next = pull_lazy(sequence)
    del sequence
    while (value := pull_next(run)) is not END:
        last = value
    return last


@TAKING.procedure("index-of", 2)
def _index_of(run: Run, sequence: Value, wanted: Value) -> Value:
    if not is_sequence(sequence):
        raise wrong_type(sequence, "sequence")
    if type(sequence) is str:
        run.spend(len(sequence))
        place = sequence.find(wanted) if type(wanted) is str and len(wanted) == 1 else -1
        return False if place < 0 else place
    pull_next = pull(run, sequence)
    place = 0
    while (value := pull_next(run)) is not END:
        run.spend(1)
        if equal(run, value, wanted):
            return place
        place += 1
    return False


@TAKING.procedure("reverse", 1)
def _reverse(run: Run, sequence: Value) -> Value:
    if type(sequence) is tuple or type(sequence) is str:
        run.spend(len(sequence))
        run.reserve(8 * len(sequence))
        return run.keep(sequence[::-1])
    if sequence is not None and type(sequence) is not List:
        raise wrong_type(sequence, "reverser")
    return new_list(run, list(elements(run, sequence))[::-1])


@TAKING.procedure("reverse!", 1)
def _reverse_any(run: Run, sequence: Value) -> Value:
    if type(sequence) in (Lazy, dict, frozenset):
        return new_list(run, list(all_elements(run, sequence))[::-1])
    return _reverse(run, sequence)


@TAKING.procedure("seq", 1)
def _if_any(run: Run, value: Value) -> Value:
    return value if is_sequence(value) and not is_empty(run, value) else False


@TAKING.procedure("seq!", 1)
def _if_any_of_sequence(run: Run, value: Value) -> Value:
    if not is_sequence(value):
        raise no_sequence(run, value)
    return False if is_empty(run, value) else value
