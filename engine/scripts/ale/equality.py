"""`eq`: equal types and equal parts."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import ABSENT, Keyword, List, Pair, Symbol, Value

_PLAIN: Final = frozenset({int, float, bool, str, type(None), Fraction})


def equal(run: Run, left: Value, right: Value) -> bool:
    """Whether two values are `eq`. What has no parts is equal only to itself."""
    kind = type(left)
    if kind is not type(right):
        return False
    if kind in _PLAIN:
        if kind is str:
            run.spend(min(len(left), len(right)))
        return bool(left == right)
    if left is right:
        return True
    if kind is Keyword:
        return bool(left.name == right.name)
    if kind is Symbol:
        return bool(left.name == right.name and left.namespace == right.namespace)
    run.spend(1)
    if kind is tuple:
        if len(left) != len(right):
            return False
        for one, other in zip(left, right, strict=True):  # noqa: SIM110 - a generator takes room on the C stack
            if not equal(run, one, other):
                return False
        return True
    if kind is List:
        return left.size == right.size and _lists_equal(run, left, right)
    if kind is Pair:
        return equal(run, left.head, right.head) and equal(run, left.tail, right.tail)
    if kind is dict:
        if len(left) != len(right):
            return False
        for key, value in left.items():
            other = right.get(key, ABSENT)
            if other is ABSENT or not equal(run, value, other):
                return False
        return True
    if kind is frozenset:
        run.spend(len(left))
        return bool(left == right)
    return False


def _lists_equal(run: Run, left: List | None, right: List | None) -> bool:
    while left is not None and right is not None:
        if left is right:
            return True
        if not equal(run, left.head, right.head):
            return False
        left, right = left.tail, right.tail
    return left is right
