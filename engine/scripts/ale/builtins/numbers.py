"""Arithmetic and the comparison of numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import copysign, inf, isnan, nan
from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.errors import AleError, wrong_type
from engine.scripts.ale.runtime import SMALL_INTEGER, Run
from engine.scripts.ale.values import Value

NUMBERS: Final = Family()
NUMBERS.values.update({"+inf": inf, "*pos-inf*": inf, "-inf": -inf, "*neg-inf*": -inf, "nan": nan})

_WORD_BITS: Final = 30
_NUMBER_TYPES: Final = frozenset({int, float, Fraction})
_FAST_TYPES: Final = frozenset({int, float})
_NEGATED_SMALL: Final = -SMALL_INTEGER


def is_number(value: Value) -> bool:
    return type(value) in _NUMBER_TYPES


def check_number(value: Value) -> None:
    if type(value) not in _NUMBER_TYPES:
        raise wrong_type(value, "number")


def to_float(number: int | float | Fraction) -> float:
    """The nearest double; an infinity for what is beyond the doubles."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def add(run: Run, left: Value, right: Value) -> Value:
    kind = type(left)
    if kind is type(right):
        if kind is float:
            return left + right
        if kind is int:
            total = left + right
            return total if _NEGATED_SMALL < total < SMALL_INTEGER else run.sized(total)
    if _as_floats(left, right):
        return to_float(left) + to_float(right)
    _spend_words(run, left, right)
    return _exact(run, left + right)


def subtract(run: Run, left: Value, right: Value) -> Value:
    kind = type(left)
    if kind is type(right):
        if kind is float:
            return left - right
        if kind is int:
            total = left - right
            return total if _NEGATED_SMALL < total < SMALL_INTEGER else run.sized(total)
    if _as_floats(left, right):
        return to_float(left) - to_float(right)
    _spend_words(run, left, right)
    return _exact(run, left - right)


def multiply(run: Run, left: Value, right: Value) -> Value:
    if type(left) is float and type(right) is float:
        return left * right
    if _as_floats(left, right):
        return to_float(left) * to_float(right)
    _spend_words(run, left, right)
    return _exact(run, left * right)


def divide(run: Run, left: Value, right: Value) -> Value:
    if _as_floats(left, right):
        return _divide_floats(to_float(left), to_float(right))
    if right == 0:
        raise AleError("divide by zero")
    _spend_words(run, left, right)
    return _exact(run, Fraction(left, right))


def modulo(run: Run, left: Value, right: Value) -> Value:
    """The remainder, with the sign of the divisor."""
    if _as_floats(left, right):
        divisor = to_float(right)
        return to_float(left) % divisor if divisor else nan
    if right == 0:
        raise AleError("divide by zero")
    _spend_words(run, left, right)
    return _exact(run, left % right)


@NUMBERS.procedure("+", 0, more=True, binary=add)
def _sum(run: Run, *numbers: Value) -> Value:
    total: Value = 0
    for number in numbers:
        total = add(run, total, number)
    return total


@NUMBERS.procedure("*", 0, more=True, binary=multiply)
def _product(run: Run, *numbers: Value) -> Value:
    total: Value = 1
    for number in numbers:
        total = multiply(run, total, number)
    return total


@NUMBERS.procedure("-", 1, more=True, binary=subtract)
def _difference(run: Run, first: Value, *numbers: Value) -> Value:
    if not numbers:
        # Not 0 - x, which would lose the sign of a zero.
        return multiply(run, -1, first)
    for number in numbers:
        first = subtract(run, first, number)
    return first


@NUMBERS.procedure("/", 1, more=True, binary=divide)
def _quotient(run: Run, first: Value, *numbers: Value) -> Value:
    if not numbers:
        return divide(run, 1, first)
    for number in numbers:
        first = divide(run, first, number)
    return first


@NUMBERS.procedure("mod modulo", 2, more=True, binary=modulo)
def _remainder(run: Run, first: Value, *numbers: Value) -> Value:
    for number in numbers:
        first = modulo(run, first, number)
    return first


@NUMBERS.procedure("inc", 1)
def _increment(run: Run, number: Value) -> Value:
    return add(run, number, 1)


@NUMBERS.procedure("dec", 1)
def _decrement(run: Run, number: Value) -> Value:
    return subtract(run, number, 1)


def numbers_equal(run: Run, left: Value, right: Value) -> bool:
    """Numeric equality across kinds; against a Float, as doubles."""
    if type(left) is type(right) and type(left) in _FAST_TYPES:
        return bool(left == right)
    if _as_floats(left, right):
        return to_float(left) == to_float(right)
    _spend_words(run, left, right)
    return bool(left == right)


def _not_equal(run: Run, left: Value, right: Value) -> bool:
    return not numbers_equal(run, left, right)


def less(run: Run, left: Value, right: Value) -> bool:
    if type(left) is type(right) and type(left) in _FAST_TYPES:
        return bool(left < right)
    if _as_floats(left, right):
        return to_float(left) < to_float(right)
    _spend_words(run, left, right)
    return bool(left < right)


def at_most(run: Run, left: Value, right: Value) -> bool:
    if type(left) is type(right) and type(left) in _FAST_TYPES:
        return bool(left <= right)
    if _as_floats(left, right):
        return to_float(left) <= to_float(right)
    _spend_words(run, left, right)
    return bool(left <= right)


def _more(run: Run, left: Value, right: Value) -> bool:
    return less(run, right, left)


def _at_least(run: Run, left: Value, right: Value) -> bool:
    return at_most(run, right, left)


def _chain(name: str, compare: Callable[[Run, Value, Value], bool]) -> None:
    """Enter a comparison of each neighbouring pair, up to the first that fails."""

    def compare_all(run: Run, first: Value, *others: Value) -> bool:
        check_number(first)
        for other in others:
            if not compare(run, first, other):
                return False
            first = other
        return True

    NUMBERS.procedure(name, 1, more=True, binary=compare)(compare_all)


_chain("=", numbers_equal)
_chain("<", less)
_chain("<=", at_most)
_chain(">", _more)
_chain(">=", _at_least)


@NUMBERS.procedure("!=", 1, more=True, binary=_not_equal)
def _differ(run: Run, first: Value, *others: Value) -> bool:
    check_number(first)
    for other in others:
        if not numbers_equal(run, first, other):
            return True
        first = other
    return False


def _as_floats(left: Value, right: Value) -> bool:
    """Whether the two numbers are taken as doubles; raises AleError if one is no number."""
    check_number(left)
    check_number(right)
    return type(left) is float or type(right) is float


def _divide_floats(left: float, right: float) -> float:
    if right:
        return left / right
    return nan if not left or isnan(left) else copysign(inf, left) * copysign(1.0, right)


def _spend_words(run: Run, left: int | Fraction, right: int | Fraction) -> None:
    """Large integers cost the square of their length."""
    words = _bits(left) // _WORD_BITS + _bits(right) // _WORD_BITS
    if words > 8:
        run.spend(words + words * words // 16)


def _bits(number: int | Fraction) -> int:
    if type(number) is int:
        return number.bit_length()
    return number.numerator.bit_length() + number.denominator.bit_length()


def _exact(run: Run, number: int | Fraction) -> int | Fraction:
    """The number within the limits of its digits; a whole Ratio is an Integer."""
    if isinstance(number, int):
        return run.sized(number)
    if number.denominator == 1:
        return run.sized(number.numerator)
    run.sized(number.numerator)
    run.sized(number.denominator)
    return number
