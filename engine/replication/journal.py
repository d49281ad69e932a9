"""The Raft journal: entries, term and vote on this node's disk, in SQLite with a write-ahead log.

Positions are the library's: 0 is the first entry that the journal holds. Indexes are Raft's and never move.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from pysyncobj.journal import Journal

from engine.replication.checkpoints import Checkpoints
from engine.replication.errors import DiskFull, Fatal
from engine.replication.wal import torn_bytes

log = logging.getLogger(__name__)

JournalEntry = tuple[bytes, int, int]
"""Command, index, term: the library's order."""

PAGE_BYTES = 16_384
WAL_LIMIT_BYTES = 16 << 20
TRIM_STEP = 64
"""Entries that one transaction drops from the head: a millisecond or two of work."""
ADVICE = "Stop this node, move its folder away, and let it be rebuilt from the other nodes or from a backup."

_SCHEMA = """
create table if not exists log(idx integer primary key, term integer not null, crc integer not null,
                               body blob not null);
create table if not exists vote(id integer primary key check (id = 0), term integer not null, voted_for text,
                                crc integer not null);
"""
_INSERT = "insert into log values(?, ?, ?, ?)"
_PLACE = struct.Struct("<QQ")


class SqliteJournal(Journal):  # type: ignore[misc]
    """`add` buffers, `sync` makes all that is buffered durable in one transaction.

    The newest entries are in memory, up to twice `keep_entries` or `keep_bytes`; older ones are read from the disk.
    Nothing that is not synced leaves the memory. Used by one thread.
    """

    def __init__(self, path: Path, *, keep_entries: int = 4096, keep_bytes: int = 16 << 20) -> None:
        self.path = path
        self._keep_entries, self._keep_bytes = keep_entries, keep_bytes
        self._entries: list[JournalEntry] = []
        self._entries_bytes = 0
        self._first: JournalEntry | None = None
        self._last_index = self._last_term = 0
        self.synced = 0
        """Index up to which everything is on the disk."""
        self.disk_bytes = 0
        """Size of all bodies."""
        self.sync_count = 0
        self._unsynced: list[tuple[int, int, int, bytes]] = []
        self._cut_from: int | None = None
        """Entries from this index on are deleted with the next sync."""
        self._commit = 1
        self._wal_bytes = 0
        self._lock = _lock(path)
        try:
            self._db = self._open()
            self._term, self._vote = self._load_vote()
            self._load_entries()
        except sqlite3.DatabaseError as error:
            os.close(self._lock)
            raise Fatal(f"{path}: the journal cannot be read: {error}. {ADVICE}") from error
        except BaseException:
            os.close(self._lock)
            raise
        self._checkpoints = Checkpoints(path)
        self._checkpoints.start()

    # What the library asks for.

    def add(self, command: bytes, idx: int, term: int) -> None:
        assert not self._last_index or idx == self._last_index + 1, f"entry {idx} after {self._last_index}"
        entry = (command, idx, term)
        if self._first is None:
            self._first = entry
        self._entries.append(entry)
        self._entries_bytes += len(command)
        self._unsynced.append((idx, term, _crc(idx, term, command), command))
        self._last_index, self._last_term = idx, term

    def deleteEntriesFrom(self, entryFrom: int) -> None:
        """Drop the entries from a position on. Asked for only when another leader's entry stands there."""
        index = self.first_index + entryFrom
        if index <= self._commit:
            raise Fatal(f"{self.path}: entry {index} is committed and cannot be taken back. {ADVICE}")
        if index > self._last_index:
            return
        kept = max(0, index - self._memory_index)
        self._entries_bytes -= sum(len(entry[0]) for entry in self._entries[kept:])
        last_term = self.term_of(index - 1)
        del self._entries[kept:]
        self._last_index, self._last_term = index - 1, last_term
        self._unsynced = [row for row in self._unsynced if row[0] < index]
        if index <= self.synced:
            self._cut_from = min(index, self._cut_from or index)
            self.synced = index - 1

    def deleteEntriesTo(self, entryTo: int) -> None:
        """Drop the entries before a position."""
        self.trim(self.first_index + entryTo, steps=None)

    def clear(self) -> None:
        raise NotImplementedError("a journal is emptied only with its folder")

    def __getitem__(self, item: int | slice) -> Any:
        if isinstance(item, slice):
            start, stop, step = item.indices(len(self))
            assert step == 1
            return self.range(self.first_index + start, self.first_index + stop - 1)
        if item == -1:
            return self._entries[-1] if self._entries else self._read_one(self._last_index)
        if item == 0:
            assert self._first is not None
            return self._first
        return self._read_one(self.first_index + (item if item >= 0 else len(self) + item))

    def __len__(self) -> int:
        return self._last_index - self.first_index + 1 if self._first else 0

    def setRaftCommitIndex(self, raftCommitIndex: int) -> None:
        # Not stored: after a restart the store's applied index is a safe place to begin.
        self._commit = raftCommitIndex

    def getRaftCommitIndex(self) -> int:
        return self._commit

    def setCurrentTerm(self, term: int, votedForNodeId: str | None) -> None:
        """Durable on return. Raises DiskFull (nothing changed) or Fatal."""
        if (term, votedForNodeId) == (self._term, self._vote):
            return
        self._transaction(partial(self._write_vote, term, votedForNodeId))
        self._term, self._vote = term, votedForNodeId

    def getCurrentTerm(self) -> int:
        return self._term

    def getVotedForNodeId(self) -> str | None:
        return self._vote

    def _destroy(self) -> None:
        """The library's name for `close`."""
        self.close()

    # What our own layer asks for.

    @property
    def first_index(self) -> int:
        return self._first[1] if self._first else 1

    @property
    def last_index(self) -> int:
        return self._last_index

    @property
    def last_term(self) -> int:
        return self._last_term

    def sync(self) -> None:
        """Make everything that was added or taken back durable. Raises DiskFull (try again later) or Fatal."""
        rows, cut_from = self._unsynced, self._cut_from
        if not rows and cut_from is None:
            return
        if len(rows) == 1 and cut_from is None:
            # One statement is a transaction of its own: two calls into SQLite, hence two waits for the GIL, less.
            self._transaction(lambda: self._db.execute(_INSERT, rows[0]))
        else:
            self._transaction(lambda: self._write(rows, cut_from))
        self._unsynced, self._cut_from = [], None
        self.synced = self._last_index
        size = sum(len(row[3]) for row in rows)
        self.disk_bytes += size
        self.sync_count += 1
        self._tend_wal(size + PAGE_BYTES)
        self._forget_old()

    def close(self, *, with_sync: bool = True) -> None:
        """Without a sync after an error: what was buffered then is not to be written a second time."""
        try:
            if with_sync:
                self.sync()
        finally:
            self._checkpoints.stop()
            self._db.close()
            os.close(self._lock)

    def try_write(self) -> None:
        """Find out whether there is room again. Raises DiskFull or Fatal."""
        self._transaction(partial(self._write_vote, self._term, self._vote))

    def read(self, start: int, max_bytes: int) -> list[JournalEntry]:
        """Entries from an index on, at least one if there is one, until their size passes `max_bytes`."""
        if start < self._memory_index:
            return self._read_disk(start, self._memory_index - 1, max_bytes)
        entries, size = [], 0
        for entry in self._entries[start - self._memory_index :]:
            entries.append(entry)
            size += len(entry[0])
            if size >= max_bytes:
                break
        return entries

    def range(self, start: int, end: int) -> list[JournalEntry]:
        """Entries from `start` to `end`, both included, as far as they are held."""
        in_memory = self._memory_index
        if start >= in_memory:
            return self._entries[start - in_memory : max(0, end + 1 - in_memory)]
        older = self._read_disk(start, min(end, in_memory - 1), None)
        return older + self._entries[: max(0, end + 1 - in_memory)]

    def term_of(self, index: int) -> int:
        if index == self._last_index:
            return self._last_term
        if index >= self._memory_index:
            return self._entries[index - self._memory_index][2]
        return self._read_one(index)[2]

    def trim(self, before: int, steps: int | None = 1) -> bool:
        """Drop the head below an index, at most `steps` transactions of TRIM_STEP entries. True when done."""
        before = min(before, self.synced)
        while self.first_index < before:
            if steps is not None:
                if steps == 0:
                    return False
                steps -= 1
            until = min(before, self.first_index + TRIM_STEP)
            first = self._read_one(until)
            self._transaction(partial(self._drop_head, until))
            self._first = first
            if until > self._memory_index:
                self._drop_from_memory(until - self._memory_index)
        return True

    # Disk.

    def _open(self) -> sqlite3.Connection:
        # The thread that opens a journal is not always the one that uses it; only one uses it at a time.
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=5.0)
        try:
            db.execute(f"pragma page_size={PAGE_BYTES}")
            if db.execute("pragma journal_mode=wal").fetchone()[0] != "wal":
                raise Fatal(f"{self.path}: this disk does not allow SQLite's write-ahead log")
            db.execute("pragma synchronous=full")
            db.execute("pragma wal_autocheckpoint=0")
            # Freed pages need no wiping; Debian builds SQLite so that they are.
            db.execute("pragma secure_delete=off")
            # The checkpoint is asked for its answer: how many frames of the WAL SQLite takes for good.
            good_frames = db.execute("pragma wal_checkpoint(passive)").fetchone()[1]
            page_bytes = db.execute("pragma page_size").fetchone()[0]
            torn = torn_bytes(Path(f"{self.path}-wal"), max(0, good_frames), page_bytes, ADVICE)
            if torn:
                log.warning("%s-wal: %d bytes of a write that never ended are cut off", self.path, torn)
            # A page that holds fewer rows than were written to it still reads well; only this check counts them.
            finding = db.execute("pragma quick_check(1)").fetchone()[0]
            if finding != "ok":
                raise Fatal(f"{self.path}: the journal is damaged: {finding}. {ADVICE}")
            db.executescript(_SCHEMA)
        except BaseException:
            db.close()
            raise
        return db

    def _load_vote(self) -> tuple[int, str | None]:
        row = self._db.execute("select term, voted_for, crc from vote").fetchone()
        if row is None:
            return 0, None
        term, voted_for, crc = row
        if crc != _vote_crc(term, voted_for):
            raise Fatal(f"{self.path}: term and vote are damaged. {ADVICE}")
        return term, voted_for

    def _load_entries(self) -> None:
        """Check each entry; keep the newest in memory."""
        for row in self._db.execute("select idx, term, crc, body from log order by idx"):
            entry = self._checked(row)
            if self._first is None:
                self._first = entry
            elif entry[1] != self._last_index + 1:
                raise Fatal(f"{self.path}: entry {self._last_index + 1} is missing before entry {entry[1]}. {ADVICE}")
            self._last_index, self._last_term = entry[1], entry[2]
            self._entries.append(entry)
            self._entries_bytes += len(entry[0])
            self.disk_bytes += len(entry[0])
            self._forget_old()
        self.synced = self._last_index

    def _checked(self, row: tuple[int, int, int, bytes]) -> JournalEntry:
        index, term, crc, body = row
        if not isinstance(body, bytes) or crc != _crc(index, term, body):
            raise Fatal(f"{self.path}: entry {index} is damaged (its checksum differs). {ADVICE}")
        return body, index, term

    def _read_disk(self, start: int, end: int, max_bytes: int | None) -> list[JournalEntry]:
        entries, size = [], 0
        rows = self._db.execute(
            "select idx, term, crc, body from log where idx between ? and ? order by idx", (start, end)
        )
        for row in rows:
            entries.append(self._checked(row))
            size += len(row[3])
            if max_bytes is not None and size >= max_bytes:
                break
        rows.close()
        if not entries or entries[0][1] != start:
            raise Fatal(f"{self.path}: entry {start} is missing. {ADVICE}")
        return entries

    def _read_one(self, index: int) -> JournalEntry:
        return self.range(index, index)[0]

    def _write(self, rows: list[tuple[int, int, int, bytes]], cut_from: int | None) -> None:
        self._db.execute("begin immediate")
        if cut_from is not None:
            size = self._db.execute("select sum(length(body)) from log where idx >= ?", (cut_from,)).fetchone()[0]
            self.disk_bytes -= size or 0
            self._db.execute("delete from log where idx >= ?", (cut_from,))
        self._db.executemany(_INSERT, rows)
        self._db.execute("commit")

    def _write_vote(self, term: int, voted_for: str | None) -> None:
        row = (term, voted_for, _vote_crc(term, voted_for))
        self._db.execute("insert or replace into vote values(0, ?, ?, ?)", row)

    def _drop_head(self, until: int) -> None:
        size = self._db.execute("select sum(length(body)) from log where idx < ?", (until,)).fetchone()[0]
        self._db.execute("delete from log where idx < ?", (until,))
        self.disk_bytes -= size

    def _transaction(self, write: Callable[[], object]) -> None:
        try:
            write()
        except sqlite3.Error as error:
            self._failed(error)

    def _failed(self, error: sqlite3.Error) -> NoReturn:
        if self._db.in_transaction:
            self._db.execute("rollback")
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise DiskFull(f"{self.path}: no room on the disk") from error
        # After a failed sync the pages may be gone from the cache: only a restart reads the truth.
        raise Fatal(f"{self.path}: the journal cannot be written: {error}") from error

    def _tend_wal(self, written: int) -> None:
        self._wal_bytes += written
        if self._checkpoints.rest_is_small:
            self._transaction(lambda: self._db.execute("pragma wal_checkpoint(passive)").fetchone())
            self._checkpoints.rest_is_moved()
            self._wal_bytes = 0
        elif self._wal_bytes > WAL_LIMIT_BYTES:
            self._checkpoints.ask()

    # Memory.

    @property
    def _memory_index(self) -> int:
        """Index of the oldest entry in memory; one past the last when there is none."""
        return self._last_index + 1 - len(self._entries)

    def _forget_old(self) -> None:
        """Called when all entries in memory are on the disk."""
        if len(self._entries) <= 2 * self._keep_entries and self._entries_bytes <= 2 * self._keep_bytes:
            return
        kept = kept_bytes = 0
        for entry in reversed(self._entries):
            kept_bytes += len(entry[0])
            if kept == self._keep_entries or (kept and kept_bytes > self._keep_bytes):
                break
            kept += 1
        self._drop_from_memory(len(self._entries) - kept)

    def _drop_from_memory(self, count: int) -> None:
        self._entries_bytes -= sum(len(entry[0]) for entry in self._entries[:count])
        del self._entries[:count]


def _lock(path: Path) -> int:
    """Two processes on one journal would vote twice; the lock goes with the process."""
    lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise Fatal(f"{path}: another process uses this journal") from None
    return lock


def _crc(index: int, term: int, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(_PLACE.pack(index, term)))


def _vote_crc(term: int, voted_for: str | None) -> int:
    return zlib.crc32(f"{term}\n{voted_for or ''}".encode())
