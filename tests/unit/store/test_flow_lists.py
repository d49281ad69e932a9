"""Lists and queries of flows: filters, order, pages, entries, refusals."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from engine.model import instant
from engine.model.errors import BadRequest
from engine.store.flow_query import BODY_LIMIT
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import T0, completed, failed, started


def query(store: Filled, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(store.reader.query(json.dumps(body).encode()))
    return answer


def found(store: Filled, **body: Any) -> list[str]:
    return [flow["id"] for flow in query(store, **body)["flows"]]


def listed(store: Filled) -> list[str]:
    return [flow["id"] for flow in json.loads(store.reader.flow_list()[0])]


@pytest.fixture
def five(store: Filled) -> Filled:
    """a, b and e ended in this order; c and d run. a to c are of team x, b failed."""
    log = store.log
    store.write(*(log.flow(f, started(f, {"team": "x" if f in "abc" else "y", "who": f})) for f in "abcde"))
    store.write(log.flow("a", completed("a")), log.flow("b", failed("b")), log.flow("e", completed("e")))
    return store


def test_without_a_filter_all_flows_come_oldest_first_and_active_ones_before_the_others(five: Filled) -> None:
    assert found(five) == ["c", "d", "a", "b", "e"]


def test_newest_first_still_puts_active_flows_before_the_others(five: Filled) -> None:
    assert found(five, sort="recent_desc") == ["d", "c", "e", "b", "a"]
    assert listed(five) == ["d", "c", "e", "b", "a"]


def test_completed_and_failed_flows_are_one_group(five: Filled) -> None:
    assert found(five, statuses=["failed", "completed", "failed"]) == ["a", "b", "e"]
    assert found(five, statuses=["failed", "active"]) == ["c", "d", "b"]
    assert found(five, statuses=["completed"]) == ["a", "e"]
    assert found(five, statuses=[]) == ["c", "d", "a", "b", "e"]


def test_all_labels_must_be_equal(five: Filled) -> None:
    assert found(five, labels={"team": "x"}) == ["c", "a", "b"]
    assert found(five, labels={"team": "x", "who": "a"}) == ["a"]
    assert found(five, labels={"team": "y", "who": "a"}) == []
    assert found(five, labels={"team": None, "who": "a"}) == ["a"]


def test_a_prefix_is_compared_as_it_is(store: Filled) -> None:
    store.write(*(store.log.flow(f, started(f)) for f in ("ab", "ab-1", "ab.2", "abc", "ac", "a")))
    assert found(store, id_prefix="ab") == ["ab", "ab-1", "ab.2", "abc"]
    assert found(store, id_prefix="ab-") == ["ab-1"]
    assert found(store, id_prefix="AB") == []
    assert found(store, id_prefix="") == ["ab", "ab-1", "ab.2", "abc", "ac", "a"]


def test_equal_times_are_in_order_of_id_in_both_orders(store: Filled) -> None:
    for flow_id in ("b", "c", "a"):
        store.write(store.log.flow(flow_id, started(flow_id) + completed(flow_id), at_us=T0))
    assert found(store) == ["a", "b", "c"]
    assert found(store, sort="recent_desc") == ["a", "b", "c"]
    for sort in ("recent_asc", "recent_desc"):
        first = query(store, sort=sort, limit=1)
        assert found(store, sort=sort, cursor=first["next_cursor"]) == ["b", "c"]


def test_child_flows_are_never_found(store: Filled) -> None:
    store.write(store.log.flow("p", started("p")), store.log.flow("p:one:t", started("p:one:t", {"team": "x"})))
    assert found(store) == listed(store) == found(store, id_prefix="p") == ["p"]
    assert query(store)["total"] == 1
    assert found(store, labels={"team": "x"}) == []


def test_total_counts_all_matches_regardless_of_the_page(five: Filled) -> None:
    for body, total in (
        ({}, 5),
        ({"labels": {"team": "x"}}, 3),
        ({"statuses": ["active"]}, 2),
        ({"id_prefix": "a"}, 1),
    ):
        assert query(five, **body, limit=1)["total"] == total
    page = query(five, limit=2)
    assert (page["count"], page["has_more"]) == (2, True)
    assert query(five, limit=2, cursor=page["next_cursor"])["total"] == 5


def test_what_is_empty_zero_or_false_is_left_out(five: Filled) -> None:
    assert query(five, labels={"team": "z"}) == {"flows": [], "count": 0}
    assert query(five, limit=5).keys() == {"flows", "count", "total"}


def test_a_cursor_at_the_end_gives_an_empty_page(five: Filled) -> None:
    page = query(five, sort="recent_desc", limit=4)
    assert found(five, sort="recent_desc", cursor=page["next_cursor"]) == ["a"]
    assert found(five, sort="recent_desc", cursor=page["next_cursor"], labels={"team": "y"}) == []


def test_a_flow_that_arrives_or_ends_between_pages_hides_no_other(five: Filled) -> None:
    page = query(five, limit=1)
    assert [flow["id"] for flow in page["flows"]] == ["c"]
    five.write(five.log.flow("c", completed("c")), five.log.flow("n", started("n")))
    assert found(five, cursor=page["next_cursor"]) == ["d", "n", "a", "b", "e", "c"]


def test_entries_have_labels_error_and_the_time_of_the_list(five: Filled) -> None:
    ended = five.log.flow("c", failed("c", 'said "no"'))
    five.write(ended)
    (entry,) = query(five, labels={"who": "c"})["flows"]
    assert entry == {
        "id": "c", "status": "failed", "timestamp": instant.text(ended.batch.at_us),
        "labels": {"team": "x", "who": "c"}, "error": 'said "no"',
    }  # fmt: skip
    (running,) = query(five, labels={"who": "d"})["flows"]
    assert running == {
        "id": "d", "status": "active", "timestamp": instant.text(T0 + 4_000_000), "labels": {"team": "y", "who": "d"},
    }  # fmt: skip


def test_the_list_has_pages_with_a_cursor(five: Filled) -> None:
    pages, cursor = [], None
    while True:
        text, cursor = five.reader.flow_list(2, cursor)
        pages.append([flow["id"] for flow in json.loads(text)])
        if cursor is None:
            break
    assert pages == [["d", "c"], ["e", "b"], ["a"]]


def test_labels_of_any_text_are_found(store: Filled) -> None:
    odd = {"näme ' \" \u0000": "välue\n\\", "empty": ""}
    store.write(store.log.flow("f", started("f", odd)))
    assert query(store, labels={"näme ' \" \u0000": "välue\n\\"})["flows"][0]["labels"] == odd


@pytest.mark.parametrize(
    "body",
    [
        {"limit": -1}, {"limit": 1001}, {"limit": "5"}, {"limit": 1.5}, {"limit": True}, {"limit": 10**40},
        {"sort": "name"}, {"sort": 1}, {"statuses": ["done"]}, {"statuses": ["active", "done"]},
        {"statuses": "active"}, {"statuses": [None]}, {"id_prefix": "a/b"}, {"id_prefix": "a:b"}, {"id_prefix": "ä"},
        {"id_prefix": "a\n"}, {"labels": {"": "x"}}, {"labels": {"x": ""}}, {"labels": {"x": 1}}, {"labels": ["x"]},
        {"cursor": "!!!"}, {"cursor": "ä"}, {"cursor": 1}, {"cursor": base64.urlsafe_b64encode(b"not json").decode()},
        {"cursor": base64.urlsafe_b64encode(b'["recent_asc",true,1]').decode()},
        {"cursor": base64.urlsafe_b64encode(b'["recent_asc",true,1' + b"0" * 30 + b',"a"]').decode()},
        [], None, "x", 1,
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_query_that_breaks_a_rule_is_refused(store: Filled, body: Any) -> None:
    with pytest.raises(BadRequest):
        store.reader.query(json.dumps(body).encode())


@pytest.mark.parametrize("text", [b"", b"{", b'{"x": "' + b"x" * BODY_LIMIT + b'"}'], ids=["empty", "cut", "large"])
def test_a_body_that_is_no_query_is_refused(store: Filled, text: bytes) -> None:
    with pytest.raises(BadRequest):
        store.reader.query(text)


def test_a_cursor_of_the_other_order_is_refused(five: Filled) -> None:
    cursor = query(five, limit=1)["next_cursor"]
    with pytest.raises(BadRequest, match="recent_asc"):
        query(five, limit=1, cursor=cursor, sort="recent_desc")
    with pytest.raises(BadRequest):
        five.reader.flow_list(1, cursor)


def test_null_is_the_same_as_absent_and_unknown_fields_are_ignored(five: Filled) -> None:
    nothing = dict.fromkeys(("id_prefix", "labels", "statuses", "sort", "limit", "cursor"))
    assert found(five, **nothing, other=[1]) == found(five)
