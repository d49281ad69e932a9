"""Finds recorded events (`ui.md`, 21): by time, type, step, token, node, aggregate and text.

The sets of batches say where an event may be; the batch itself, which is the record, says whether it is there. Events
are numbered in the order of the log, which is the order of lists. Those of several flows (the beginning of an id was
asked for) come flow by flow, the flow that started last first.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator

import msgspec

from engine.model import jsontext
from engine.model.errors import BadRequest
from engine.store.monitor import selection, terms
from engine.store.monitor.event_filter import (
    CATALOG_KIND,
    CLUSTER_KIND,
    FLOW_KIND,
    EventFilter,
    EventsFound,
    FlowEvents,
    StoredEvent,
)
from engine.store.monitor.members import BLOCK_BITS, falling, rising
from engine.store.monitor.selection import Selector, Sets
from engine.store.schema import CATALOG, CLUSTER, FIRST_FLOW, next_position

BUDGET_S = 0.25
"""After this time a search answers what it has."""
TEXT_WITHIN_US = 24 * 3_600_000_000
"""Payloads are only searched within one aggregate, or within this time."""
SKEW_US = 60_000_000
"""Clocks of nodes differ by less: so far around a time its batches are looked for."""
FEW = 150_000
"""Fewer flows with a beginning than this are sorted."""
PORTION = 64

_KEYS = {CATALOG_KIND: CATALOG, CLUSTER_KIND: CLUSTER}
_AFTER_IDS = "\x7f"
"""Greater than every character of an id."""
_COLUMNS = "position, aggregate, first, count, at_us, node, CAST(events AS BLOB)"


class _CatalogStep(msgspec.Struct, gc=False):
    id: str = ""


class _Names(msgspec.Struct, gc=False):
    step_id: str = ""
    token: str = ""
    step: _CatalogStep | None = None


_Batch = tuple[int, int, int, int, int, str, bytes]
_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode
_names = msgspec.json.Decoder(_Names).decode


class EventSearch:
    """Questions about one moment of the store; each connection is in a read transaction of the caller's."""

    def __init__(self, store: sqlite3.Connection, monitor: sqlite3.Connection) -> None:
        self._store, self._monitor = store, monitor
        self._sets = Sets(monitor, "batch_sets")
        (self._covered,) = monitor.execute("SELECT position FROM meta").fetchone()
        self._ids: dict[int, str] = {}

    def page(self, asked: EventFilter, after: int | None, limit: int, *, newest_first: bool = True) -> EventsFound:
        """Events behind another one. Raises BadRequest for a text in too many payloads."""
        deadline = time.monotonic() + BUDGET_S
        found: list[StoredEvent] = []
        looked = after
        for batch in self.batches(asked, after, newest_first=newest_first):
            events = list(self._events(batch, asked))
            for event in reversed(events) if newest_first else events:
                if after is not None and _is_passed(event, batch, after, newest_first):
                    continue
                found.append(event)
                if len(found) > limit:
                    return EventsFound(found[:limit], found[limit - 1].id, False)
            looked = batch[0] if newest_first else batch[0] + batch[3] - 1
            if time.monotonic() > deadline:
                return EventsFound(found, looked, True)
        return EventsFound(found, None, False)

    def all(self, asked: EventFilter, after: int | None) -> Iterator[StoredEvent]:
        """Everything that matches, in the order of the log, however long it takes. Raises BadRequest as `page` does."""
        if asked.aggregate and not asked.is_whole_id:
            if asked.text:
                _refuse_text(asked)
            batches = self._of_beginning(asked, after)
        else:
            batches = self.batches(asked, after, newest_first=False)
        for batch in batches:
            for event in self._events(batch, asked):
                if after is None or not _is_passed(event, batch, after, False):
                    yield event

    def _of_beginning(self, asked: EventFilter, after: int | None) -> Iterator[_Batch]:
        """Batches of the flows whose id begins so, by looking at each batch of the time."""
        first, last = self._bounds(asked)
        holding = self._holding(after) if after is not None else None
        for batch in self._in_order(asked, max(first, holding[0] if holding else 0), last, False):
            if self._flow_id(batch[1]).startswith(asked.aggregate):
                yield batch

    def of_flow(self, asked: EventFilter, begin: int | None, limit: int, *, newest_first: bool) -> FlowEvents | None:
        """Events of one flow from a sequence on; None when there is no such flow."""
        found = self._store.execute("SELECT key, next_sequence FROM flows WHERE id = ?", (asked.aggregate,)).fetchone()
        if found is None:
            return None
        key, total = found
        if begin is None:
            begin = total - 1 if newest_first else 0
        after = self._at(key, min(begin, total - 1))
        holding = self._holding(after) if after is not None else None
        events: list[StoredEvent] = []
        for batch in self._of_flows(asked, [key], holding, newest_first):
            matching = list(self._events(batch, asked))
            for event in reversed(matching) if newest_first else matching:
                if (event.sequence > begin) if newest_first else (event.sequence < begin):
                    continue
                if len(events) == limit:
                    return FlowEvents(events, event.sequence, total)
                events.append(event)
        return FlowEvents(events, None, total)

    def event(self, number: int) -> StoredEvent | None:
        """One event by its number."""
        batch = self._holding(number)
        if batch is None or number >= batch[0] + batch[3]:
            return None
        return list(self._events(batch, EventFilter()))[number - batch[0]]

    def neighbours(self, event: StoredEvent) -> tuple[int | None, int | None]:
        """Numbers of the previous and the next event of the aggregate."""
        batch = self._holding(event.id)
        assert batch is not None, "the event was read from the store"
        key = batch[1]
        return self._at(key, event.sequence - 1), self._at(key, event.sequence + 1)

    def _at(self, key: int, sequence: int) -> int | None:
        found = self._store.execute(
            "SELECT position, first, count FROM batches WHERE aggregate = ? AND first <= ? ORDER BY first DESC LIMIT 1",
            (key, sequence),
        ).fetchone()
        if found is None or sequence >= found[1] + found[2]:
            return None
        return int(found[0] + sequence - found[1])

    def _holding(self, number: int) -> _Batch | None:
        found: _Batch | None = self._store.execute(
            f"SELECT {_COLUMNS} FROM batches WHERE position <= ? ORDER BY position DESC LIMIT 1", (number,)
        ).fetchone()
        return found

    # Where to look.

    def batches(self, asked: EventFilter, after: int | None, *, newest_first: bool) -> Iterator[_Batch]:
        """The batches that may hold what is asked for, the one that holds `after` first."""
        if asked.aggregate and asked.kind in ("", FLOW_KIND):
            if asked.text and not self._is_one(asked):
                _refuse_text(asked)
            holding = self._holding(after) if after is not None else None
            keys = self._keys(asked, holding[1] if holding else None, newest_first)
            return self._of_flows(asked, keys, holding, newest_first)
        if asked.text:
            _refuse_text(asked)
        if asked.aggregate:
            return iter(())
        first, last = self._bounds(asked)
        if after is not None:
            holding = self._holding(after)
            edge = holding[0] if holding else 0
            first, last = (first, min(last, edge)) if newest_first else (max(first, edge), last)
        select = self._selector(asked)
        if select is None:
            return self._in_order(asked, first, last, newest_first)
        return self._selected(asked, select, first, last, newest_first)

    def _is_one(self, asked: EventFilter) -> bool:
        """Whether the filter names one flow only."""
        found = self._store.execute(
            "SELECT id FROM flows WHERE id >= ? AND id < ? LIMIT 2", (asked.aggregate, asked.aggregate + _AFTER_IDS)
        ).fetchall()
        return asked.is_whole_id or len(found) < 2

    def _keys(self, asked: EventFilter, edge: int | None, newest_first: bool) -> Iterator[int]:
        """Flows whose id is, or begins with, what is asked for, in their order from the one with key `edge` on."""
        if asked.is_whole_id:
            rows = self._store.execute("SELECT key FROM flows WHERE id = ?", (asked.aggregate,))
            return iter([row[0] for row in rows.fetchall()])
        bounds = (asked.aggregate, asked.aggregate + _AFTER_IDS)
        (few,) = self._store.execute(
            "SELECT count(*) FROM (SELECT 1 FROM flows WHERE id >= ? AND id < ? LIMIT ?)", (*bounds, FEW)
        ).fetchone()
        # A few are sorted; of many the next ones are met soon on a walk along the keys.
        source = "flows INDEXED BY flows_by_id" if few < FEW else "flows NOT INDEXED"
        compare, order = ("<=", "DESC") if newest_first else (">=", "ASC")
        start = edge if edge is not None else (1 << 62 if newest_first else 0)
        return (
            row[0]
            for row in self._store.execute(
                f"SELECT key FROM {source} WHERE id >= ? AND id < ? AND key {compare} ? ORDER BY key {order}",
                (*bounds, start),
            )
        )

    def _of_flows(
        self, asked: EventFilter, keys: Iterable[int], holding: _Batch | None, newest_first: bool
    ) -> Iterator[_Batch]:
        """The batches of flows; of the one whose batch is `holding`, from that batch on."""
        order = "DESC" if newest_first else "ASC"
        sql = f"SELECT {_COLUMNS} FROM batches WHERE aggregate = ? AND first BETWEEN ? AND ? ORDER BY first {order}"
        for key in keys:
            low, high = 0, 1 << 62
            if holding is not None and key == holding[1]:
                low, high = (0, holding[2]) if newest_first else (holding[2], 1 << 62)
            for batch in self._store.execute(sql, (key, low, high)):
                if _is_in_time(batch[4], asked):
                    yield batch

    def _bounds(self, asked: EventFilter) -> tuple[int, int]:
        """First and last position at which a batch of the time can be."""
        first, last = 0, next_position(self._store)
        if asked.from_us is not None:
            found = self._store.execute(
                "SELECT position FROM batches WHERE at_us >= ? ORDER BY at_us LIMIT 1", (asked.from_us - SKEW_US,)
            ).fetchone()
            first = found[0] if found else last + 1
        if asked.to_us is not None:
            found = self._store.execute(
                "SELECT position FROM batches WHERE at_us <= ? ORDER BY at_us DESC LIMIT 1", (asked.to_us + SKEW_US,)
            ).fetchone()
            last = found[0] if found else -1
        return first, last

    def _selector(self, asked: EventFilter) -> Selector | None:
        """The batches that the sets name; None when every batch is meant."""
        sets = self._sets
        parts: list[Selector] = []
        if asked.kind == FLOW_KIND:
            parts.append(selection.without(sets.in_any([terms.CATALOG, terms.CLUSTER])))
        elif asked.kind:
            parts.append(sets.in_any([terms.CATALOG if asked.kind == CATALOG_KIND else terms.CLUSTER]))
        if asked.token:
            parts.append(sets.in_all(terms.token(asked.token)))
        if asked.step:
            parts.append(sets.in_any([terms.event_step(asked.step)]))
        if asked.types:
            parts.append(sets.in_any(self._kinds(asked.types)))
        if asked.node:
            parts.append(sets.in_any([terms.node(asked.node)]))
        return selection.both(parts) if (parts and asked.kind != FLOW_KIND) or len(parts) > 1 else None

    def _kinds(self, types: frozenset[str]) -> list[int]:
        rows = self._monitor.execute("SELECT number, types FROM kinds")
        return [number for number, names in rows if not types.isdisjoint(jsontext.decode(names.encode()))]

    def _in_order(self, asked: EventFilter, first: int, last: int, newest_first: bool) -> Iterator[_Batch]:
        order = "DESC" if newest_first else "ASC"
        sql = f"SELECT {_COLUMNS} FROM batches WHERE position BETWEEN ? AND ? ORDER BY position {order}"
        # Batches may be large, so there is never more than one of them at hand.
        for batch in self._store.execute(sql, (first, last)):
            if _is_in_time(batch[4], asked):
                yield batch

    def _selected(
        self, asked: EventFilter, select: Selector, first: int, last: int, newest_first: bool
    ) -> Iterator[_Batch]:
        if newest_first and last >= self._covered:
            yield from self._in_order(asked, max(first, self._covered), last, True)
        portion: list[int] = []
        for position in self._positions(select, first, min(last, self._covered - 1), newest_first):
            portion.append(position)
            if len(portion) == PORTION:
                yield from self._read(asked, portion, newest_first)
                portion = []
        yield from self._read(asked, portion, newest_first)
        if not newest_first and last >= self._covered:
            yield from self._in_order(asked, max(first, self._covered), last, False)

    def _positions(self, select: Selector, first: int, last: int, newest_first: bool) -> Iterator[int]:
        if last < first:
            return
        within = selection.numbers_between(first, last)
        blocks = range(first >> BLOCK_BITS, (last >> BLOCK_BITS) + 1)
        for block in reversed(blocks) if newest_first else blocks:
            bits = within(block) & select(block)
            if bits:
                base = block << BLOCK_BITS
                for offset in falling(bits) if newest_first else rising(bits):
                    yield base | offset

    def _read(self, asked: EventFilter, positions: list[int], newest_first: bool) -> Iterator[_Batch]:
        order = "DESC" if newest_first else "ASC"
        marks = ", ".join("?" * len(positions))
        rows = self._store.execute(
            f"SELECT {_COLUMNS} FROM batches WHERE position IN ({marks}) ORDER BY position {order}", positions
        )
        for batch in rows:
            if _is_in_time(batch[4], asked):
                yield batch

    # What is there.

    def _events(self, batch: _Batch, asked: EventFilter) -> Iterator[StoredEvent]:
        """The events of a batch that are asked for, oldest first."""
        position, key, first, _, at_us, node, text = batch
        if (asked.node and node != asked.node) or (asked.kind and asked.kind != _kind(key)):
            return
        for place, (kind, data) in enumerate(_pairs(text)):
            if asked.types and kind not in asked.types:
                continue
            names = _names(data)
            step_id = names.step_id or (names.step.id if names.step else "")
            if (asked.step and step_id != asked.step) or (asked.token and names.token != asked.token):
                continue
            payload = bytes(data)
            if asked.text and not _holds(payload, asked.text):
                continue
            flow_id = self._flow_id(key)
            yield StoredEvent(
                position + place, _kind(key), flow_id, first + place, kind, at_us, step_id, names.token, node, payload
            )

    def _flow_id(self, key: int) -> str:
        if key < FIRST_FLOW:
            return ""
        known = self._ids.get(key)
        if known is None:
            if len(self._ids) > 10_000:
                self._ids.clear()
            (known,) = self._store.execute("SELECT id FROM flows WHERE key = ?", (key,)).fetchone()
            self._ids[key] = known
        return known


