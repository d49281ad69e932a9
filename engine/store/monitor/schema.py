"""The file of the monitor: its tables, and how a connection to it is opened.

Everything in it is made from the store's batches. A file of another version, or of another store, is thrown away and
made again from the first batch, while the node works.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.model.errors import Busy

VERSION = 1
"""Of the tables, and of what is put into them: any other number makes the file anew."""

_TABLES = """
CREATE TABLE meta (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,     -- events of the store that are covered
    last INTEGER NOT NULL,         -- position of the last covered batch, -1 without one
    last_us INTEGER NOT NULL       -- its time; both together tell whether the store is still the same
);
CREATE TABLE plans (
    key INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,   -- of the plan's JSON: flows with the same plan share a row
    goals TEXT NOT NULL,           -- JSON array
    steps TEXT NOT NULL            -- JSON object: step id to type
);
CREATE TABLE flows (
    key INTEGER PRIMARY KEY,       -- as in the store
    id TEXT NOT NULL,
    plan INTEGER NOT NULL,
    parent TEXT NOT NULL,
    labels TEXT NOT NULL,          -- JSON object, or empty
    outcome TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    completed_us INTEGER NOT NULL, -- when the outcome was known; 0 before
    deactivated_us INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    error TEXT NOT NULL,
    events INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,   -- of the events' JSON
    done INTEGER NOT NULL,         -- steps that completed
    failed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    open TEXT NOT NULL             -- JSON of what is under way (`flow_row.Open`), or empty
);
CREATE INDEX flows_quiet ON flows (last_us) WHERE outcome = 'active';
CREATE TABLE flow_sets (
    id INTEGER PRIMARY KEY,        -- block and number of the set (`members`)
    members BLOB NOT NULL
);
CREATE TABLE batch_sets (
    id INTEGER PRIMARY KEY,
    members BLOB NOT NULL
);
CREATE TABLE kinds (
    number INTEGER PRIMARY KEY,    -- a set of batches
    types TEXT NOT NULL            -- the types of all events that each of them has: JSON array
);
CREATE TABLE minutes (
    minute INTEGER NOT NULL,       -- since 1970
    what TEXT NOT NULL,            -- started, completed, failed, or `retried/` and a step
    count INTEGER NOT NULL,
    PRIMARY KEY (minute, what)
) WITHOUT ROWID;
CREATE TABLE causes (
    key INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE      -- errors of flows, folded (`failure.fold`)
);
CREATE TABLE failures (
    minute INTEGER NOT NULL,
    cause INTEGER NOT NULL,
    flows INTEGER NOT NULL,
    newest INTEGER NOT NULL,       -- key of the flow that failed last
    first_us INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    PRIMARY KEY (minute, cause)
) WITHOUT ROWID;
"""


def path_of(store: Path) -> Path:
    """Where the monitor of a store lies."""
    return store.with_name(store.name + ".monitor")


def open_writable(path: Path) -> sqlite3.Connection:
    """The writer's connection, in autocommit mode; makes the tables, also in place of those of another version, and the
    file in place of one that is damaged: nothing is lost with it."""
    try:
        return _open(path)
    except sqlite3.OperationalError:
        # The disk or a lock is in the way, and would be in the way of another file too.
        raise
    except sqlite3.DatabaseError:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    try:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -16384")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        if _version(connection) != VERSION:
            remake(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def remake(connection: sqlite3.Connection) -> None:
    """Drop everything and begin at the first event."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f"DROP TABLE {name}")
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES (1, ?, 0, -1, 0)", (VERSION,))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def open_readonly(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for one thread at a time. Raises Busy while the file is not there yet."""
    if not path.exists():
        raise Busy("the list of flows is being made; the engine is starting")
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, cached_statements=256,
        check_same_thread=False,
    )  # fmt: skip
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA mmap_size = 1073741824")
        if _version(connection) != VERSION:
            raise Busy("the list of flows is being made anew by the engine")
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return 0
    return int(connection.execute("SELECT version FROM meta").fetchone()[0])
