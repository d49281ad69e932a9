"""First pages of a long list. The cost is counted in instructions of SQLite's machine, whatever the machine does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.store import flow_query, listing, wire
from engine.store.flow_query import FlowQuery
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import completed, failed, started

FLOWS = 20_000
FIRST_PAGE = 6_000
"""Instructions; a walk through a tenth of the flows takes more than 10,000."""
MEASURES = 8 * listing.FEW_LABELLED
"""What it may cost to measure filters before one of them is chosen."""
STEP = 100


@pytest.fixture(scope="module")
def long() -> Iterator[Filled]:
    """One flow in 1,000 has failed, ten run; labels of a quarter and of twenty."""
    with tempfile.TemporaryDirectory() as directory:
        store = Filled(Path(directory) / "store")
        for start in range(0, FLOWS, 1000):
            rulings = []
            for n in range(start, start + 1000):
                flow_id = f"order-{n:05d}"
                rest = [] if n % 2000 == 5 else failed(flow_id) if n % 1000 == 7 else completed(flow_id)
                labels = {"team": f"t{n % 4}", "customer": f"c{n % 1000}"}
                rulings.append(store.log.flow(flow_id, started(flow_id, labels) + rest))
            store.tables.write([wire.entries_of(store.log.group(*rulings))])
        yield store
        store.close()


def instructions(store: Filled, query: FlowQuery) -> int:
    count = 0

    def tick() -> int:
        nonlocal count
        count += STEP
        return 0

    store.connection.set_progress_handler(tick, STEP)
    listing.find(store.connection, query)
    store.connection.set_progress_handler(None, STEP)
    return count


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"statuses": frozenset(["active"])},
        {"statuses": frozenset(["failed"])},
        {"statuses": frozenset(["completed"])},
        {"labels": (("team", "t1"),)},
        {"labels": (("customer", "c7"),)},
        {"labels": (("team", "t3"), ("customer", "c7"))},
        {"labels": (("team", "t1"),), "statuses": frozenset(["active"])},
        {"prefix": "order-19999"},
        {"prefix": "order-1999"},
        {"prefix": "order-1999", "labels": (("team", "t1"),)},
    ],
    ids=str,
)
def test_a_first_page_costs_as_much_as_a_page_not_as_the_list(
    long: Filled, filters: dict[str, Any], newest_first: bool
) -> None:
    has_choice = len(filters.get("labels", ())) + len(filters.get("prefix", "")[:1]) > 1
    query = FlowQuery(**filters, newest_first=newest_first, limit=50)
    assert instructions(long, query) < FIRST_PAGE + has_choice * MEASURES


def test_a_page_in_the_middle_costs_no_more_than_the_first(long: Filled) -> None:
    query = FlowQuery(limit=50)
    for _ in range(40):
        found = listing.find(long.connection, query)
        query = FlowQuery(limit=50, after=found.next)
    assert instructions(long, query) < FIRST_PAGE
    assert query.after is not None
    assert flow_query.parse_cursor(flow_query.cursor_of(query.after), flow_query.OLDEST_FIRST) == query.after


def test_all_pages_of_a_long_list_are_the_list(long: Filled) -> None:
    seen: list[str] = []
    query: FlowQuery | None = FlowQuery(newest_first=True, limit=1000)
    while query is not None:
        found = listing.find(long.connection, query)
        seen += [entry[0] for entry in found.entries]
        query = FlowQuery(newest_first=True, limit=1000, after=found.next) if found.next else None
    assert len(seen) == len(set(seen)) == FLOWS
    assert seen[:2] == ["order-18005", "order-16005"]
    assert seen[10:12] == ["order-19999", "order-19998"]
