"""Finds flows for lists (`api.md`, 6.4 and 6.5).

The list is read group by group: active flows, then the others. Of the roads to the matches, two run along an index that
is in the order of lists within a status, that of all flows and that of one label; the third goes through the ids with a
prefix, and sorts what it finds. All are indexes that hold what filters and order ask for, so only the flows of the page
themselves are looked up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.model import instant, jsontext
from engine.store.flow_query import ACTIVE, ENDED, NEWEST_FIRST, OLDEST_FIRST, FlowQuery, Place, cursor_of

FEW = 150_000
"""Fewer flows than this with a prefix are gone through rather than looked for among all others."""
FEW_LABELLED = 5_000
"""The same where each of them must also be looked up by a label."""
NO_LIMIT = -1
_AFTER_IDS = "\x7f"
"""Greater than every character of an id."""

_HAS_LABEL = (
    " AND EXISTS (SELECT 1 FROM labels AS o WHERE o.name = ? AND o.value = ? AND o.status = r.status "
    "AND o.listed_us = r.listed_us AND o.id = r.id)"
)

Entry = tuple[str, str, int, str, str]
"""id, indexed status, listing time, JSON of labels or empty, error or empty."""


@dataclass(frozen=True, slots=True)
class Found:
    entries: list[Entry]
    next: Place | None
    """The place to go on from; None at the end."""


@dataclass(frozen=True, slots=True)
class _Road:
    """How matching flows are reached."""

    source: str
    """SQL of rows `r` that have id, status and listed_us."""
    key: str
    """Their column with the key of the flow."""
    where: str
    values: tuple[str, ...]
    is_ordered: bool
    """Whether the rows of one status come in the order of lists."""

    def stretches(self, statuses: Sequence[str]) -> list[Sequence[str]]:
        """The statuses in the pieces in which the road is best gone."""
        return [[status] for status in statuses] if self.is_ordered else [statuses]


def find(connection: sqlite3.Connection, query: FlowQuery, few: int = FEW) -> Found:
    """The page of a query; inside the caller's read transaction."""
    road = _road(connection, query, few)
    order = _newest_first if query.newest_first else _oldest_first
    entries: list[Entry] = []
    for group in ((ACTIVE,), ENDED):
        after = query.after
        if after is not None and after.is_active != (group != ENDED):
            if group != ENDED:
                continue
            after = None
        # One entry more than asked for tells whether there is another page.
        missing = query.limit + 1 - len(entries) if query.limit else NO_LIMIT
        asked = [status for status in group if status in query.statuses]
        if missing == 0 or not asked:
            continue
        rows = [
            row
            for statuses in road.stretches(asked)
            for row in _read(connection, road, statuses, query.newest_first, after, missing)
        ]
        rows.sort(key=order)
        entries += rows[:missing] if query.limit else rows
    if not query.limit or len(entries) <= query.limit:
        return Found(entries, None)
    del entries[query.limit :]
    flow_id, status, listed_us, *_ = entries[-1]
    sort = NEWEST_FIRST if query.newest_first else OLDEST_FIRST
    return Found(entries, Place(sort, status == ACTIVE, listed_us, flow_id))


def count(connection: sqlite3.Connection, query: FlowQuery) -> int:
    """All matches, regardless of the page."""
    if not query.prefix and not query.labels:
        totals: dict[str, int] = dict(connection.execute("SELECT status, flows FROM totals"))
        return sum(totals.get(status, 0) for status in query.statuses)
    road = _road(connection, query, FEW)
    return sum(_count(connection, road, statuses) for statuses in road.stretches(sorted(query.statuses)))


def _count(connection: sqlite3.Connection, road: _Road, statuses: Sequence[str]) -> int:
    sql = f"SELECT count(*) FROM {road.source} WHERE {_one_of(statuses)}{road.where}"
    return int(connection.execute(sql, (*statuses, *road.values)).fetchone()[0])


def _one_of(statuses: Sequence[str]) -> str:
    # A single value keeps the rows of an index in order; a list of them would not.
    return "r.status = ?" if len(statuses) == 1 else f"r.status IN ({', '.join('?' * len(statuses))})"


