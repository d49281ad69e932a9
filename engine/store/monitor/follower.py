"""Brings the monitor forward to where the store stands, in small portions, so that its writer's own passes never wait.

The work is a generator: each step of it takes a few milliseconds. The store is read as any reader reads it, and the
monitor's file has its own transactions, so neither is locked for the other in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.model import jsontext
from engine.store import schema as store_schema
from engine.store.monitor import columns, schema
from engine.store.monitor.changes import Changes
from engine.store.monitor.flow_row import COLUMNS, FlowRow, loaded
from engine.store.monitor.plans import Plans

PORTION = 100
"""Batches that are taken in between two pauses."""
PASS_BATCHES, PASS_BYTES = 20_000, 32 << 20
"""One transaction is made of no more; what is left follows in another."""
ROWS_AT_ONCE = 1_000
CHECKPOINT_BYTES = 16 << 20

_BATCHES = (
    "SELECT position, aggregate, first, count, at_us, node, CAST(events AS BLOB) FROM batches "
    "WHERE position >= ? ORDER BY position LIMIT ?"
)
_FLOW = f"SELECT {COLUMNS} FROM flows WHERE key = ?"
_PUT_FLOW = f"INSERT OR REPLACE INTO flows ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"
_COUNT_UP = (
    "INSERT INTO minutes (minute, what, count) VALUES (?, ?, ?) "
    "ON CONFLICT (minute, what) DO UPDATE SET count = count + excluded.count"
)
_FAILED = (
    "INSERT INTO failures (minute, cause, flows, newest, first_us, last_us) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (minute, cause) DO UPDATE SET flows = flows + excluded.flows, newest = excluded.newest, "
    "first_us = min(first_us, excluded.first_us), last_us = max(last_us, excluded.last_us)"
)


class Follower:
    """The monitor's one writer."""

    def __init__(self, store: Path) -> None:
        """The store must be there. Opens the monitor's file, and makes it anew when it is not of this store."""
        self._store = store_schema.open_readonly(store)
        self._monitor = schema.open_writable(schema.path_of(store))
        self._plans = Plans(self._monitor)
        self._written_bytes = 0
        if not self._is_of_this_store():
            schema.remake(self._monitor)
        (self.position,) = self._monitor.execute("SELECT position FROM meta").fetchone()

    def close(self) -> None:
        self._store.close()
        self._monitor.close()

    def _is_of_this_store(self) -> bool:
        """Whether the last batch that is covered is still what it was. A store that lost its end in a power cut gets
        the same batches again from the journal."""
        last, last_us = self._monitor.execute("SELECT last, last_us FROM meta").fetchone()
        if last < 0 or last >= store_schema.next_position(self._store):
            return True
        found = self._store.execute("SELECT at_us FROM batches WHERE position = ?", (last,)).fetchone()
        return found is not None and found[0] == last_us

    def remake(self) -> None:
        """Throw everything away, after an error."""
        if self._monitor.in_transaction:
            self._monitor.execute("ROLLBACK")
        self._plans.forget()
        schema.remake(self._monitor)
        self.position = 0

    def catch_up(self) -> Iterator[None]:
        """Cover all that the store holds now. To be taken step by step, and to its end."""
        target = store_schema.next_position(self._store)
        while self.position < target:
            yield from self._pass(target)

    def _pass(self, target: int) -> Iterator[None]:
        self._monitor.execute("BEGIN IMMEDIATE")
        try:
            yield from self._work(target)
        except BaseException:
            if self._monitor.in_transaction:
                self._monitor.execute("ROLLBACK")
            self._plans.forget()
            raise

    def _work(self, target: int) -> Iterator[None]:
        changes = Changes(self._find, self._plans.of_text)
        position, last, last_us = self.position, -1, 0
        batches = size_bytes = 0
        while position < target and batches < PASS_BATCHES and size_bytes < PASS_BYTES:
            portion = self._store.execute(_BATCHES, (position, PORTION)).fetchall()
            for at, key, first, count, at_us, node, events in portion:
                changes.batch(at, key, first, at_us, node, events)
                position, last, last_us = at + count, at, at_us
                size_bytes += len(events)
            batches += len(portion)
            yield
        changes.finish()
        yield from self._write(changes)
        self._monitor.execute("UPDATE meta SET position = ?, last = ?, last_us = ?", (position, last, last_us))
        self._monitor.execute("COMMIT")
        self.position = position
        self._written_bytes += size_bytes
        if self._written_bytes > CHECKPOINT_BYTES:
            self._written_bytes = 0
            self._monitor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def _write(self, changes: Changes) -> Iterator[None]:
        monitor = self._monitor
        rows = list(changes.flows.values())
        for start in range(0, len(rows), ROWS_AT_ONCE):
            monitor.executemany(_PUT_FLOW, [row.stored() for row in rows[start : start + ROWS_AT_ONCE]])
            yield
        for column, values in changes.values.items():
            columns.spread(column, values, changes.flow_sets.put)
        yield
        yield from changes.flow_sets.write(monitor)
        yield from changes.batch_sets.write(monitor)
        monitor.executemany(
            "INSERT OR IGNORE INTO kinds (number, types) VALUES (?, ?)",
            [(number, jsontext.encode(sorted(set(types))).decode()) for types, number in changes.kinds.items()],
        )
        monitor.executemany(_COUNT_UP, [(*name, count) for name, count in changes.minutes.items()])
        for (minute, cause), f in changes.failures.items():
            monitor.execute(_FAILED, (minute, self._cause(cause), f.flows, f.newest, f.first_us, f.last_us))

    def _find(self, key: int) -> FlowRow:
        values = self._monitor.execute(_FLOW, (key,)).fetchone()
        assert values is not None, f"the flow with key {key} goes on, but its first batch was not seen"
        return loaded(values, self._plans.of_key(values[2]))

    def _cause(self, text: str) -> int:
        self._monitor.execute("INSERT OR IGNORE INTO causes (text) VALUES (?)", (text,))
        return int(self._monitor.execute("SELECT key FROM causes WHERE text = ?", (text,)).fetchone()[0])


def catch_up(store: Path) -> None:
    """Bring the monitor of a store up to date at once; for tools and tests."""
    _catch_up(Follower(store))


def remake(store: Path) -> None:
    """Make the monitor of a store anew, at once."""
    follower = Follower(store)
    follower.remake()
    _catch_up(follower)


def _catch_up(follower: Follower) -> None:
    try:
        for _ in follower.catch_up():
            pass
    finally:
        follower.close()
