"""The monitor's endpoints on a real node: list, facets, one flow, values, events, summary, cluster."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bench.node import Node
from tests.integration.ui.conftest import ended

GREET = {
    "id": "greet", "name": "Greet", "type": "script", "script": {"language": "ale", "script": "{:greeting name}"},
    "attributes": {"name": {"role": "required", "type": "string"}, "greeting": {"role": "output", "type": "string"}},
}  # fmt: skip
BREAK = {
    "id": "break", "name": "Break", "type": "script", "script": {"language": "lua", "script": "error('no price 17')"},
    "attributes": {"item": {"role": "required"}, "price": {"role": "output"}},
}  # fmt: skip
WAIT = {
    "id": "wait", "name": "Wait", "type": "async", "http": {"endpoint": "http://127.0.0.1:9/never", "timeout": 500},
    "attributes": {"question": {"role": "required"}, "answer": {"role": "output"}},
}  # fmt: skip
LARGE = "x" * 200_000


@pytest.fixture(scope="module")
def filled(node: Node) -> Node:
    """Flows that completed, failed and wait."""
    with httpx.Client(base_url=node.url, timeout=20) as client:
        for step in (GREET, BREAK, WAIT):
            client.post("/engine/step", json=step).raise_for_status()
        for n in range(5):
            start(client, f"hello-{n}", "greet", {"name": [f"n{n}"]}, {"team": "a" if n % 2 else "b"})
        start(client, "big", "greet", {"name": [LARGE]})
        start(client, "broken-1", "break", {"item": [1]}, {"team": "a"})
        for flow_id in ("hello-0", "hello-4", "big", "broken-1"):
            ended(client, flow_id)
        start(client, "asks", "wait", {"question": [9007199254740993]})
    return node


def start(client: httpx.Client, flow_id: str, goal: str, init: dict[str, Any], labels: Any = None) -> None:
    body = {"id": flow_id, "goals": [goal], "init": init, "labels": labels or {}}
    client.post("/engine/flow", json=body).raise_for_status()


def ids(client: httpx.Client, query: str) -> list[str]:
    answer = client.get(f"/api/ui/flows?{query}")
    assert answer.status_code == 200, answer.text
    return [flow["id"] for flow in answer.json()["flows"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=failed", {"broken-1"}),
        ("state=completed&goal=greet&label=team=a", {"hello-1", "hello-3"}),
        ("label=team=a&label=team=b", {"hello-0", "hello-1", "hello-2", "hello-3", "hello-4", "broken-1"}),
        ("q=hello&limit=200", {f"hello-{n}" for n in range(5)}),
        ("q=he", {f"hello-{n}" for n in range(5)}),
        ("q=NO+PRICE", {"broken-1"}),
        ("error=no price … ", set()),
        ("error=no%20price", {"broken-1"}),
        ("step=wait", {"asks"}),
        ("started_from=2999-01-01T00:00:00Z", set()),
        ("ended_to=2000-01-01T00:00:00Z", set()),
        ("max_duration=100000&goal=break", {"broken-1"}),
        ("min_duration=100000", set()),
        ("children=only", set()),
        ("parent=hello-1", set()),
    ],
)
def test_each_filter_finds_its_flows(filled: Node, client: httpx.Client, query: str, expected: set[str]) -> None:
    assert set(ids(client, query)) == expected


def test_a_flow_is_in_the_list_right_after_its_start_was_answered(filled: Node, client: httpx.Client) -> None:
    for n in range(5):
        start(client, f"at-once-{n}", "greet", {"name": ["x"]}, {"suite": "at-once"})
        assert ids(client, "label=suite=at-once&limit=1") == [f"at-once-{n}"]


def test_the_list_is_read_in_pages_in_every_order(filled: Node, client: httpx.Client) -> None:
    for sort in ("started", "ended", "duration", "id"):
        for order in ("asc", "desc"):
            seen, cursor = list[str](), ""
            while True:
                page = client.get(f"/api/ui/flows?q=hello&sort={sort}&order={order}&limit=2&cursor={cursor}").json()
                seen += [flow["id"] for flow in page["flows"]]
                cursor = page.get("next_cursor", "")
                if not cursor:
                    break
            assert sorted(seen) == [f"hello-{n}" for n in range(5)], (sort, order)


def test_a_row_says_how_the_flow_stands(filled: Node, client: httpx.Client) -> None:
    (row,) = client.get("/api/ui/flows?q=broken-1").json()["flows"]
    assert (row["status"], row["outcome"], row["settling"], row["waiting"]) == ("failed", "failed", False, False)
    assert row["goals"] == ["break"]
    assert "no price 17" in row["error"]
    assert row["steps"] == {"pending": 0, "active": 0, "completed": 0, "failed": 1, "skipped": 0}
    assert row["duration_ms"] >= 0
    state = client.get("/engine/flow/broken-1").json()
    for name in ("created_at", "completed_at", "deactivated_at"):
        assert row[name] == state[name]
    assert row["last_event_at"] == state["last_updated"]
    detail = client.get("/api/ui/flows/broken-1").json()
    assert detail["events"] == client.get("/engine/flow/broken-1/events").json()["count"]
    assert detail["runner"]
    assert client.get("/api/ui/flows/nobody").status_code == 404


def test_facets_say_what_the_matches_have_in_common(filled: Node, client: httpx.Client) -> None:
    facets = client.get("/api/ui/flows/facets?q=hello").json()
    (team,) = facets["labels"]
    assert (team["key"], team["count"]) == ("team", 5)
    assert team["values"] == [{"value": "b", "count": 3}, {"value": "a", "count": 2}]
    assert facets["goals"] == [{"value": "greet", "count": 5}]
    assert (facets["searched"], facets["complete"]) == (5, True)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("state=asleep", "state"), ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"),
        ("cursor=zzz", "cursor"), ("started_from=yesterday", "started_from"), ("min_duration=-1", "min_duration"),
        ("label=team", "label"), ("sort=size", "sort"), ("children=maybe", "children"), ("order=up", "order"),
        (f"q={'x' * 400}", "q"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(filled: Node, client: httpx.Client, query: str, named: str) -> None:
    answer = client.get(f"/api/ui/flows?{query}")
    assert answer.status_code == 400
    assert named in answer.json()["error"]


def test_what_has_not_changed_is_not_sent_again(filled: Node, client: httpx.Client) -> None:
    first = client.get("/api/ui/flows?q=hello")
    again = client.get("/api/ui/flows?q=hello", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/ui/flows?q=broken", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_large_value_is_left_out_and_given_when_it_is_asked_for(filled: Node, client: httpx.Client) -> None:
    state = client.get("/api/ui/flows/big/state?max_value=1000").json()
    assert state["attributes"]["name"][0]["value"] == {"$large": len(LARGE) + 2, "type": "string"}
    assert client.get("/api/ui/flows/big/value?path=/attributes/name/0/value").json() == LARGE
    path = json.dumps(["attributes", "name", 0, "value"])
    assert client.get("/api/ui/flows/big/value", params={"path": path}).json() == LARGE
    whole = client.get("/api/ui/flows/big/state?max_value=10000000").json()
    assert whole == client.get("/engine/flow/big").json()
    assert client.get("/api/ui/flows/big/value?path=/attributes/other/0").status_code == 404
    assert client.get("/api/ui/flows/big/value?path=attributes").status_code == 400
    in_event = client.get("/api/ui/flows/big/value?path=/init/name/0&sequence=0")
    assert in_event.json() == LARGE


def test_a_large_integer_stays_exact(filled: Node, client: httpx.Client) -> None:
    assert client.get("/api/ui/flows/asks/value?path=/attributes/question/0/value").text == "9007199254740993"
    assert "9007199254740993" in client.get("/api/ui/flows/asks/state").text


def test_events_of_a_flow_by_what_they_are_about(filled: Node, client: httpx.Client) -> None:
    everything = client.get("/engine/flow/hello-1/events").json()["events"]
    token = next(event["data"]["token"] for event in everything if event["type"] == "work_started")

    def sequences(query: str) -> list[int]:
        answer = client.get(f"/api/ui/flows/hello-1/events?{query}")
        assert answer.status_code == 200, answer.text
        return [event["sequence"] for event in answer.json()["events"]]

    assert sequences("") == list(range(8))
    assert sequences("order=desc") == list(range(7, -1, -1))
    assert sequences("from=3&limit=2") == [3, 4]
    assert sequences("from=3&limit=2&order=desc") == [3, 2]
    assert sequences(f"token={token}") == [2, 3]
    assert sequences("step=greet&type=step_started&type=step_completed") == [1, 5]
    assert sequences("q=HELLO-1&type=flow_deactivated") == [7]
    page = client.get("/api/ui/flows/hello-1/events?limit=3").json()
    assert (page["count"], page["next"], page["total"]) == (3, 3, 8)
    assert page["events"] == everything[:3]
    assert client.get("/api/ui/flows/big/events?limit=1").json()["events"][0]["data"]["init"]["name"][0]["$large"]
    assert client.get("/api/ui/flows/nobody/events").status_code == 404


def test_the_summary_shows_failures_by_cause(filled: Node, client: httpx.Client) -> None:
    summary = client.get("/api/ui/summary?window=6h").json()
    (failure,) = [cause for cause in summary["failures"] if cause["step"] == "break"]
    assert failure["flows"] == 1
    assert "…" in failure["error"]
    assert failure["newest_flow_id"] == "broken-1"
    assert set(ids(client, httpx.QueryParams({"error": failure["error"]}).__str__())) == {"broken-1"}
    assert sum(summary["series"]["started"]) >= 8
    assert summary["states"]["failed"] == 1
    (quiet,) = [flow for flow in summary["quiet"] if flow["id"] == "asks"]
    assert [(step["step"], step["type"]) for step in quiet["open"]] == [("wait", "async")]
    assert client.get("/api/ui/summary?window=2h").status_code == 400


def test_the_cluster_of_one_node(filled: Node, client: httpx.Client) -> None:
    cluster = client.get("/api/ui/cluster").json()
    (node,) = cluster["nodes"]
    assert cluster["leader"] == cluster["node"] == node["id"]
    assert (node["role"], node["is_self"], node["connected"], node["lag_entries"]) == ("leader", True, True, 0)
    assert node["flows"] >= 1
    assert node["version"]
    assert cluster["leader_changes"][-1]["leader"] == node["id"]


def test_the_list_answers_in_one_piece_while_many_ask(filled: Node) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(base_url=filled.url, timeout=20) as client:
            paths = ["/api/ui/flows", "/api/ui/summary?window=1h", "/api/ui/flows/facets", "/api/ui/cluster"]
            answers = await asyncio.gather(*(client.get(path) for path in paths * 5))
        assert {answer.status_code for answer in answers} == {200}

    asyncio.run(ask())
