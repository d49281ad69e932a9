"""The tables of the store, and how a connection to them is opened.

`batches`, `moves` and `meta` are the truth. All other tables are projections of the batches, brought forward in the
same transaction, and can be dropped and made again (`python -m engine.store.rebuild PATH`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.model.errors import Busy

VERSION = 1
CATALOG, CLUSTER = 1, 2
"""Keys of the two aggregates that are always there."""
FIRST_FLOW = 3
"""Key of the first flow; flows are numbered in the order of the log, alike on every node."""
WAL_BYTES = 64 << 20
"""To this the WAL is cut back after it had to grow beyond."""
NAMES = {"catalog": CATALOG, "cluster": CLUSTER}

_TRUTH = """
CREATE TABLE meta (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    cluster_id TEXT NOT NULL,
    covered INTEGER NOT NULL,      -- last applied Raft index
    term INTEGER NOT NULL,
    judge BLOB NOT NULL,
    projected INTEGER NOT NULL     -- events that the projections cover
);
CREATE TABLE batches (
    position INTEGER PRIMARY KEY,  -- number of its first event among all events of the store, from 0
    aggregate INTEGER NOT NULL,    -- 1 catalog, 2 cluster, else flows.key
    first INTEGER NOT NULL,        -- sequence of its first event
    count INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    node TEXT NOT NULL,            -- who decided it
    events TEXT NOT NULL           -- JSON array of [type, data]
);
CREATE UNIQUE INDEX batches_of_aggregate ON batches (aggregate, first);
CREATE INDEX batches_by_time ON batches (at_us);
CREATE TABLE moves (
    flow INTEGER PRIMARY KEY,      -- flows.key
    node TEXT NOT NULL             -- who runs it since its runner was lost
);
"""

_PROJECTIONS = """
CREATE TABLE sequences (
    aggregate INTEGER PRIMARY KEY, -- catalog and cluster only
    next INTEGER NOT NULL
);
CREATE TABLE flows (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    status TEXT NOT NULL,          -- indexed: active until the flow is deactivated
    is_child INTEGER NOT NULL,
    listed_us INTEGER NOT NULL,    -- its time in lists: of an active flow the start, else the deactivation
    started_us INTEGER NOT NULL,
    ended_us INTEGER NOT NULL,     -- deactivation; 0 before
    last_us INTEGER NOT NULL,      -- last event
    runner TEXT NOT NULL,
    next_sequence INTEGER NOT NULL,
    error TEXT NOT NULL,
    labels TEXT NOT NULL           -- JSON object, or empty
);
CREATE UNIQUE INDEX flows_by_id ON flows (id);
CREATE INDEX flows_in_order ON flows (is_child, status, listed_us, id);
CREATE INDEX flows_by_prefix ON flows (is_child, id, status, listed_us);
CREATE INDEX flows_live ON flows (runner) WHERE status = 'active';
CREATE TABLE labels (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    status TEXT NOT NULL,
    listed_us INTEGER NOT NULL,
    id TEXT NOT NULL,
    flow INTEGER NOT NULL,
    PRIMARY KEY (name, value, status, listed_us, id)
) WITHOUT ROWID;
CREATE TABLE totals (
    status TEXT PRIMARY KEY,
    flows INTEGER NOT NULL         -- child flows are not counted
) WITHOUT ROWID;
CREATE TABLE steps (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,        -- position of its registration; orders the attribute graph
    definition TEXT NOT NULL,
    updated_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE health (
    node TEXT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    error TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (node, step)
) WITHOUT ROWID;
"""

# One row for each event. What can be searched: at_us (ORDER BY at_us DESC, id DESC is read along its index), aggregate,
# flow_id, batch. A look-up by id must bound `batch` too:
# WHERE id = ? AND batch = (SELECT max(position) FROM batches WHERE position <= ?).
_VIEWS = """
CREATE VIEW event_rows AS
SELECT b.position + e.key AS id,
       b.position AS batch,
       b.aggregate AS aggregate,
       CASE b.aggregate WHEN 1 THEN 'catalog' WHEN 2 THEN 'cluster' ELSE 'flow' END AS kind,
       f.id AS flow_id,
       b.first + e.key AS sequence,
       json_extract(e.value, '$[0]') AS type,
       b.at_us AS at_us,
       coalesce(json_extract(e.value, '$[1].step_id'), json_extract(e.value, '$[1].step.id'), '') AS step_id,
       coalesce(json_extract(e.value, '$[1].token'), '') AS token,
       b.node AS node,
       json_extract(e.value, '$[1]') AS data
FROM batches AS b LEFT JOIN flows AS f ON f.key = b.aggregate JOIN json_each(b.events) AS e;
"""

PROJECTIONS = ("sequences", "flows", "labels", "totals", "steps", "health")


class StoreRefused(Exception):
    """The file cannot be used by this program as it stands; the text says what to do about it."""


def open_writable(path: Path, cluster_id: str = "", *, check_projections: bool = True) -> sqlite3.Connection:
    """The writer's connection, in autocommit mode; makes the store when there is none. Raises StoreRefused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    try:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL is enough: after a power cut the store is an older, whole state, and the synced journal has the rest.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -32768")
        # The writer checkpoints by itself, after it has answered.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _create(connection, cluster_id)
        check_version(connection)
        _check_owner(connection, cluster_id)
        if check_projections:
            _check_projections(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_readonly(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for one thread at a time. Raises StoreRefused; Busy while there is no store."""
    if not path.exists():
        raise Busy("the event store is not there yet; the engine is starting")
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        cached_statements=256,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        check_version(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        if "no such table" in str(error):
            raise Busy("the event store is being made; the engine is starting") from None
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def check_version(connection: sqlite3.Connection) -> None:
    """Raise StoreRefused for a store of a newer version."""
    (version,) = connection.execute("SELECT version FROM meta").fetchone()
    if version > VERSION:
        raise StoreRefused(
            f"the store was written by a newer version (format {version}, this program knows {VERSION}); "
            "upgrade this node"
        )


def create_projections(connection: sqlite3.Connection) -> None:
    """Make the projections anew, empty; inside the caller's transaction."""
    connection.execute("DROP VIEW IF EXISTS event_rows")
    for table in PROJECTIONS:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    _run(connection, _PROJECTIONS)
    _run(connection, _VIEWS)


def _create(connection: sqlite3.Connection, cluster_id: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    _run(connection, _TRUTH)
    create_projections(connection)
    connection.execute("INSERT INTO meta VALUES (1, ?, ?, 0, 0, x'', 0)", (VERSION, cluster_id))
    connection.execute("COMMIT")


def _check_owner(connection: sqlite3.Connection, cluster_id: str) -> None:
    (owner,) = connection.execute("SELECT cluster_id FROM meta").fetchone()
    if owner and cluster_id and owner != cluster_id:
        raise StoreRefused(f"the store belongs to cluster {owner!r}, not to {cluster_id!r}; check the data directory")


def _check_projections(connection: sqlite3.Connection) -> None:
    (projected,) = connection.execute("SELECT projected FROM meta").fetchone()
    recorded = next_position(connection)
    if projected != recorded:
        raise StoreRefused(
            f"the projections of the store cover {projected} of {recorded} events; "
            "run `python -m engine.store.rebuild PATH`"
        )


def next_position(connection: sqlite3.Connection) -> int:
    """The number of events in the store."""
    last = connection.execute("SELECT position + count FROM batches ORDER BY position DESC LIMIT 1").fetchone()
    return int(last[0]) if last else 0


def _run(connection: sqlite3.Connection, script: str) -> None:
    # executescript would commit first; the schema must come in one transaction.
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)
