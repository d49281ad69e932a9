"""Keys of objects and members of sets: how values that are `eq` come to be one entry of a Python dict or set.

The key of a keyword is its name, so that objects from JSON are dicts as they came; the key of an Integer is itself;
the key of any other value is a Key.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import Keyword, List, Pair, Symbol, Value
from engine.scripts.interface import LimitExceeded

DEEPEST_KEY: Final = 200
"""Nesting of a key; hashing and comparing its token takes room on the C stack."""


class Key:
    """The key of `value`: equal to another one if their values are `eq`."""

    __slots__ = ("hash", "token", "value")

    def __init__(self, token: Any, value: Value) -> None:
        self.token = token
        self.value = value
        self.hash = hash(token)

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return type(other) is Key and self.hash == other.hash and bool(self.token == other.token)


def key_of(run: Run, value: Value) -> Any:
    """The key that stands for the value."""
    if type(value) is Keyword:
        return value.name
    if type(value) is int:
        return value
    return Key(_token(run, value, 0), value)


def value_of(key: Any) -> Value:
    """The value that the key stands for."""
    if type(key) is str:
        return Keyword(key)
    return key.value if type(key) is Key else key


def _token(run: Run, value: Value, level: int) -> Any:
    """A hashable that is equal for values that are `eq`, and only for them."""
    run.spend(1)
    if level > DEEPEST_KEY:
        raise LimitExceeded("depth", "a key that nests too deep")
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if kind is float or kind is bool:
        return (kind, value)
    if kind is Keyword:
        return (kind, value.name)
    if kind is Fraction:
        return (kind, value.numerator, value.denominator)
    if kind is Symbol:
        return (kind, value.namespace, value.name)
    if kind is tuple:
        return _sequence_token(run, kind, value, level)
    if kind is List:
        items = []
        left: List | None = value
        while left is not None:
            items.append(left.head)
            left = left.tail
        return _sequence_token(run, kind, items, level)
    if kind is Pair:
        return _sequence_token(run, kind, (value.head, value.tail), level)
    if kind is dict:
        return (kind, frozenset([(key, _token(run, item, level + 1)) for key, item in value.items()]))
    if kind is frozenset:
        return (kind, value)
    return (object, value)  # compared by identity


def _sequence_token(run: Run, kind: type, items: Iterable[Value], level: int) -> Any:
    return (kind, *[_token(run, item, level + 1) for item in items])
