"""Keys of objects and members of sets: how values that are `eq` come to be one entry of a Python dict or set.

The key of a keyword is its name, so that objects from JSON are dicts as they came; the key of an Integer is itself;
the key of any other value is a Key, which compares by a token of bounded size. (Tokens that nest like their values
would be compared by C code, at a depth and for a time that no limit sees.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from hashlib import blake2b
from struct import pack
from typing import Any, Final

from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import Keyword, List, Pair, Symbol, Value

_LENGTH_BYTES: Final = 8


class Key:
    """The key of `value`: equal to another one if their values are `eq`."""

    __slots__ = ("hash", "token", "value")

    def __init__(self, token: bytes, value: Value) -> None:
        self.token = token
        self.value = value
        self.hash = hash(token)

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return type(other) is Key and self.token == other.token


def key_of(run: Run, value: Value) -> Any:
    """The key that stands for the value."""
    if type(value) is Keyword:
        return value.name
    if type(value) is int:
        return value
    return Key(_TokenMaker(run).token(value), value)


def value_of(key: Any) -> Value:
    """The value that the key stands for."""
    if type(key) is str:
        return Keyword(key)
    return key.value if type(key) is Key else key


def _token_of_key(key: Any) -> bytes:
    if type(key) is Key:
        return key.token
    return bytes(_PLAIN[Keyword](Keyword(key)) if type(key) is str else _PLAIN[int](key))


_PLAIN: Final[dict[type, Any]] = {
    type(None): lambda value: b"n",
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"i%x" % value,
    float: lambda value: b"d" + pack(">d", value + 0.0),  # one token for both zeros
    Fraction: lambda value: b"r%x/%x" % (value.numerator, value.denominator),
    str: lambda value: b"s" + value.encode(),
    Keyword: lambda value: b"k" + value.name.encode(),
    Symbol: lambda value: b"y" + value.text().encode(),
}
"""Tokens of values without parts."""


class _TokenMaker:
    """Makes the token of one key: the same bytes for values that are `eq`, and only for them.

    A value with parts has a digest of the tokens of its parts, made once for a part that occurs often.
    """

    __slots__ = ("known", "run")

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[int, bytes] = {}

    def token(self, value: Value) -> bytes:
        kind = type(value)
        self.run.spend(len(value) if kind is str else 1)
        if kind in _PLAIN:
            return bytes(_PLAIN[kind](value))
        known = self.known.get(id(value))
        if known is None:
            known = self.known[id(value)] = self._of_parts(kind, value)
        return known

    def _of_parts(self, kind: type, value: Value) -> bytes:
        if kind is tuple:
            return _digest(b"v", [self.token(item) for item in value])
        if kind is List:
            return _digest(b"l", [self.token(item) for item in _heads(value)])
        if kind is Pair:
            return _digest(b"p", [self.token(value.head), self.token(value.tail)])
        if kind is dict:
            entries = [_digest(b"e", [_token_of_key(key), self.token(item)]) for key, item in value.items()]
            return _digest(b"o", sorted(entries))
        if kind is frozenset:
            return _digest(b"u", self._of_members(value))
        # Compared by identity. The key keeps its value alive, so no other one can have the same.
        return b"@%x" % id(value)

    def _of_members(self, members: Collection[Any]) -> list[bytes]:
        self.run.spend(len(members))
        return sorted(map(_token_of_key, members))


def _digest(mark: bytes, tokens: Iterable[bytes]) -> bytes:
    digest = blake2b(digest_size=32)
    for token in tokens:
        digest.update(len(token).to_bytes(_LENGTH_BYTES, "big"))
        digest.update(token)
    return mark + digest.digest()


def _heads(sequence: List) -> list[Value]:
    heads = []
    left: List | None = sequence
    while left is not None:
        heads.append(left.head)
        left = left.tail
    return heads
