"""Structural equality, and procedures that do next to nothing."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.equality import equal
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import Library, Value

LOGIC: Final = Family()
LOGIC.values.update({"true": True, "false": False, "null": None})


def _differ(run: Run, left: Value, right: Value) -> bool:
    return not equal(run, left, right)


@LOGIC.procedure("eq", 1, more=True, binary=equal)
def _all_equal(run: Run, first: Value, *others: Value) -> bool:
    for other in others:  # noqa: SIM110 - a generator takes room on the C stack
        if not equal(run, first, other):
            return False
    return True


@LOGIC.procedure("!eq", 1, more=True, binary=_differ)
def _not_all_equal(run: Run, first: Value, *others: Value) -> bool:
    return not _all_equal(run, first, *others)


@LOGIC.procedure("not", 1)
def _not(run: Run, value: Value) -> bool:
    return value is False


@LOGIC.procedure("identity", 1)
def _identity(run: Run, value: Value) -> Value:
    return value


@LOGIC.procedure("constantly", 1)
def _constantly(run: Run, value: Value) -> Library:
    return Library("constantly", lambda run, *arguments: value, 0, None)


@LOGIC.procedure("no-op", 0, more=True)
def _no_op(run: Run, *arguments: Value) -> None:
    return None
