"""Every filter, order and page of a long list, and every question about its events, against plain Python.

`python -m bench.monitor` asks the same questions of a million flows.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.monitor_load import APART_US, STEPS, fill, groups
from engine.model.errors import BadRequest
from engine.replication.log import Ruling
from engine.store.reader import EventFilter, FlowFilter, Range, Reader
from tests.unit.store.plain_flows import PlainFlow, answers, fold

FLOWS = 34_000
"""More than a block of the monitor's sets."""
BEGIN_US = 1_772_360_430_123_456
END_MS = (BEGIN_US + FLOWS * APART_US) // 1000


@dataclass(frozen=True)
class PlainEvent:
    id: int
    flow_id: str
    sequence: int
    type: str
    at_us: int
    step: str
    token: str
    node: str
    data: dict[str, Any]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "store"
        fill(path, FLOWS, BEGIN_US)
        opened = Reader(path)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def plain() -> list[PlainFlow]:
    return fold(groups(FLOWS, BEGIN_US))


@pytest.fixture(scope="module")
def plain_events() -> list[PlainEvent]:
    """The newest of them."""
    events: list[PlainEvent] = []
    number = 0
    for group in groups(FLOWS, BEGIN_US):
        for fact in group.facts:
            assert isinstance(fact, Ruling)
            batch = fact.batch
            if fact.batch.at_us > BEGIN_US + (FLOWS - 3_000) * APART_US:
                for place, (kind, data) in enumerate(json.loads(batch.events)):
                    events.append(
                        PlainEvent(
                            number + place, batch.aggregate[5:], fact.first + place, kind, batch.at_us,
                            data.get("step_id", ""), data.get("token", ""), fact.node, data,
                        )
                    )  # fmt: skip
            number += batch.count
    return events


def ranges(low: int, high: int) -> st.SearchStrategy[Range | None]:
    bound = st.one_of(st.none(), st.integers(low, high))
    return st.one_of(st.none(), st.builds(Range, bound, bound))


def some(*values: Any) -> st.SearchStrategy[frozenset[Any]]:
    return st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(values), min_size=1, max_size=2))


