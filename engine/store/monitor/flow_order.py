"""Orders of the list of flows: given which flows are meant, the next ones behind a place."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Protocol

from engine.store.monitor import columns, members
from engine.store.monitor.flow_filter import Place, duration_ms
from engine.store.monitor.flow_row import FlowRow
from engine.store.monitor.members import BLOCK, BLOCK_BITS, OFFSETS
from engine.store.monitor.selection import Sets
from engine.store.schema import FIRST_FLOW

FEW = 20_000
"""Fewer flows than this are sorted by their ids; of more, the next ones are met soon on a walk along all ids."""
WALK = 200_000
"""Flows of such a walk, before it is broken off."""

Chosen = dict[int, int]
"""Flows as bits, by block."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The next flows of an order."""

    keys: list[int]
    resume: Place | None
    """Where to go on; None at the end of the order."""


class Order(Protocol):
    def behind(self, place: Place | None, count: int) -> Stretch:
        """At most so many flows behind a place; None is the beginning."""

    def place_of(self, row: FlowRow) -> Place:
        """The place behind a flow."""

    def passed(self, place: Place) -> int:
        """How many flows were looked at from the beginning to a place."""


class ByStart:
    """Flows are numbered in the order of the log, so their keys are the order of their starts."""

    def __init__(self, chosen: Chosen, falling: bool, last: int) -> None:
        """`last` is the key of the flow that started last."""
        self._chosen, self._falling, self._last = chosen, falling, last

    def behind(self, place: Place | None, count: int) -> Stretch:
        keys: list[int] = []
        for block in sorted(self._chosen, reverse=self._falling) if count else ():
            bits = self._chosen[block]
            base = block << BLOCK_BITS
            if place is not None:
                bits &= _beyond(place.key - base, self._falling)
            for offset in (members.falling(bits) if self._falling else members.rising(bits)) if bits else ():
                keys.append(base | offset)
                if len(keys) == count:
                    return Stretch(keys, Place(0, keys[-1]))
        return Stretch(keys, None)

    def place_of(self, row: FlowRow) -> Place:
        return Place(0, row.key)

    def passed(self, place: Place) -> int:
        return self._last - place.key + 1 if self._falling else place.key - FIRST_FLOW + 1


def _beyond(edge: int, falling: bool) -> int:
    """All places of a block that come behind this one, which may lie outside."""
    if falling:
        return (1 << min(max(edge, 0), BLOCK)) - 1
    first = min(max(edge + 1, 0), BLOCK)
    return members.FULL >> first << first


class ByColumn:
    """Flows by their end or their duration; equals by their start."""

    def __init__(self, sets: Sets, column: str, chosen: Chosen, falling: bool) -> None:
        self._chosen, self._column, self._falling = chosen, column, falling
        self._slices = {block: sets.slices(block, column) for block in chosen}

    def behind(self, place: Place | None, count: int) -> Stretch:
        chosen = self._chosen if place is None else self._left(place)
        taken, equals, missing = columns.greatest(chosen, self._slices, count, least=not self._falling)
        keys = ByStart(taken, self._falling, 0).behind(None, count).keys
        keys += ByStart(equals, self._falling, 0).behind(None, missing).keys
        keys.sort(key=lambda key: (self._value(key), key), reverse=self._falling)
        return Stretch(keys, Place(self._value(keys[-1]), keys[-1]) if len(keys) == count else None)

    def place_of(self, row: FlowRow) -> Place:
        is_duration = self._column == columns.DURATION
        return Place(duration_ms(row) if is_duration else row.completed_us // 1000, row.key)

    def passed(self, place: Place) -> int:
        return size(self._chosen) - size(self._left(place))

    def _left(self, place: Place) -> Chosen:
        """Flows behind a place."""
        left = {}
        for block, bits in self._chosen.items():
            slices = self._slices[block]
            further = columns.below if self._falling else columns.above
            equal = columns.equal(slices, place.value) & _beyond(place.key - (block << BLOCK_BITS), self._falling)
            left[block] = bits & (further(slices, place.value) | equal)
        return left

    def _value(self, key: int) -> int:
        offset, slices = key & OFFSETS, self._slices[key >> BLOCK_BITS]
        return sum((slices(bit) >> offset & 1) << bit for bit in range(columns.BITS))


class ById:
    """Flows by their ids, which the store has in order."""

    def __init__(self, store: sqlite3.Connection, chosen: Chosen, falling: bool) -> None:
        self._store, self._chosen = store, chosen
        self._compare, self._word = ("<", "DESC") if falling else (">", "ASC")
        self._sorted = self._sort(falling) if size(chosen) <= FEW else None

    def _sort(self, falling: bool) -> list[tuple[str, int]]:
        keys = ByStart(self._chosen, True, 0).behind(None, FEW).keys
        rows: list[tuple[str, int]] = []
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ", ".join("?" * len(some))
            rows += self._store.execute(f"SELECT id, key FROM flows WHERE key IN ({marks})", some)
        return sorted(rows, reverse=falling)

    def behind(self, place: Place | None, count: int) -> Stretch:
        start = self._id(place) if place is not None else None
        if self._sorted is None:
            return self._walk(start, count)
        if start is not None:
            left = (row for row in self._sorted if (row[0] < start if self._word == "DESC" else row[0] > start))
        else:
            left = (row for row in self._sorted)
        keys = [key for _, (_, key) in zip(range(count), left, strict=False)]
        return Stretch(keys, Place(0, keys[-1]) if len(keys) == count else None)

    def _walk(self, start: str | None, count: int) -> Stretch:
        where, values = (f"WHERE id {self._compare} ?", [start]) if start is not None else ("", [])
        keys: list[int] = []
        walked = last = 0
        rows = self._store.execute(
            f"SELECT key FROM flows INDEXED BY flows_by_id {where} ORDER BY id {self._word} LIMIT {WALK}", values
        )
        for (last,) in rows:
            walked += 1
            if self._chosen.get(last >> BLOCK_BITS, 0) >> (last & OFFSETS) & 1:
                keys.append(last)
                if len(keys) == count:
                    break
        return Stretch(keys, Place(0, last) if len(keys) == count or walked == WALK else None)

    def place_of(self, row: FlowRow) -> Place:
        return Place(0, row.key)

    def passed(self, place: Place) -> int:
        opposite = ">=" if self._compare == "<" else "<="
        found = self._store.execute(f"SELECT count(*) FROM flows WHERE id {opposite} ?", (self._id(place),))
        return int(found.fetchone()[0])

    def _id(self, place: Place) -> str:
        found = self._store.execute("SELECT id FROM flows WHERE key = ?", (place.key,)).fetchone()
        return str(found[0]) if found else ""


def size(chosen: Chosen) -> int:
    """How many flows are chosen."""
    return sum(bits.bit_count() for bits in chosen.values())
