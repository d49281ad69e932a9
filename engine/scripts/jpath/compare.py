"""Comparing JSON values as `jpath.md` section 3 does."""

from __future__ import annotations

from engine.scripts.interface import NOTHING, Json
from engine.scripts.jpath.meter import Meter

_SCALARS = (str, int, float)


def equal(left: Json, right: Json, meter: Meter) -> bool:
    """Whether two values, or nothing and nothing, are the same JSON. A boolean is no number, at any depth."""
    pairs = [(left, right)]
    while pairs:
        left, right = pairs.pop()
        meter.spend(1)
        if isinstance(left, bool) or isinstance(right, bool) or left is None or left is NOTHING:
            if left is not right:
                return False
        elif isinstance(left, dict):
            if not isinstance(right, dict) or len(left) != len(right):
                return False
            meter.spend(len(left))
            if left.keys() != right.keys():
                return False
            pairs.extend((item, right[key]) for key, item in left.items())
        elif isinstance(left, list):
            if not isinstance(right, list) or len(left) != len(right):
                return False
            meter.spend(len(left))
            pairs.extend(zip(left, right, strict=True))
        elif not isinstance(right, _SCALARS) or left != right:
            return False
    return True


def less(left: Json, right: Json) -> bool:
    """Whether the first of two numbers or two strings is the smaller; strings compare by code point."""
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left < right
    return isinstance(left, str) and isinstance(right, str) and left < right


def holds(left: Json, sign: str, right: Json, meter: Meter) -> bool:
    """Whether the comparison holds."""
    match sign:
        case "==":
            return equal(left, right, meter)
        case "!=":
            return not equal(left, right, meter)
    meter.spend(1)
    if sign in (">", ">="):
        left, right = right, left
    return less(left, right) or (sign in ("<=", ">=") and equal(left, right, meter))