def _kind(key: int) -> str:
    return FLOW_KIND if key >= FIRST_FLOW else CATALOG_KIND if key == CATALOG else CLUSTER_KIND


def _is_passed(event: StoredEvent, batch: _Batch, after: int, newest_first: bool) -> bool:
    """Whether an event of the batch that holds `after` comes before what is asked for."""
    if not batch[0] <= after < batch[0] + batch[3]:
        return False
    return event.id >= after if newest_first else event.id <= after


def _is_in_time(at_us: int, asked: EventFilter) -> bool:
    return (asked.from_us is None or at_us >= asked.from_us) and (asked.to_us is None or at_us <= asked.to_us)


def _refuse_text(asked: EventFilter) -> None:
    if asked.from_us is None or asked.to_us is None or asked.to_us - asked.from_us > TEXT_WITHIN_US:
        raise BadRequest(
            f"the text {asked.text[:80]!r} is only looked for in the events of one flow, or within 24 hours; "
            "name a flow or a time"
        )


def _holds(payload: bytes, text: str) -> bool:
    shown = terms.fold_case(payload.decode("utf-8", "replace"))
    wanted = terms.fold_case(text)
    # The stored text writes quotes and line breaks as JSON does.
    return wanted in shown or terms.fold_case(jsontext.encode(text).decode()[1:-1]) in shown
