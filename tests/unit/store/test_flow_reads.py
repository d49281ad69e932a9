"""What the reader answers of one flow: state, status, events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.flow import events as e
from engine.flow.evolve import fold
from engine.flow.render import render
from engine.store.folding import FoldedFlows
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import Pair, completed, failed, started


def state(store: Filled, flow_id: str) -> dict[str, Any]:
    text = store.reader.flow_state(flow_id)
    assert text is not None
    answer: dict[str, Any] = json.loads(text)
    return answer


def folded(*batches: tuple[int, list[Pair]]) -> bytes:
    flow = fold((at_us, e.decode_events(json.dumps(pairs))) for at_us, pairs in batches)
    assert flow is not None
    return render(flow)


def test_the_state_is_the_fold_of_all_batches(store: Filled) -> None:
    first = store.log.flow("f", started("f", {"team": "x"}))
    store.write(first)
    rest = store.log.flow("f", completed("f"))
    store.write(rest)
    assert store.reader.flow_state("f") == folded((first.batch.at_us, started("f", {"team": "x"})),
                                                  (rest.batch.at_us, completed("f")))  # fmt: skip


def test_a_state_that_was_read_before_goes_on_with_newer_batches(store: Filled) -> None:
    store.write(store.log.flow("f", started("f")))
    assert state(store, "f")["status"] == "active"
    earlier = store.reader.flow("f")
    store.write(store.log.flow("f", failed("f")))
    assert (state(store, "f")["status"], state(store, "f")["error"]) == ("failed", "step one failed: no")
    assert earlier is not None
    assert (earlier.status, earlier.sequence) == ("active", 3)


def test_the_state_comes_with_the_sequence_of_the_next_event(store: Filled) -> None:
    store.write(store.log.flow("f", started("f")))
    found = store.reader.flow_state_with_sequence("f")
    assert found is not None
    assert found[1] == 3


def test_integers_of_any_size_come_back_exactly(store: Filled) -> None:
    store.write(store.log.flow("f", started("f")))
    assert b"9007199254740993" in (store.reader.flow_state("f") or b"")


def test_a_flow_that_does_not_exist_is_none(store: Filled) -> None:
    reader = store.reader
    assert (reader.flow_state("x"), reader.flow("x"), reader.flow_status("x"), reader.flow_events("x")) == (None,) * 4


def test_an_unchanged_flow_is_not_folded_again(store: Filled) -> None:
    store.write(store.log.flow("f", started("f")))
    assert store.reader.flow_state("f") is store.reader.flow_state("f")


def test_the_status_is_the_indexed_one_until_deactivation(store: Filled) -> None:
    store.write(store.log.flow("f", [*started("f"), *failed("f")[:-1]]))
    assert state(store, "f")["status"] == "failed"
    assert store.reader.flow_status("f") == b'{"id":"f","status":"active"}'
    store.write(store.log.flow("f", failed("f")[-1:]))
    assert store.reader.flow_status("f") == b'{"id":"f","status":"failed"}'


def test_child_flows_are_read_by_their_id(store: Filled) -> None:
    store.write(store.log.flow("p:one:token", started("p:one:token")))
    assert state(store, "p:one:token")["id"] == "p:one:token"
    assert store.reader.flow_status("p:one:token") == b'{"id":"p:one:token","status":"active"}'


def test_events_have_their_envelope_and_their_data_as_recorded(store: Filled) -> None:
    ruling = store.log.flow("f", started("f"), at_us=1_772_360_430_500_000)
    store.write(ruling)
    answer = json.loads(store.reader.flow_events("f") or b"")
    assert answer["count"] == 3
    assert answer["events"][1] == {
        "timestamp": "2026-03-01T10:20:30.5Z", "type": "step_started", "aggregate_id": ["flow", "f"],
        "data": started("f")[1][1], "sequence": 1,
    }  # fmt: skip
    assert [event["sequence"] for event in answer["events"]] == [0, 1, 2]


@pytest.fixture
def two_batches(store: Filled) -> Filled:
    """A flow with sequences 0 to 2 in one batch and 3 to 7 in another."""
    store.write(store.log.flow("f", started("f")))
    store.write(store.log.flow("f", completed("f")))
    return store


@pytest.mark.parametrize(
    ("start", "limit", "sequences", "following"),
    [
        (0, None, range(0, 8), None),
        (0, 3, range(0, 3), 3),
        (2, 3, range(2, 5), 5),
        (3, 5, range(3, 8), None),
        (4, 3, range(4, 7), 7),
        (7, 1, range(7, 8), None),
        (7, 10_000, range(7, 8), None),
        (8, 10, [], None),
        (10**30, 10, [], None),
    ],
)
def test_a_page_of_events_says_where_to_go_on(
    two_batches: Filled, start: int, limit: int | None, sequences: list[int], following: int | None
) -> None:
    answer = json.loads(two_batches.reader.flow_events("f", start, limit) or b"")
    assert [event["sequence"] for event in answer["events"]] == list(sequences)
    assert answer["count"] == len(answer["events"])
    assert answer.get("next") == following


def test_the_folded_flows_keep_to_their_limits(store: Filled) -> None:
    store.write(*(store.log.flow(f"f{n}", started(f"f{n}")) for n in range(10)))
    few = FoldedFlows(max_flows=3, max_bytes=1 << 20)
    none = FoldedFlows(max_flows=3, max_bytes=10)
    for n in range(10):
        for cache in (few, none):
            found = cache.state(store.connection, f"f{n}")
            assert found is not None
            assert json.loads(found[0])["id"] == f"f{n}"
    assert (len(few), few.size_bytes > 0) == (3, True)
    assert (len(none), none.size_bytes) == (0, 0)
