"""`Reader`: all that is asked of a store, without writing to it. For the web processes and the engine.

Every method may be called in any thread (each has its own connection) and answers from one moment of the store. What
the API answers as JSON is answered as bytes. While there is no store yet, all raise `engine.model.errors.Busy`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.flow.state import Flow
from engine.store import catalog_view, event_pages, listing, schema
from engine.store.flow_query import MAX_LIMIT, NEWEST_FIRST, FlowQuery, parse, parse_cursor
from engine.store.folding import CACHE_BYTES, CACHE_FLOWS, FoldedFlows
from engine.store.monitor import flow_filter
from engine.store.monitor.changes import EVENT_TYPES
from engine.store.monitor.event_filter import KINDS, EventFilter, EventsFound, StoredEvent
from engine.store.monitor.flow_filter import CHILDREN, SORTS, FlowFilter, Place, Range
from engine.store.monitor.flow_row import STATES
from engine.store.monitor.flow_search import Facets, Found, Listed
from engine.store.monitor.reader import FlowDetail, MonitorReader
from engine.store.monitor.summary import WINDOWS, Summary
from engine.store.schema import StoreRefused

__all__ = [
    "CHILDREN", "EVENT_TYPES", "KINDS", "MAX_LIMIT", "SORTS", "STATES", "WINDOWS", "EventFilter", "EventsFound",
    "Facets", "FlowDetail", "FlowFilter", "Found", "KindTimes", "Listed", "MonitorReader", "Place", "Range", "Reader",
    "StoreRefused", "StoredBatch", "StoredEvent", "Summary", "flow_filter",
]  # fmt: skip

_FLOW_KEY = "SELECT key FROM flows WHERE id = ?"
_FLOW_STATUS = "SELECT status FROM flows WHERE id = ?"


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch as it was recorded."""

    first: int
    """Sequence of its first event."""
    at_us: int
    events: bytes
    """JSON array of `[type, data]`."""


@dataclass(frozen=True, slots=True)
class KindTimes:
    """How long the history of the catalog or the cluster is."""

    events: int
    first_us: int
    last_us: int


