"""Properties of queries on random histories: the filters and the order are those of a plain list; pages neither repeat
nor lose a flow, whichever road the search takes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store import listing
from engine.store.flow_query import STATUSES, FlowQuery
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import T0, completed, failed, started

IDS = ["a", "a-1", "a-2", "ab", "b", "b.1", "b:one:t", "c", "c+1", "d"]


@dataclass(frozen=True)
class Expected:
    """A flow as a list should know it."""

    id: str
    labels: dict[str, str]
    status: str
    listed_us: int


instants = st.integers(T0, T0 + 3)
labels = st.dictionaries(st.sampled_from("kl"), st.sampled_from("vw"))
starts = st.tuples(st.sampled_from(IDS), labels, instants)
ends = st.tuples(st.sampled_from(IDS), st.sampled_from(["completed", "failed"]), instants)
queries = st.builds(
    FlowQuery,
    prefix=st.sampled_from(["", "a", "a-", "b", "zz"]),
    labels=labels.map(lambda wanted: tuple(wanted.items())),
    statuses=st.sets(st.sampled_from(STATUSES), min_size=1).map(frozenset),
    newest_first=st.booleans(),
)
fews = st.sampled_from([0, 2, listing.FEW])


def play(store: Filled, flows: dict[str, Expected], actions: list[tuple[str, dict[str, str] | str, int]]) -> None:
    """Start flows (with labels) and end them (with a status), where that can be."""
    for flow_id, what, at_us in actions:
        known = flows.get(flow_id)
        if isinstance(what, dict) and known is None:
            store.write(store.log.flow(flow_id, started(flow_id, what), at_us=at_us))
            flows[flow_id] = Expected(flow_id, what, "active", at_us)
        elif isinstance(what, str) and known is not None and known.status == "active":
            rest = completed(flow_id) if what == "completed" else failed(flow_id)
            store.write(store.log.flow(flow_id, rest, at_us=at_us))
            flows[flow_id] = replace(known, status=what, listed_us=at_us)


def expected(flows: dict[str, Expected], query: FlowQuery) -> list[str]:
    matches = [
        flow
        for flow in flows.values()
        if ":" not in flow.id
        and flow.id.startswith(query.prefix)
        and flow.status in query.statuses
        and all(flow.labels.get(name) == value for name, value in query.labels)
    ]
    sign = -1 if query.newest_first else 1
    return [flow.id for flow in sorted(matches, key=lambda f: (f.status != "active", sign * f.listed_us, f.id))]


def page(store: Filled, query: FlowQuery, few: int) -> tuple[list[str], FlowQuery | None]:
    found = listing.find(store.connection, query, few)
    return [entry[0] for entry in found.entries], replace(query, after=found.next) if found.next else None


actions = st.lists(st.one_of(starts, ends), max_size=25)


@settings(max_examples=60, deadline=None)
@given(actions, queries, st.integers(1, 5), fews)
def test_pages_join_to_the_whole_which_is_the_filtered_and_ordered_list(
    history: list[tuple[str, dict[str, str] | str, int]], query: FlowQuery, limit: int, few: int
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        store, flows = Filled(Path(directory) / "store"), dict[str, Expected]()
        play(store, flows, history)
        whole = expected(flows, query)
        assert page(store, query, few) == (whole, None)
        assert listing.count(store.connection, query) == len(whole)
        pages: list[list[str]] = []
        rest: FlowQuery | None = replace(query, limit=limit)
        while rest is not None:
            got, rest = page(store, rest, few)
            pages.append(got)
        assert pages == [whole[at : at + limit] for at in range(0, len(whole), limit)] or whole == [] == pages[0]
        store.close()


@settings(max_examples=40, deadline=None)
@given(actions, actions, queries, st.integers(1, 3), fews)
def test_flows_that_keep_their_place_are_neither_repeated_nor_hidden_by_others(
    before: list[tuple[str, dict[str, str] | str, int]],
    between: list[tuple[str, dict[str, str] | str, int]],
    query: FlowQuery,
    limit: int,
    few: int,
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        store, flows = Filled(Path(directory) / "store"), dict[str, Expected]()
        play(store, flows, before)
        earlier = dict(flows)
        got, rest = page(store, replace(query, limit=limit), few)
        play(store, flows, between)
        while rest is not None:
            more, rest = page(store, rest, few)
            got += more
        still = {flow_id for flow_id in earlier if flows[flow_id] == earlier[flow_id]}
        assert [flow_id for flow_id in got if flow_id in still] == [
            flow_id for flow_id in expected(earlier, query) if flow_id in still
        ]
        store.close()
