"""`StoreWriter`: the engine's end of its store. Groups go to the writer process; nothing here waits for SQLite.

The log's thread calls `checkpoint`, `next_sequence`, `write` and `durable_index`; the engine's loop all else.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

import engine
from engine.replication.machine import Checkpoint, Group, LiveFlow
from engine.store import schema, tables, wire
from engine.store.link import ChildLink

FLOW = "flow/"
_NEXT_SEQUENCE = "SELECT next_sequence FROM flows WHERE id = ?"


class StoreLost(Exception):
    """The writer ended; what was handed over and is not covered lies in the journal. The engine must end."""


class StoreWriter:
    """Implements `engine.replication.machine.StateMachineStore`."""

    def __init__(
        self,
        path: Path,
        cluster_id: str = "",
        *,
        pass_ms: int = 50,
        on_lost: Callable[[str], None] = lambda reason: None,
    ) -> None:
        """`on_lost(reason)` is called on the loop when the writer ends without having been asked to."""
        self._path, self._cluster_id, self._pass_ms, self._on_lost = path, cluster_id, pass_ms, on_lost
        self._link: ChildLink | None = None
        self._frames = wire.Frames()
        self._is_stopping = False
        self._lost = ""
        """Why the writer is gone; empty while it works."""
        self._covered = self._handed = self._durable = 0
        self._sync_asked = self._flush_asked = 0
        self._waiting: list[tuple[int, asyncio.Future[int]]] = []
        """Flushes: the index that each needs."""
        self._shown = self._show_asked = 0
        self._waiting_shown: list[tuple[int, asyncio.Future[int]]] = []
        """The same for the monitor."""
        self._uncovered: deque[tuple[int, int]] = deque()
        """(index of a group, bytes handed over up to it)."""
        self._handed_bytes = self._covered_bytes = 0
        # What follows belongs to the log's thread.
        self._ends: deque[tuple[int, str]] = deque()
        """(index, aggregate) of flows that were closed and may not be covered yet."""
        self._ended: dict[str, int] = {}
        """Their next sequences."""
        self._lookups: sqlite3.Connection | None = None

    async def start(self) -> None:
        """Start the writer. When this returns the store is there and nobody else writes to it. Raises StoreRefused
        when the file cannot be used as it is, StoreLost when the writer fails otherwise."""
        self._ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._link = ChildLink(self._receive, self._end)
        self._link.start(
            [sys.executable, "-m", "engine.store.writer", str(self._path),
             "--cluster-id", self._cluster_id, "--pass-ms", str(self._pass_ms)],
            {"PYTHONPATH": _with_this_package()},
        )  # fmt: skip
        try:
            self._covered = self._handed = await self._ready
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Hand over what is left, and return when the writer has written it and ended."""
        if self._link is None:
            return
        self._is_stopping = True
        await self._link.finish()
        self._link = None
        self._lost = self._lost or "the store is stopped"
        self._fail_waiting()
        if self._lookups is not None:
            self._lookups.close()
            self._lookups = None

    @property
    def pid(self) -> int:
        """Of the writer process; 0 when there is none."""
        return self._link.pid if self._link else 0

    # From the log's thread.

    def checkpoint(self) -> Checkpoint:
        connection = schema.open_readonly(self._path)
        try:
            connection.execute("BEGIN")
            index, term, judge = connection.execute("SELECT covered, term, judge FROM meta").fetchone()
            live = connection.execute(
                "SELECT id, next_sequence, runner FROM flows WHERE status = 'active' ORDER BY key"
            ).fetchall()
            return Checkpoint(index, term, judge, tables.sequences(connection), [LiveFlow(*flow) for flow in live])
        finally:
            connection.close()

    def next_sequence(self, aggregate: str) -> int:
        known = self._ended.get(aggregate)
        if known is not None:
            return known
        if self._lookups is None:
            self._lookups = schema.open_readonly(self._path)
        row = self._lookups.execute(_NEXT_SEQUENCE, (aggregate[len(FLOW) :],)).fetchone()
        return row[0] if row else 0

    def write(self, group: Group) -> None:
        """Raises StoreLost when the writer is gone, ValueError for a group that does not come after the last one."""
        if group.index <= self._handed:
            raise ValueError(f"group {group.index} is handed over after group {self._handed}")
        entries = wire.entries_of(group)
        for fact in entries.facts:
            if isinstance(fact, wire.Applied) and fact.batch.closes:
                self._ended[fact.batch.aggregate] = fact.first + fact.batch.count
                self._ends.append((group.index, fact.batch.aggregate))
        frame = wire.frame(entries)
        self._handed_bytes += len(frame)
        self._uncovered.append((group.index, self._handed_bytes))
        self._send(frame)
        self._handed = group.index
        while self._ends and self._ends[0][0] <= self._covered:
            del self._ended[self._ends.popleft()[1]]

    def durable_index(self) -> int:
        """What is known to be on the disk. When that is behind, the writer is asked to sync, and a later call sees the
        result; so no disk is waited for here."""
        if self._sync_asked <= self._durable < self._covered:
            self._sync_asked = self._covered
            self._send(wire.frame(wire.Sync()))
        return self._durable

    # From the loop.

    async def flush(self, index: int) -> int:
        """Have what was handed over up to this index written now; answers the covered index. Raises StoreLost."""
        index = min(index, self._handed)
        if self._covered >= index:
            return self._covered
        if self._flush_asked < index:
            self._flush_asked = index
            self._send(wire.frame(wire.Flush(index)))
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((index, done))
        return await done

    async def show(self, index: int) -> int:
        """Have the monitor brought up to this index, of what was handed over; answers what it covers. It takes a while
        after it had to be made anew, so whoever waits needs a limit. Raises StoreLost."""
        index = min(index, self._handed)
        if self._shown >= index:
            return self._shown
        if self._show_asked < index:
            self._show_asked = index
            self._send(wire.frame(wire.Flush(index, True)))
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting_shown.append((index, done))
        return await done

    @property
    def covered_index(self) -> int:
        """All groups up to this one can be read."""
        return self._covered

    @property
    def backlog_bytes(self) -> int:
        """What was handed over and is not written yet; grows while the disk is slower than the log."""
        return self._handed_bytes - self._covered_bytes

    def _send(self, frame: bytes) -> None:
        if self._link is None or self._lost:
            raise StoreLost(self._lost or "the store is not started")
        self._link.send(frame)

    def _receive(self, data: bytes) -> None:
        for body in self._frames.feed(data):
            message = wire.decode_from_writer(body)
            if isinstance(message, wire.Covered):
                self._cover(message.index)
            elif isinstance(message, wire.Shown):
                self._shown = message.index
                self._waiting_shown = _satisfy(self._waiting_shown, message.index)
            elif isinstance(message, wire.Durable):
                self._durable = message.index
            else:
                self._fail(message.reason, message.refused)

    def _cover(self, index: int) -> None:
        if not self._ready.done():
            self._ready.set_result(index)
        self._covered = index
        while self._uncovered and self._uncovered[0][0] <= index:
            self._covered_bytes = self._uncovered.popleft()[1]
        self._waiting = _satisfy(self._waiting, index)

    def _end(self) -> None:
        """The writer's end of the link is closed."""
        if not self._is_stopping:
            self._fail(self._lost or "it was ended from outside", False)

    def _fail(self, reason: str, refused: bool) -> None:
        if self._lost:
            return
        self._lost = f"the writer of the store ended: {reason}"
        self._fail_waiting()
        if not self._ready.done():
            self._ready.set_exception(schema.StoreRefused(reason) if refused else StoreLost(self._lost))
        else:
            self._on_lost(self._lost)

    def _fail_waiting(self) -> None:
        waiting = self._waiting + self._waiting_shown
        self._waiting, self._waiting_shown = [], []
        for _, done in waiting:
            if not done.done():
                done.set_exception(StoreLost(self._lost))


def _satisfy(waiting: list[tuple[int, asyncio.Future[int]]], index: int) -> list[tuple[int, asyncio.Future[int]]]:
    """Answer those who wait for no more than this index; the others are left."""
    left = []
    for wanted, done in waiting:
        if wanted > index:
            left.append((wanted, done))
        elif not done.done():
            done.set_result(index)
    return left


def _with_this_package() -> str:
    """A PYTHONPATH on which the child finds the package that this process runs."""
    root = str(Path(engine.__file__).parent.parent)
    return os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
