"""The printed form of values, and the order that it gives to entries and members."""

from __future__ import annotations

from fractions import Fraction
from math import isinf, isnan
from typing import Any, Final

from engine.scripts.ale.keys import value_of
from engine.scripts.ale.lazy import Pull, pull_lazy
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import (
    END,
    Keyword,
    Lazy,
    List,
    Pair,
    Promise,
    Symbol,
    Syntax,
    Value,
    type_name,
)

_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
)
_CHECK_EVERY: Final = 1 << 14
"""Characters after which the room for a text is asked for."""


def printed(run: Run, value: Value) -> str:
    """The text with strings in quotes, as `str!` gives it."""
    kind = type(value)
    if kind is str:
        return quoted(run, value)
    if kind is int:
        return integer_text(run, value)
    if kind in _ATOMS:
        return str(_ATOMS[kind](value))
    printer = _Printer(run)
    printer.write(value)
    return joined(run, printer.parts)


def text_of(run: Run, value: Value) -> str:
    """The text as `str` gives it for one argument that is not null: a string is itself."""
    return value if type(value) is str else printed(run, value)


def integer_text(run: Run, number: int) -> str:
    """The digits; finding them costs the square of their number."""
    words = number.bit_length() // 30
    if words > 8:
        run.spend(words * words // 4)
    return str(number)


def quoted(run: Run, text: str) -> str:
    run.spend(len(text))
    run.reserve(len(text) * 2)
    return f'"{text.translate(_ESCAPES)}"'


def joined(run: Run, parts: list[str]) -> str:
    """The parts as one text, within the limits."""
    size = 0
    for part in parts:
        size += len(part) if part.isascii() else 4 * len(part)
    run.spend(size)
    run.reserve(size)
    return str(run.keep("".join(parts)))


def float_text(number: float) -> str:
    """A whole double of 64 bits as that integer with `.0`, else the shortest digits that give it back."""
    if isnan(number):
        return "nan"
    if isinf(number):
        return "+inf" if number > 0 else "-inf"
    if number == int(number) and -(2.0**63) <= number < 2.0**63:
        return f"{int(number)}.0"
    sign = "-" if number < 0 else ""
    digits, exponent = _shortest(abs(number))
    if -4 <= exponent < 6:
        return repr(number)
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _shortest(number: float) -> tuple[str, int]:
    """The shortest digits that give the positive number back, and the decimal exponent of the first one."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    place = len(whole) - 1 - leading + int(exponent or 0)
    return digits.strip("0"), place


_ATOMS: Final[dict[type, Any]] = {
    type(None): lambda value: "()",
    bool: lambda value: "#t" if value else "#f",
    float: float_text,
    Fraction: lambda value: f"{value.numerator}/{value.denominator}",
    Keyword: lambda value: f":{value.name}",
    Symbol: Symbol.text,
}


class _Printer:
    """Writes the parts of a text, asking for room as it grows: shared parts may make it huge."""

    __slots__ = ("parts", "run", "size", "unchecked")

    def __init__(self, run: Run) -> None:
        self.run = run
        self.parts: list[str] = []
        self.size = 0
        self.unchecked = 0

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.unchecked += len(text)
        if self.unchecked > _CHECK_EVERY:
            self.run.spend(self.unchecked)
            self.size += self.unchecked
            self.unchecked = 0
            self.run.reserve(self.size)

    def write(self, value: Value) -> None:
        kind = type(value)
        if kind is str:
            self.put(quoted(self.run, value))
        elif kind is int:
            self.put(integer_text(self.run, value))
        elif kind in _ATOMS:
            self.put(_ATOMS[kind](value))
        elif kind is tuple:
            self.put("[")
            for place, item in enumerate(value):
                if place:
                    self.put(" ")
                self.write(item)
            self.put("]")
        elif kind is List or kind is Lazy:
            self.write_list(pull_list(value) if kind is List else pull_lazy(value))
        elif kind is Pair:
            self.write_pair(value)
        elif kind is dict:
            self.put("{")
            for place, (key, item) in enumerate(entries_in_order(self.run, value)):
                if place:
                    self.put(" ")
                self.write(value_of(key))
                self.put(" ")
                self.write(item)
            self.put("}")
        elif kind is frozenset:
            self.put("#{")
            for place, item in enumerate(members_in_order(self.run, value)):
                if place:
                    self.put(" ")
                self.write(item)
            self.put("}")
        elif kind is Promise:
            self.put("#<promise>")
        else:
            self.put("#<syntax>" if kind is Syntax else "#<procedure>")

    def write_list(self, pull: Pull) -> None:
        self.put("(")
        separator = ""
        while (item := pull(self.run)) is not END:
            self.put(separator)
            self.write(item)
            separator = " "
        self.put(")")

    def write_pair(self, pair: Pair) -> None:
        """`(a . b)`, and `(a b . c)` for a pair whose tail is a pair."""
        self.put("(")
        self.write(pair.head)
        tail = pair.tail
        while type(tail) is Pair:
            self.put(" ")
            self.write(tail.head)
            tail = tail.tail
        self.put(" . ")
        self.write(tail)
        self.put(")")


def pull_list(sequence: List | None) -> Pull:
    """The elements of a list, one after the other."""
    left = sequence

    def pull(run: Run) -> Value:
        nonlocal left
        if left is None:
            return END
        element = left.head
        left = left.tail
        return element

    return pull


def entries_in_order(run: Run, entries: dict[Any, Value]) -> list[tuple[Any, Value]]:
    """Keys and values in the order of the keys' unquoted text."""
    run.spend(len(entries))
    found = list(entries.items())
    if len(found) > 1:
        run.reserve(len(found) * 64)
        ranks = {key: _rank(run, value_of(key)) for key in entries}
        found.sort(key=lambda entry: ranks[entry[0]])
    return found


def members_in_order(run: Run, members: frozenset[Any]) -> list[Value]:
    """The members of a set in the order of their unquoted text."""
    run.spend(len(members))
    found = [value_of(key) for key in members]
    if len(found) > 1:
        run.reserve(len(found) * 64)
        ranked = [(_rank(run, value), place) for place, value in enumerate(found)]
        ranked.sort()
        found = [found[place] for _, place in ranked]
    return found


def _rank(run: Run, value: Value) -> tuple[str, str]:
    """Text first; values of several types may have one text."""
    run.spend(1)
    return text_of(run, value), type_name(value)
