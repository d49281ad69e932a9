"""JSON to Ale and back (`scripts.md`, sections 3 and 4)."""

from __future__ import annotations

import json
from fractions import Fraction
from math import isfinite
from typing import Any, Final

from engine.scripts.ale.builtins.numbers import to_float
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.keys import Key, value_of
from engine.scripts.ale.lazy import pull_lazy
from engine.scripts.ale.printer import entries_in_order, members_in_order, printed, pull_list
from engine.scripts.ale.reader import without_surrogates
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import END, Keyword, Lazy, List, Pair, Symbol, Value, type_name
from engine.scripts.interface import Json, LimitExceeded, Limits, OutOfBudget

RESULT: Final = "result"
"""The raw output that a result which is no object gives."""

_WHOLE_FLOATS_BELOW: Final = float(1 << 63)
_BYTES_PER_ESTIMATED: Final = 25
"""A value is encoded in at most so many times the bytes of its lower estimate."""

_KEYWORDS_ONLY: Final = frozenset({str})
"""Types of the keys of an object whose order makes no difference."""


def from_json(run: Run, value: Json) -> Value:
    """The Ale value of a JSON value. Raises LimitExceeded for an integer of too many digits."""
    kind = type(value)
    if kind is str:
        return without_surrogates(value)
    if kind is int:
        if -(1 << 53) <= value <= 1 << 53:
            return float(value)
        nearest = to_float(value)
        return nearest if nearest == value else run.sized(value)
    if kind is dict:
        run.spend(len(value))
        return run.keep({without_surrogates(key): from_json(run, item) for key, item in value.items()})
    if kind is list or kind is tuple:
        run.spend(len(value))
        return run.keep(tuple([from_json(run, item) for item in value]))
    return value


def raw_outputs(run: Run, value: Value, limits: Limits) -> dict[str, Json]:
    """The raw outputs that a result stands for. Raises AleError, LimitExceeded."""
    writer = _Writer(run, limits)
    outputs = writer.entries(value, 0) if type(value) is dict else {RESULT: writer.json(value, 0)}
    writer.check_size(outputs)
    return outputs


class _Writer:
    """Makes JSON of values, with a lower estimate of its encoded size, so that nothing huge is made."""

    __slots__ = ("limits", "run", "size")

    def __init__(self, run: Run, limits: Limits) -> None:
        self.run = run
        self.limits = limits
        self.size = 0

    def json(self, value: Value, level: int) -> Json:
        kind = type(value)
        self.size += 1
        if kind is str:
            self.size += len(value) + 1
            return value
        if value is None or kind is bool:
            return value
        if kind is float:
            return _number(value)
        if kind is int:
            return value
        if kind is dict:
            return self.entries(value, level + 1)
        if kind is Keyword:
            self.size += len(value.name) + 1
            return value.name
        if kind is tuple:
            self.enter(len(value), level + 1)
            return [self.json(item, level + 1) for item in value]
        if kind is List or kind is Lazy:
            return self.elements(value, level + 1)
        if kind is frozenset:
            self.enter(len(value), level + 1)
            return [self.json(item, level + 1) for item in members_in_order(self.run, value)]
        if kind is Symbol or kind is Pair:
            text = printed(self.run, value)
            self.size += len(text) + 1
            return text
        if kind is Fraction:
            return _number(to_float(value))
        raise AleError(f"a result cannot hold a {type_name(value)}")

    def enter(self, count: int, level: int) -> None:
        """A value with `count` parts is about to be made."""
        self.run.spend(count)
        self.size += count + 1
        if level > self.limits.result_depth or self.size > self.limits.result_bytes:
            raise LimitExceeded("result")

    def elements(self, value: List | Lazy, level: int) -> list[Json]:
        pull_next = pull_lazy(value) if type(value) is Lazy else pull_list(value)  # type: ignore[arg-type]
        self.enter(0, level)
        made: list[Json] = []
        while (item := pull_next(self.run)) is not END:
            self.enter(1, level)
            made.append(self.json(item, level))
        return made

    def entries(self, value: dict[Any, Value], level: int) -> dict[str, Json]:
        """The entries of an object; of two with one text, the one that prints last."""
        self.enter(len(value), level)
        made: dict[str, Json] = {}
        if set(map(type, value)) <= _KEYWORDS_ONLY:
            for key, item in value.items():
                self.size += len(key) + 3
                made[key] = self.json(item, level)
            return made
        for key, item in entries_in_order(self.run, value):
            text = key if type(key) is str else _key_text(self.run, key)
            self.size += len(text) + 3
            made[text] = self.json(item, level)
        return made

    def check_size(self, outputs: dict[str, Json]) -> None:
        """Encode what may be too large. Raises LimitExceeded."""
        limit = self.limits.result_bytes
        if self.size * _BYTES_PER_ESTIMATED > limit:
            if self.run.quick:
                raise OutOfBudget
            encoded = json.dumps(outputs, ensure_ascii=False, separators=(",", ":"))
            if self.size > limit or len(encoded.encode()) > limit:
                raise LimitExceeded("result")


def _number(number: float) -> float | int:
    """A whole number without a fraction, unless it is so large that its digits mean nothing."""
    if not isfinite(number):
        raise AleError("a result cannot hold nan or an infinity")
    if number.is_integer() and -_WHOLE_FLOATS_BELOW <= number < _WHOLE_FLOATS_BELOW:
        return int(number)
    return number


def _key_text(run: Run, key: Any) -> str:
    value = value_of(key) if type(key) is Key else key
    if type(value) is str:
        return value
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float and value.is_integer():
        return str(int(value))
    return printed(run, value)