def _read(
    connection: sqlite3.Connection,
    road: _Road,
    statuses: Sequence[str],
    newest_first: bool,
    after: Place | None,
    limit: int,
) -> Iterator[Entry]:
    """The first matches after a place; in no order."""
    place = ""
    values: tuple[str | int, ...] = (*statuses, *road.values)
    if after is not None and newest_first:
        place = " AND r.listed_us <= ? AND (r.listed_us < ? OR r.id > ?)"
        values += (after.listed_us, after.listed_us, after.id)
    elif after is not None:
        place = " AND (r.listed_us, r.id) > (?, ?)"
        values += (after.listed_us, after.id)
    sql = (
        "SELECT f.id, f.status, f.listed_us, f.labels, f.error FROM flows AS f JOIN ("
        f"SELECT {road.key} AS key FROM {road.source} WHERE {_one_of(statuses)}{road.where}{place} "
        f"ORDER BY r.listed_us{' DESC' if newest_first else ''}, r.id LIMIT ?) AS p ON f.key = p.key"
    )
    return connection.execute(sql, (*values, limit))


def _road(connection: sqlite3.Connection, query: FlowQuery, few: int) -> _Road:
    """The shortest road to the matches. A filter is measured up to `few` flows, which an index does in a moment."""
    prefix = " AND r.id >= ? AND r.id < ?" if query.prefix else ""
    bounds = (query.prefix, query.prefix + _AFTER_IDS) if query.prefix else ()
    labels = query.labels
    if labels:
        few = min(few, FEW_LABELLED)
        if prefix or len(labels) > 1:
            sizes = {label: _flows_with_label(connection, label, few) for label in labels}
            labels = tuple(sorted(labels, key=lambda label: sizes[label]))
            few = sizes[labels[0]]
    if prefix and _flows_with_prefix(connection, bounds, few) < few:
        where = f" AND r.is_child = 0{prefix}{_HAS_LABEL * len(labels)}"
        return _Road("flows AS r INDEXED BY flows_by_prefix", "r.key", where, bounds + _flat(labels), False)
    if labels:
        where = f" AND r.name = ? AND r.value = ?{prefix}{_HAS_LABEL * (len(labels) - 1)}"
        return _Road("labels AS r", "r.flow", where, labels[0] + bounds + _flat(labels[1:]), True)
    return _Road("flows AS r INDEXED BY flows_in_order", "r.key", f" AND r.is_child = 0{prefix}", bounds, True)


def _flat(labels: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(text for label in labels for text in label)


def _flows_with_label(connection: sqlite3.Connection, label: tuple[str, str], few: int) -> int:
    sql = "SELECT count(*) FROM (SELECT 1 FROM labels WHERE name = ? AND value = ? LIMIT ?)"
    return int(connection.execute(sql, (*label, few)).fetchone()[0])


def _flows_with_prefix(connection: sqlite3.Connection, bounds: tuple[str, ...], few: int) -> int:
    sql = "SELECT count(*) FROM (SELECT 1 FROM flows WHERE is_child = 0 AND id >= ? AND id < ? LIMIT ?)"
    return int(connection.execute(sql, (*bounds, few)).fetchone()[0])


def _oldest_first(entry: Entry) -> tuple[int, str]:
    return entry[2], entry[0]


def _newest_first(entry: Entry) -> tuple[int, str]:
    return -entry[2], entry[0]


def list_answer(found: Found) -> tuple[bytes, str | None]:
    """The answer of the list, and the cursor to go on from."""
    return b"[%b]" % b",".join(map(_entry, found.entries)), cursor_of(found.next) if found.next else None


def query_answer(found: Found, total: int) -> bytes:
    """The answer of a query."""
    rest = b',"total":%d' % total if total else b""
    if found.next:
        rest += b',"has_more":true,"next_cursor":"%b"' % cursor_of(found.next).encode()
    return b'{"flows":[%b],"count":%d%b}' % (b",".join(map(_entry, found.entries)), len(found.entries), rest)


def _entry(entry: Entry) -> bytes:
    flow_id, status, listed_us, labels, error = entry
    rest = f',"labels":{labels}' if labels else ""
    if error:
        rest += f',"error":{jsontext.encode(error).decode()}'
    # Ids and statuses hold nothing that JSON would escape.
    return f'{{"id":"{flow_id}","status":"{status}","timestamp":"{instant.text(listed_us)}"{rest}}}'.encode()
