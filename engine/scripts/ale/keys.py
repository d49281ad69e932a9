"""Keys of objects and members of sets: how values that are `eq` come to be one entry of a Python dict or set.

The key of a keyword is its name, so that objects from JSON are dicts as they came; the key of an Integer is itself;
the key of any other value is a Key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any, Final

from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import Keyword, List, Pair, Symbol, Value
from engine.scripts.interface import LimitExceeded

DEEPEST_KEY: Final = 200
"""Nesting of a key. Comparing two keys takes room on the C stack for every level."""


class Key:
    """The key of `value`: equal to another one if their values are `eq`. `level` is how deep it nests."""

    __slots__ = ("hash", "level", "token", "value")

    def __init__(self, token: Any, value: Value, level: int) -> None:
        self.token = token
        self.value = value
        self.level = level
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
    maker = _TokenMaker(run)
    token = maker.token(value, 1)
    return Key(token, value, maker.deepest)


def value_of(key: Any) -> Value:
    """The value that the key stands for."""
    if type(key) is str:
        return Keyword(key)
    return key.value if type(key) is Key else key


class _TokenMaker:
    """Makes the token of one key, and finds its nesting."""

    __slots__ = ("deepest", "run")

    def __init__(self, run: Run) -> None:
        self.run = run
        self.deepest = 0

    def token(self, value: Value, level: int) -> Any:
        """A hashable that is equal for values that are `eq`, and only for them."""
        self.run.spend(1)
        self._reach(level)
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
            return self._of_items(kind, value, level)
        if kind is List:
            return self._of_items(kind, _heads(value), level)
        if kind is Pair:
            return self._of_items(kind, (value.head, value.tail), level)
        if kind is dict:
            self._reach_keys(value, level)
            entries = [(key, self.token(item, level + 1)) for key, item in value.items()]
            return (kind, frozenset(entries))
        if kind is frozenset:
            self._reach_keys(value, level)
            return (kind, value)
        return (object, value)  # compared by identity

    def _of_items(self, kind: type, items: Iterable[Value], level: int) -> Any:
        return (kind, *[self.token(item, level + 1) for item in items])

    def _reach_keys(self, keys: Collection[Any], level: int) -> None:
        self.run.spend(len(keys))
        for key in keys:
            if type(key) is Key:
                self._reach(level + key.level)

    def _reach(self, level: int) -> None:
        if level > self.deepest:
            self.deepest = level
            if level > DEEPEST_KEY:
                raise LimitExceeded("depth", "a key that nests too deep")


def _heads(sequence: List) -> list[Value]:
    heads = []
    left: List | None = sequence
    while left is not None:
        heads.append(left.head)
        left = left.tail
    return heads