TIMES = ranges(BEGIN_US // 1000, END_MS)
LABELS = st.lists(
    st.tuples(st.just("team"), st.sampled_from(["team-0", "team-1", "team-9"]))
    | st.tuples(st.just("customer"), st.sampled_from(["c-1", "c-7", "c-77"])),
    max_size=2,
).map(tuple)
FILTERS = st.builds(
    FlowFilter,
    text=st.sampled_from(["", "", "", "o", "order-001", "0012", "REFUSED", "ff", "abc", "c-12", "nowhere"]),
    error=st.sampled_from(["", "", "", "no price", "step make-a", "st", "blocked"]),
    states=some("running", "waiting", "settling", "completed", "failed"),
    goals=some(STEPS[3], STEPS[10]),
    steps=some(STEPS[3], STEPS[21], STEPS[30]),
    labels=LABELS,
    started=TIMES,
    ended=TIMES,
    duration=ranges(0, 4_000),
    children=st.sampled_from(["hide", "hide", "show", "only"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=FILTERS, sort=st.sampled_from(["started", "started", "ended", "duration", "id"]), falling=st.booleans(),
    limit=st.sampled_from([1, 7, 50, 200]),
)  # fmt: skip
def test_pages_of_any_filter_in_any_order_are_those_of_a_plain_filter(
    reader: Reader, plain: list[PlainFlow], asked: FlowFilter, sort: str, falling: bool, limit: int
) -> None:
    expected = [flow for flow in plain if answers(flow, asked)]
    if sort == "id":
        expected = sorted(expected, key=lambda flow: flow.id)
    elif sort != "started":
        value = {"ended": lambda f: f.ended_ms, "duration": lambda f: f.duration_ms}[sort]
        # Sorting is stable, and of equals those that started later come first in falling order.
        expected = sorted((flow for flow in expected if flow.outcome != "active"), key=value)
    if falling:
        expected.reverse()
    found, place, pages = [], None, 0
    while pages < 6:
        page = reader.monitor.flows(asked, sort, falling, place, limit)
        found += [listed.row.id for listed in page.flows]
        if page.total_exact:
            assert page.total == len(expected)
        place, pages = page.after, pages + (page.searched is None)
        if place is None:
            break
    shown = [flow.id for flow in expected[: len(found)] if found]
    assert found == shown
    assert place is not None or len(found) == len(expected)


@pytest.mark.parametrize(
    "asked",
    [
        FlowFilter(),
        FlowFilter(states=frozenset(["failed"])),
        FlowFilter(labels=(("team", "team-1"),), children="show"),
        FlowFilter(text="refused"),
    ],
    ids=["everything", "failed", "label", "text"],
)
def test_facets_are_counted_over_the_newest_matches(reader: Reader, plain: list[PlainFlow], asked: FlowFilter) -> None:
    matching = [flow for flow in plain if answers(flow, asked)]
    newest = matching[-10_000:]
    facets = reader.monitor.facets(asked)
    assert facets.is_all == (len(matching) <= 10_000)
    assert facets.labels["team"]["team-1"] == sum(flow.labels["team"] == "team-1" for flow in newest)
    assert facets.goals[STEPS[3]] == sum(STEPS[3] in flow.goals for flow in newest)
    if not asked.text:
        assert facets.states["failed"] == sum("failed" in flow.states for flow in matching)


def test_every_page_of_everything_is_the_whole_list(reader: Reader, plain: list[PlainFlow]) -> None:
    seen, place = list[str](), None
    while True:
        page = reader.monitor.flows(FlowFilter(children="show"), "started", True, place, 200)
        seen += [listed.row.id for listed in page.flows]
        place = page.after
        if place is None:
            break
    assert seen == [flow.id for flow in reversed(plain)]


def test_the_children_of_a_flow_are_found(reader: Reader, plain: list[PlainFlow]) -> None:
    parent = next(flow.parent for flow in plain if flow.parent)
    page = reader.monitor.flows(FlowFilter(parent=parent), "started", True, None, 50)
    assert {listed.row.id for listed in page.flows} == {flow.id for flow in plain if flow.parent == parent}


EVENT_FILTERS = st.builds(
    EventFilter,
    kind=st.sampled_from(["", "flow"]),
    types=some("work_started", "flow_failed", "work_retry_scheduled", "flow_started", "comp_failed"),
    step=st.sampled_from(["", "", STEPS[3], STEPS[21]]),
    node=st.sampled_from(["", "n1", "n2"]),
    from_us=st.integers(BEGIN_US + (FLOWS - 2_900) * APART_US, BEGIN_US + FLOWS * APART_US),
    text=st.sampled_from(["", "", "price", "REFUSED", '"n":33']),
    to_us=st.just(BEGIN_US + (FLOWS + 64) * APART_US),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=EVENT_FILTERS, newest_first=st.booleans(), limit=st.sampled_from([1, 5, 50]))
def test_pages_of_events_are_those_of_a_plain_filter(
    reader: Reader, plain_events: list[PlainEvent], asked: EventFilter, newest_first: bool, limit: int
) -> None:
    expected = [event.id for event in plain_events if _is_asked_for(event, asked)]
    if newest_first:
        expected.reverse()
    found, after, pages = list[int](), None, 0
    while pages < 8:
        page = reader.monitor.events(asked, after, limit, newest_first=newest_first)
        found += [event.id for event in page.events]
        after, pages = page.after, pages + (not page.is_cut_short)
        if after is None:
            break
    assert found == expected[: len(found)]
    assert after is not None or len(found) == len(expected)


def _is_asked_for(event: PlainEvent, asked: EventFilter) -> bool:
    text = json.dumps(event.data, separators=(",", ":"), ensure_ascii=False).lower()
    return (
        (not asked.types or event.type in asked.types)
        and asked.step in ("", event.step)
        and asked.node in ("", event.node)
        and event.at_us >= (asked.from_us or 0)
        and asked.text.lower() in text
    )


def test_a_token_finds_the_events_of_its_item(reader: Reader, plain_events: list[PlainEvent]) -> None:
    token = next(event.token for event in plain_events[5_000:] if event.type == "work_retry_scheduled")
    page = reader.monitor.events(EventFilter(token=token), None, 50)
    assert [event.id for event in page.events] == [e.id for e in reversed(plain_events) if e.token == token]
    assert page.after is None


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_beginning_of_an_id_finds_events_flow_by_flow(reader: Reader, newest_first: bool) -> None:
    beginning = "order-00339"
    seen, after = list[tuple[str, int]](), None
    while True:
        page = reader.monitor.events(EventFilter(aggregate=beginning), after, 200, newest_first=newest_first)
        seen += [(event.flow_id, event.sequence) for event in page.events]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) > 500
    assert {flow_id[: len(beginning)] for flow_id, _ in seen} == {beginning}
    for (flow_id, sequence), (other_id, other) in pairwise(seen):
        assert flow_id != other_id or other == sequence + (-1 if newest_first else 1)


def test_a_text_is_only_looked_for_in_one_flow_or_one_day(reader: Reader) -> None:
    with pytest.raises(BadRequest, match="within 24 hours"):
        reader.monitor.events(EventFilter(text="x"), None, 50)
    with pytest.raises(BadRequest, match="within 24 hours"):
        reader.monitor.events(EventFilter(text="x", aggregate="order-00"), None, 50)
    one = reader.monitor.events(EventFilter(text="SERVICES", aggregate="order-0012345"), None, 50)
    assert [event.type for event in one.events] == ["flow_started"]


def test_each_event_knows_its_neighbours(reader: Reader) -> None:
    page = reader.monitor.events(EventFilter(aggregate="order-0012345", is_whole_id=True), None, 50)
    numbers = [event.id for event in reversed(page.events)]
    for place, number in enumerate(numbers):
        event = reader.monitor.event(number)
        assert event is not None
        assert event.sequence == place
        before = numbers[place - 1] if place else None
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        assert reader.monitor.neighbours(event) == (before, after)
    assert reader.monitor.event(10**12) is None


def test_an_export_holds_all_that_match_in_the_order_of_the_log(reader: Reader, plain_events: list[PlainEvent]) -> None:
    since = BEGIN_US + (FLOWS - 2_900) * APART_US
    expected = [event.id for event in plain_events if event.at_us >= since]
    found = [event.id for portion in reader.monitor.export(EventFilter(from_us=since), 10**6) for event in portion]
    assert found == expected
    some = [e.id for portion in reader.monitor.export(EventFilter(from_us=since), 7_001) for e in portion]
    assert some == expected[:7_001]


def test_the_summary_counts_what_happened(reader: Reader, plain: list[PlainFlow]) -> None:
    now_us = BEGIN_US + FLOWS * APART_US
    summary = reader.monitor.summary("1h", now_us)
    shown = [flow for flow in plain if ":" not in flow.id]
    since_ms = summary.from_us // 1000
    assert sum(summary.series["started"]) == sum(flow.created_ms >= since_ms for flow in shown)
    assert sum(summary.series["failed"]) == sum(
        flow.outcome == "failed" and flow.ended_ms >= since_ms for flow in shown
    )
    assert summary.states["running"] == sum("running" in flow.states for flow in shown)
    for cause in summary.causes:
        alike = [flow for flow in shown if answers_cause(flow, cause.text) and flow.ended_ms >= since_ms]
        assert cause.flows == sum(cause.series) == len(alike)
        assert cause.newest_flow == max(alike, key=lambda flow: flow.ended_ms).id
    assert [listed.row.last_us for listed in summary.quiet] == sorted(listed.row.last_us for listed in summary.quiet)
    assert summary.retried


def answers_cause(flow: PlainFlow, text: str) -> bool:
    at = 0
    for part in text.split("…"):
        at = flow.error.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return bool(flow.error)


def test_first_pages_are_quick_whatever_is_asked(reader: Reader) -> None:
    questions = [
        FlowFilter(),
        FlowFilter(states=frozenset(["settling"])),
        FlowFilter(text="refused", duration=Range(1, None)),
        FlowFilter(labels=(("customer", "c-7"),), ended=Range(None, END_MS)),
    ]
    for asked in questions:
        for sort in ("started", "duration"):
            spent = min(_seconds(partial(reader.monitor.flows, asked, sort, True, None, 50)) for _ in range(3))
            assert spent < 0.1, f"{asked} by {sort} took {spent * 1000:.0f} ms"


def _seconds(action: Any) -> float:
    begun = time.thread_time()
    action()
    return time.thread_time() - begun
