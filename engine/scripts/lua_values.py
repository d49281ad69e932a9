"""JSON values into Lua, and what a Lua script returns back into JSON (`scripts.md`, 3 and 4)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import lupa.lua52 as lua52

from engine.scripts.interface import Json, LimitExceeded, Limits, OutOfBudget, ScriptError
from engine.scripts.limits import QUICK_BYTES, QUICK_NODES, check_encoded, utf8

_LARGEST_WHOLE = 2**53
"""Whole numbers up to here are exact doubles; larger ones are given back as doubles."""


class Intake:
    """Turns JSON into what lupa makes tables of: bytes for texts and doubles for numbers.

    With `quick`, raises OutOfBudget for values that take long to carry over."""

    def __init__(self, quick: bool) -> None:
        self._nodes = QUICK_NODES if quick else math.inf
        self._bytes = QUICK_BYTES if quick else math.inf

    def _text(self, text: str) -> bytes:
        self._bytes -= len(text)
        if self._bytes < 0:
            raise OutOfBudget
        return utf8(text)

    def take(self, value: Json) -> Any:
        self._nodes -= 1
        if self._nodes < 0:
            raise OutOfBudget
        if isinstance(value, str):
            return self._text(value)
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int):
            try:
                return float(value)
            except OverflowError:
                raise ScriptError("a number of the inputs is beyond the numbers of Lua")
        if isinstance(value, dict):
            return {self._text(key): self.take(item) for key, item in value.items()}
        return [self.take(item) for item in value]


class Harvest:
    """Turns what a script returned into JSON.

    Reads tables by their entries only, so that no metamethod runs. A table that is reached twice is converted once
    and counted twice: a few tables that share others can stand for millions of values."""

    def __init__(self, limits: Limits, quick: bool) -> None:
        self._limits = limits
        self._quick = quick
        self._nodes = 0
        self._bytes = 0
        self._converted: dict[str, _Converted] = {}
        """By the address of the table."""

    def outputs(self, result: Any) -> dict[str, Json]:
        """The raw outputs of a step script. Raises LimitExceeded, OutOfBudget, ScriptError."""
        outputs: dict[str, Json]
        if lua52.lua_type(result) == "table":
            entries = list(result.items())
            if any(isinstance(key, bytes) for key, _ in entries):
                outputs = {self._text(key): self._value(item, 1)[0] for key, item in entries if isinstance(key, bytes)}
            elif entries:
                outputs = {"result": self._table(entries, 1)[0]}
            else:
                outputs = {}
        else:
            outputs = {"result": self._value(result, 1)[0]}
        check_encoded(outputs, self._nodes, self._bytes, self._limits)
        return outputs

    def _spend(self, nodes: int, size_bytes: int) -> None:
        self._nodes += nodes
        self._bytes += size_bytes
        if self._quick and (self._nodes > QUICK_NODES or self._bytes > QUICK_BYTES):
            raise OutOfBudget
        if self._bytes > self._limits.result_bytes:
            raise LimitExceeded("result", f"over {self._limits.result_bytes} bytes")

    def _text(self, text: bytes) -> str:
        self._spend(1, len(text) + 2)
        return text.decode("utf-8", "replace")

    def _value(self, value: Any, level: int) -> tuple[Json, int]:
        """The value as JSON, and how many levels it has."""
        if isinstance(value, bytes):
            return self._text(value), 0
        if isinstance(value, bool) or value is None:
            self._spend(1, 4)
            return value, 0
        if isinstance(value, int | float):
            self._spend(1, 1)
            return _number(value), 0
        if lua52.lua_type(value) == "table":
            return self._shared_table(value, level)
        self._spend(1, 4)
        return None, 0  # a function or userdata

    def _shared_table(self, table: Any, level: int) -> tuple[Json, int]:
        address = repr(table)
        converted = self._converted.get(address)
        if converted is None:
            nodes, size_bytes = self._nodes, self._bytes
            value, levels = self._table(list(table.items()), level)
            converted = _Converted(value, levels, self._nodes - nodes, self._bytes - size_bytes)
            self._converted[address] = converted
        else:
            self._spend(converted.nodes, converted.size_bytes)
            self._check_level(level + converted.levels - 1)
        return converted.value, converted.levels

    def _check_level(self, level: int) -> None:
        if level > self._limits.result_depth:
            raise LimitExceeded("result", f"over {self._limits.result_depth} levels")

    def _table(self, entries: list[tuple[Any, Any]], level: int) -> tuple[Json, int]:
        self._spend(1, 2)
        self._check_level(level)
        levels = 0
        if entries and all(_is_index(key) for key, _ in entries):
            length = max(key for key, _ in entries)
            if length <= 2 * len(entries):
                values: list[Json] = [None] * length
                for key, item in entries:
                    values[key - 1], below = self._value(item, level + 1)
                    levels = max(levels, below)
                return values, levels + 1
        members: dict[str, Json] = {}
        # Of two keys with one text the string comes last, and so wins.
        for key, item in sorted(entries, key=lambda entry: isinstance(entry[0], bytes)):
            members[self._key(key)], below = self._value(item, level + 1)
            levels = max(levels, below)
        return members, levels + 1

    def _key(self, key: Any) -> str:
        if isinstance(key, bytes):
            return self._text(key)
        self._spend(0, 3)
        if isinstance(key, bool):
            return "true" if key else "false"
        if isinstance(key, int | float):
            return format(float(key), ".14g")
        raise ScriptError(f"a {lua52.lua_type(key)} as a key of a table has no JSON")


@dataclass(frozen=True, slots=True)
class _Converted:
    value: Json
    levels: int
    nodes: int
    size_bytes: int


def _is_index(key: Any) -> bool:
    return isinstance(key, int) and not isinstance(key, bool) and key > 0


def _number(value: int | float) -> int | float:
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_WHOLE else float(value)
    if not math.isfinite(value):
        raise ScriptError(f"the number {value} has no JSON")
    return value