class Reader:
    """Cheap to keep open; close it when the process ends or the store's file is replaced."""

    def __init__(self, path: Path, *, cached_flows: int = CACHE_FLOWS, cached_bytes: int = CACHE_BYTES) -> None:
        """Of the flows that were folded, so many are kept for the next read of them."""
        self._path = path
        self._folded = FoldedFlows(cached_flows, cached_bytes)
        self.monitor = MonitorReader(path)
        """What only people ask."""
        self._own = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Close the connections of all threads; none may be reading."""
        self.monitor.close()
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._own = threading.local()

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = schema.open_readonly(self._path)
            with self._lock:
                self._open.append(connection)
                self._own.connection = connection
        return connection

    @contextmanager
    def _moment(self) -> Iterator[sqlite3.Connection]:
        """All reads inside see one state of the store."""
        connection = self._connection
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def covered_index(self) -> int:
        """The Raft index up to which the store covers the log."""
        return int(self._connection.execute("SELECT covered FROM meta").fetchone()[0])

    # One flow.

    def flow_state(self, flow_id: str) -> bytes | None:
        """`GET /engine/flow/{flowID}`; None without such a flow. An unchanged flow costs one look-up."""
        found = self._folded.state(self._connection, flow_id)
        return found[0] if found else None

    def flow_state_with_sequence(self, flow_id: str) -> tuple[bytes, int] | None:
        """The state, and the sequence of the first event that is not part of it."""
        return self._folded.state(self._connection, flow_id)

    def flow(self, flow_id: str) -> Flow | None:
        """The flow, folded. It is shared: take a draft before changing it."""
        folded = self._folded.get(self._connection, flow_id)
        return folded.flow if folded else None

    def flow_status(self, flow_id: str) -> bytes | None:
        """`GET /engine/flow/{flowID}/status`."""
        row = self._connection.execute(_FLOW_STATUS, (flow_id,)).fetchone()
        return f'{{"id":"{flow_id}","status":"{row[0]}"}}'.encode() if row else None

    def flow_events(self, flow_id: str, from_sequence: int = 0, limit: int | None = None) -> bytes | None:
        """`GET /engine/flow/{flowID}/events`; all events from a sequence on without a limit."""
        with self._moment() as connection:
            row = connection.execute(_FLOW_KEY, (flow_id,)).fetchone()
            return event_pages.page(connection, row[0], ["flow", flow_id], from_sequence, limit) if row else None

    # Lists of flows.

    def flow_list(self, limit: int | None = None, cursor: str | None = None) -> tuple[bytes, str | None]:
        """`GET /engine/flow`, and the value of `X-Next-Cursor`. Raises BadRequest for a cursor of elsewhere."""
        after = parse_cursor(cursor, NEWEST_FIRST) if cursor is not None else None
        with self._moment() as connection:
            found = listing.find(connection, FlowQuery(newest_first=True, limit=limit or 0, after=after))
        return listing.list_answer(found)

    def query(self, body: bytes, *, with_total: bool = True) -> bytes:
        """`POST /engine/flow/query`. Raises BadRequest. Counting what a wide filter matches costs more than a page."""
        query = parse(body)
        with self._moment() as connection:
            found = listing.find(connection, query)
            total = listing.count(connection, query) if with_total else 0
        return listing.query_answer(found, total)

    def flow_ids(self, prefix: str, limit: int) -> list[str]:
        """Ids that begin so, in order."""
        rows = self._connection.execute(
            "SELECT id FROM flows WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", (prefix, prefix + "\x7f", limit)
        )
        return [row[0] for row in rows]

    def active_flows(self, runner: str) -> list[str]:
        """Ids of the flows that a node runs and that are not deactivated, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM flows WHERE status = 'active' AND runner = ? ORDER BY key", (runner,)
        )
        return [row[0] for row in rows]

    def runners(self) -> dict[str, str]:
        """The node that runs it, by id of each flow that is not deactivated; oldest first."""
        rows = self._connection.execute("SELECT id, runner FROM flows WHERE status = 'active' ORDER BY key")
        return dict(rows.fetchall())

    # Catalog and cluster.

    def catalog(self) -> bytes:
        """`GET /engine/catalog`."""
        return self.catalog_with_sequence()[0]

    def catalog_with_sequence(self) -> tuple[bytes, int]:
        """The catalog, and the sequence of the first event that is not part of it."""
        with self._moment() as connection:
            return catalog_view.catalog(connection)

    def steps(self) -> bytes:
        """`GET /engine/step`."""
        return catalog_view.steps(self._connection)

    def step(self, step_id: str) -> bytes | None:
        """`GET /engine/step/{stepID}`: the stored definition."""
        return catalog_view.step(self._connection, step_id)

    def step_ids(self) -> list[str]:
        """Ids of the registered steps, in order."""
        return [row[0] for row in self._connection.execute("SELECT id FROM steps ORDER BY id")]

    def cluster_with_sequence(self, nodes: Iterable[str] = ()) -> tuple[bytes, int]:
        """`GET /engine/cluster` with these nodes beside those that have reported, and the sequence of the first event
        that is not part of it."""
        with self._moment() as connection:
            return catalog_view.cluster(connection, nodes)

    def catalog_events(self, from_sequence: int = 0, limit: int | None = None) -> bytes:
        """`GET /engine/catalog/events`."""
        with self._moment() as connection:
            return event_pages.page(connection, schema.CATALOG, ["catalog"], from_sequence, limit)

    def cluster_events(self, from_sequence: int = 0, limit: int | None = None) -> bytes:
        """`GET /engine/cluster/events`."""
        with self._moment() as connection:
            return event_pages.page(connection, schema.CLUSTER, ["cluster"], from_sequence, limit)

    def kind_times(self, kind: str) -> KindTimes:
        """How many events `catalog` or `cluster` has, and when the first and the last came."""
        key = schema.NAMES[kind]
        with self._moment() as connection:
            sql = "SELECT at_us FROM batches WHERE aggregate = ? ORDER BY first LIMIT 1"
            first = connection.execute(sql, (key,)).fetchone()
            last = connection.execute(sql.replace("first LIMIT", "first DESC LIMIT"), (key,)).fetchone()
            events = event_pages.next_sequence(connection, key)
        return KindTimes(events, first[0] if first else 0, last[0] if last else 0)

    def catalog_batches(self, from_sequence: int = 0) -> list[StoredBatch]:
        """The batches of the catalog that begin at a sequence or later."""
        return self._batches(schema.CATALOG, from_sequence)

    def cluster_batches(self, from_sequence: int = 0) -> list[StoredBatch]:
        """The batches of the cluster aggregate that begin at a sequence or later."""
        return self._batches(schema.CLUSTER, from_sequence)

    def _batches(self, key: int, from_sequence: int) -> list[StoredBatch]:
        return [StoredBatch(*batch) for batch in event_pages.batches(self._connection, key, from_sequence)]
