"""The numbers of the home page (`ui.md`, 7), from what the monitor counts by minute. Every question is bounded."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from engine.store.monitor import failure
from engine.store.monitor.changes import MINUTE_US, RETRIED, STARTED
from engine.store.monitor.flow_filter import FlowFilter
from engine.store.monitor.flow_row import COMPLETED, FAILED, STATES
from engine.store.monitor.flow_search import FlowSearch, Listed, read_rows

WINDOWS: Final = {"1h": 60, "6h": 360, "24h": 1_440, "7d": 10_080}
"""Minutes of each window."""
BUCKETS: Final = {"1h": 1, "6h": 5, "24h": 15, "7d": 120}
"""Minutes of a bucket of the series."""
MOST_CAUSES, MOST_QUIET, MOST_STEPS = 20, 10, 10
_SERIES = (STARTED, COMPLETED, FAILED)


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures of one cause."""

    step: str
    """That the error names; empty when it names none."""
    text: str
    """The error with numbers and ids folded (`failure`)."""
    flows: int
    first_us: int
    last_us: int
    newest_flow: str
    series: list[int]
    """Failures by bucket."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A node's record of a step that is not healthy."""

    step: str
    node: str
    error: str
    since_us: int


@dataclass(frozen=True, slots=True)
class Summary:
    from_us: int
    bucket_us: int
    states: dict[str, int]
    series: dict[str, list[int]]
    """Flows started, completed and failed, by bucket; the last one is not over."""
    causes: list[Cause]
    """The most frequent first."""
    causes_left: int
    """How many more there are."""
    quiet: list[Listed]
    """Active flows that have gone longest without an event."""
    unhealthy: list[Trouble]
    retried: list[tuple[str, int]]
    """Steps whose calls were retried most, and how often."""


def summarise(store: sqlite3.Connection, monitor: sqlite3.Connection, window: str, now_us: int) -> Summary:
    """The summary of the time until now; each connection is in a read transaction."""
    bucket = BUCKETS[window]
    # Buckets begin at whole multiples, so that a bar does not change its meaning from one look to the next.
    last = now_us // MINUTE_US // bucket
    first = last - WINDOWS[window] // bucket + 1
    causes, left = _causes(monitor, first, last, bucket)
    return Summary(
        first * bucket * MINUTE_US,
        bucket * MINUTE_US,
        {state: FlowSearch(monitor, FlowFilter(states=frozenset([state])), store).count() for state in STATES},
        _series(monitor, first, last, bucket),
        causes,
        left,
        _quiet(monitor),
        _unhealthy(store),
        _retried(monitor, first * bucket),
    )


def _series(monitor: sqlite3.Connection, first: int, last: int, bucket: int) -> dict[str, list[int]]:
    series = {what: [0] * (last - first + 1) for what in _SERIES}
    rows = monitor.execute(
        f"SELECT minute / ?, what, sum(count) FROM minutes WHERE minute BETWEEN ? AND ? "
        f"AND what IN ({', '.join('?' * len(_SERIES))}) GROUP BY 1, 2",
        (bucket, first * bucket, (last + 1) * bucket - 1, *_SERIES),
    )
    for at, what, count in rows:
        series[what][at - first] = count
    return series


def _causes(monitor: sqlite3.Connection, first: int, last: int, bucket: int) -> tuple[list[Cause], int]:
    within = (first * bucket, (last + 1) * bucket - 1)
    found = monitor.execute(
        "SELECT cause, sum(flows), min(first_us), max(last_us) FROM failures WHERE minute BETWEEN ? AND ? "
        "GROUP BY cause ORDER BY 2 DESC, 4 DESC",
        within,
    ).fetchall()
    shown = found[:MOST_CAUSES]
    marks = ", ".join("?" * len(shown))
    keys = [row[0] for row in shown]
    texts = dict(monitor.execute(f"SELECT key, text FROM causes WHERE key IN ({marks})", keys).fetchall())
    series: defaultdict[int, list[int]] = defaultdict(lambda: [0] * (last - first + 1))
    newest: dict[int, tuple[int, int]] = {}
    rows = monitor.execute(
        f"SELECT cause, minute / ?, flows, newest, last_us FROM failures WHERE minute BETWEEN ? AND ? "
        f"AND cause IN ({marks})",
        (bucket, *within, *keys),
    )
    for cause, at, flows, flow, last_us in rows:
        series[cause][at - first] += flows
        newest[cause] = max(newest.get(cause, (0, 0)), (last_us, flow))
    return [
        Cause(
            failure.step_of(texts[cause]),
            texts[cause],
            flows,
            first_us,
            last_us,
            _id(monitor, newest[cause][1]),
            series[cause],
        )
        for cause, flows, first_us, last_us in shown
    ], len(found) - len(shown)


def _id(monitor: sqlite3.Connection, key: int) -> str:
    return str(monitor.execute("SELECT id FROM flows WHERE key = ?", (key,)).fetchone()[0])


def _quiet(monitor: sqlite3.Connection) -> list[Listed]:
    rows = monitor.execute(
        f"SELECT key FROM flows WHERE outcome = 'active' ORDER BY last_us LIMIT {MOST_QUIET}"
    ).fetchall()
    return sorted(read_rows(monitor, [row[0] for row in rows], {}), key=lambda listed: listed.row.last_us)


def _unhealthy(store: sqlite3.Connection) -> list[Trouble]:
    rows = store.execute(
        "SELECT step, node, error, at_us FROM health WHERE status = 'unhealthy' AND step IN (SELECT id FROM steps) "
        "ORDER BY at_us DESC LIMIT 200"
    )
    return [Trouble(*row) for row in rows]


def _retried(monitor: sqlite3.Connection, first_minute: int) -> list[tuple[str, int]]:
    rows = monitor.execute(
        "SELECT substr(what, ?), sum(count) FROM minutes WHERE minute >= ? AND what BETWEEN ? AND ? "
        "GROUP BY what ORDER BY 2 DESC, 1 LIMIT ?",
        (len(RETRIED) + 1, first_minute, RETRIED, RETRIED + "\U0010ffff", MOST_STEPS),
    )
    return [(step, count) for step, count in rows]
