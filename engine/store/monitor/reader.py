"""`MonitorReader`: what people ask about flows and events (`ui.md`, 7, 12 and 21). For the web processes.

Every method may be called in any thread (each has its own connections). The store and the monitor are read one after
the other: the monitor never knows more flows than the store. While there is no monitor yet, all raise
`engine.model.errors.Busy`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.model.errors import Busy
from engine.store import schema as store_schema
from engine.store.monitor import schema
from engine.store.monitor.event_filter import EventFilter, EventsFound, FlowEvents, StoredEvent
from engine.store.monitor.event_search import EventSearch
from engine.store.monitor.flow_filter import FlowFilter, Place
from engine.store.monitor.flow_search import Facets, FlowSearch, Found, Listed, read_rows
from engine.store.monitor.summary import Summary, summarise

EXPORTED_AT_ONCE, EXPORTED_BYTES = 5_000, 4 << 20
"""An export reads so much in one moment of the store, so that a slow client holds nothing back."""


@dataclass(frozen=True, slots=True)
class FlowDetail:
    """One flow, with what only the store knows."""

    listed: Listed
    runner: str


class MonitorReader:
    def __init__(self, store: Path) -> None:
        self._store, self._path = store, schema.path_of(store)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Close the connections of all threads; none may be reading."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._own = threading.local()

    @contextmanager
    def _moment(self) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
        """Store and monitor; all reads inside see one state of each."""
        pair: tuple[sqlite3.Connection, sqlite3.Connection] | None = getattr(self._own, "pair", None)
        if pair is None:
            pair = store_schema.open_readonly(self._store), schema.open_readonly(self._path)
            with self._lock:
                self._open += pair
                self._own.pair = pair
        store, monitor = pair
        # The monitor first: what it names is in the store.
        monitor.execute("BEGIN")
        try:
            monitor.execute("SELECT position FROM meta").fetchone()
            store.execute("BEGIN")
            try:
                yield store, monitor
            finally:
                store.execute("ROLLBACK")
        finally:
            monitor.execute("ROLLBACK")

    def behind(self) -> int:
        """Events of the store that the monitor does not cover yet."""
        with self._moment() as (store, monitor):
            (position,) = monitor.execute("SELECT position FROM meta").fetchone()
            return max(0, store_schema.next_position(store) - int(position))

    # Flows.

    def flows(self, asked: FlowFilter, sort: str, falling: bool, after: Place | None, limit: int) -> Found:
        """A page of the list; `sort` is one of `flow_filter.SORTS`."""
        with self._moment() as (store, monitor):
            return FlowSearch(monitor, asked, store).page(sort, falling, after, limit)

    def facets(self, asked: FlowFilter) -> Facets:
        with self._moment() as (store, monitor):
            return FlowSearch(monitor, asked, store).facets()

    def count_flows(self, asked: FlowFilter) -> int:
        """Matches, as far as an index knows them: exact without texts."""
        with self._moment() as (store, monitor):
            return FlowSearch(monitor, asked, store).count()

    def flow(self, flow_id: str) -> FlowDetail | None:
        """One flow as the list knows it. Raises Busy for one that the monitor does not cover yet."""
        with self._moment() as (store, monitor):
            found = store.execute("SELECT key, runner FROM flows WHERE id = ?", (flow_id,)).fetchone()
            if found is None:
                return None
            listed = next(read_rows(monitor, [found[0]], {}), None)
            if listed is None:
                raise Busy("the list of flows is being made and does not have this flow yet")
            return FlowDetail(listed, found[1])

    def runners(self, keys: list[int]) -> dict[int, str]:
        """Who runs, or ran last, each of these flows."""
        with self._moment() as (store, _):
            marks = ", ".join("?" * len(keys))
            return dict(store.execute(f"SELECT key, runner FROM flows WHERE key IN ({marks})", keys).fetchall())

    def active_by_runner(self) -> dict[str, int]:
        """How many flows that are not deactivated each node runs."""
        with self._moment() as (store, _):
            rows = store.execute("SELECT runner, count(*) FROM flows WHERE status = 'active' GROUP BY runner")
            return dict(rows.fetchall())

    def summary(self, window: str, now_us: int) -> Summary:
        """`window` is one of `summary.WINDOWS`."""
        with self._moment() as (store, monitor):
            return summarise(store, monitor, window, now_us)

    # Events.

    def events(self, asked: EventFilter, after: int | None, limit: int, *, newest_first: bool = True) -> EventsFound:
        """A page of events. Raises BadRequest for a text in too many payloads."""
        with self._moment() as (store, monitor):
            return EventSearch(store, monitor).page(asked, after, limit, newest_first=newest_first)

    def flow_events(
        self, asked: EventFilter, begin: int | None, limit: int, *, newest_first: bool
    ) -> FlowEvents | None:
        """Events of the flow that the filter names, from a sequence on; None when there is no such flow."""
        with self._moment() as (store, monitor):
            return EventSearch(store, monitor).of_flow(asked, begin, limit, newest_first=newest_first)

    def event(self, number: int) -> StoredEvent | None:
        with self._moment() as (store, monitor):
            return EventSearch(store, monitor).event(number)

    def neighbours(self, event: StoredEvent) -> tuple[int | None, int | None]:
        """Numbers of the previous and the next event of its aggregate."""
        with self._moment() as (store, monitor):
            return EventSearch(store, monitor).neighbours(event)

    def export(self, asked: EventFilter, most: int) -> Iterator[list[StoredEvent]]:
        """All events that match, oldest first, in portions. Raises BadRequest as `events` does."""
        after: int | None = None
        while most > 0:
            portion: list[StoredEvent] = []
            size_bytes = 0
            with self._moment() as (store, monitor):
                for event in EventSearch(store, monitor).all(asked, after):
                    portion.append(event)
                    size_bytes += len(event.data)
                    if len(portion) >= min(most, EXPORTED_AT_ONCE) or size_bytes > EXPORTED_BYTES:
                        break
            if not portion:
                return
            yield portion
            most -= len(portion)
            after = portion[-1].id
