"""Gathers what a pass adds to sets and takes from them, and writes each touched row once."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from engine.store.monitor import members
from engine.store.monitor.members import BLOCK_BITS, OFFSETS, SET_BITS

ROWS_AT_ONCE = 500


class SetWriter:
    """The sets of flows, or those of batches. A member comes to a set at most once in a pass."""

    def __init__(self, table: str) -> None:
        self._find = f"SELECT members FROM {table} WHERE id = ?"
        self._put = f"INSERT OR REPLACE INTO {table} (id, members) VALUES (?, ?)"
        self.added: defaultdict[int, list[int]] = defaultdict(list)
        """Offsets by row."""
        self._removed: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, member: int, numbers: Iterable[int]) -> None:
        """The member belongs to these sets."""
        base, offset = member >> BLOCK_BITS << SET_BITS, member & OFFSETS
        added = self.added
        for number in numbers:
            added[base | number].append(offset)

    def put(self, row: int, offsets: Sequence[int]) -> None:
        """These offsets belong to a row (`columns.spread`)."""
        self.added[row].extend(offsets)

    def remove(self, member: int, numbers: Iterable[int]) -> None:
        """The member is in these sets no longer, and not added to them in this pass."""
        base, offset = member >> BLOCK_BITS << SET_BITS, member & OFFSETS
        for number in numbers:
            self._removed[base | number].append(offset)

    def write(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Bring the rows up to date, inside the caller's transaction; pauses between portions."""
        rows = sorted(self.added.keys() | self._removed.keys())
        for start in range(0, len(rows), ROWS_AT_ONCE):
            portion = []
            for row in rows[start : start + ROWS_AT_ONCE]:
                found = connection.execute(self._find, (row,)).fetchone()
                after = members.changed(found[0] if found else b"", self.added.get(row, ()), self._removed.get(row, ()))
                portion.append((row, after))
            connection.executemany(self._put, portion)
            yield
        self.added.clear()
        self._removed.clear()
