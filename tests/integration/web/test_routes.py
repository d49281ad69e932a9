"""The routes: what goes to the engine, what is read from the store, and what an answer carries."""

from __future__ import annotations

import httpx
import pytest

from argyll_web.application import Web
from tests.integration.web.conftest import http_client
from tests.integration.web.fake_engine import FakeEngine


@pytest.mark.parametrize(
    ("method", "path", "command", "params"),
    [
        ("POST", "/engine/flow", "start_flow", {}),
        ("POST", "/engine/plan", "preview_plan", {}),
        ("POST", "/engine/step", "register_step", {}),
        ("PUT", "/engine/step/Resize%20It", "update_step", {"step_id": "Resize It"}),
        ("DELETE", "/engine/step/resize", "remove_step", {"step_id": "resize"}),
        ("GET", "/engine", "read_engine", {}),
        ("GET", "/engine/cluster", "read_cluster", {}),
        ("GET", "/engine/health", "read_health", {}),
        ("GET", "/engine/health/resize", "read_step_health", {"step_id": "resize"}),
        (
            "POST",
            "/webhook/f%3Ao%3At/s%2Fx/t",
            "complete_work",
            {"flow_id": "f:o:t", "step_id": "s/x", "token": "t", "problem": "0"},
        ),
    ],
)
async def test_a_command_goes_to_the_engine_as_it_came_and_its_answer_back(
    client: httpx.AsyncClient, engine: FakeEngine, method: str, path: str, command: str, params: dict[str, str]
) -> None:
    engine.answer(command, 201, b'{"as":  "the engine says"}')
    engine.index = 17
    body = b'{"any":  1}' if method in ("POST", "PUT") else b""
    answer = await client.request(method, path, content=body)
    assert (answer.status_code, answer.content) == (201, b'{"as":  "the engine says"}')
    assert answer.headers["argyll-position"] == "17"
    (call,) = engine.scripted.calls_of(command)
    assert call.params.items() >= params.items()
    assert call.body == body


@pytest.mark.parametrize("kind", ["application/problem+json", "Application/Problem+JSON; charset=utf-8"])
async def test_a_problem_is_told_from_outputs_by_its_content_type(
    client: httpx.AsyncClient, engine: FakeEngine, kind: str
) -> None:
    engine.answer("complete_work", 200)
    answer = await client.post("/webhook/f/s/t", content=b"{}", headers={"content-type": kind})
    assert (answer.status_code, answer.content) == (200, b"")
    assert engine.scripted.calls_of("complete_work")[0].params["problem"] == "1"


@pytest.mark.parametrize("path", ["/engine/flow", "/engine/step"])
async def test_a_busy_engine_says_when_to_try_again(client: httpx.AsyncClient, engine: FakeEngine, path: str) -> None:
    command = "start_flow" if path.endswith("flow") else "register_step"
    engine.answer(command, 503, {"error": "no leader", "status": 503})
    answer = await client.post(path, json={})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json() == {"error": "no leader", "status": 503}


async def test_an_engine_that_is_gone_is_a_503_and_not_a_hang(
    web: Web, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argyll_web.node.COMMAND_S", 0.05)
    monkeypatch.setattr("argyll_web.node.OWN_POSITION_S", 0.05)
    await engine.server.stop()
    async with http_client(web) as client:
        for answer in (await client.post("/engine/flow", json={}), await client.get("/engine/step")):
            assert (answer.status_code, answer.json()["status"]) == (503, 503)
            assert int(answer.headers["retry-after"]) > 0


# Reads.


async def test_a_flow_is_read_from_the_store(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.start_flow("f-1", amount=[9007199254740993])
    state = (await client.get("/engine/flow/f-1")).json()
    assert (state["id"], state["status"]) == ("f-1", "active")
    assert state["attributes"]["amount"][0]["value"] == 9007199254740993
    engine.end_flow("f-1")
    assert (await client.get("/engine/flow/f-1")).json()["status"] == "completed"
    assert (await client.get("/engine/flow/f-1/status")).json() == {"id": "f-1", "status": "completed"}


async def test_a_child_flow_is_read_by_its_id_however_its_colons_are_written(
    client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    engine.start_flow("f:one:token")
    for path in ("f:one:token", "f%3Aone%3Atoken"):
        assert (await client.get(f"/engine/flow/{path}/status")).json()["id"] == "f:one:token"


@pytest.mark.parametrize("path", ["", "/status", "/events"])
async def test_an_unknown_flow_is_named(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/engine/flow/nobody{path}")
    assert answer.status_code == 404
    assert "nobody" in answer.json()["error"]


async def test_ids_in_paths_are_compared_as_they_are(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.start_flow("flow")
    engine.register("step")
    assert (await client.get("/engine/flow/Flow")).status_code == 404
    assert (await client.get("/engine/step/Step")).status_code == 404


async def test_events_come_in_pages(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.start_flow("f-1")
    engine.end_flow("f-1")
    whole = (await client.get("/engine/flow/f-1/events")).json()
    assert whole["count"] == 8
    page = (await client.get("/engine/flow/f-1/events", params={"from": 3, "limit": 2})).json()
    assert page == {"events": whole["events"][3:5], "count": 2, "next": 5}
    engine.register("one")
    catalog = (await client.get("/engine/catalog/events", params={"limit": 1})).json()
    assert [event["type"] for event in catalog["events"]] == ["step_registered"]
    assert (await client.get("/engine/cluster/events")).json() == {"events": [], "count": 0}


@pytest.mark.parametrize("aggregate", ["catalog", "cluster", "flow/f-1"])
@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=x", "from=-1", "from=x", "limit=", "from=1&from=2"])
async def test_a_bad_page_of_events_is_refused(
    client: httpx.AsyncClient, engine: FakeEngine, aggregate: str, query: str
) -> None:
    engine.start_flow("f-1")
    answer = await client.get(f"/engine/{aggregate}/events?{query}&unknown=1")
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


async def test_steps_and_catalog_are_read_from_the_store(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.register("b")
    engine.register("a")
    steps = (await client.get("/engine/step")).json()
    assert ([step["id"] for step in steps["steps"]], steps["count"]) == (["a", "b"], 2)
    assert (await client.get("/engine/step/a")).json()["id"] == "a"
    catalog = (await client.get("/engine/catalog")).json()
    assert catalog["attributes"]["out"]["providers"] == ["b", "a"]


async def test_flows_are_listed_in_pages(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    for number in range(3):
        engine.start_flow(f"f-{number}")
    whole = [flow["id"] for flow in (await client.get("/engine/flow")).json()]
    assert whole == ["f-2", "f-1", "f-0"]
    first = await client.get("/engine/flow", params={"limit": 2})
    assert [flow["id"] for flow in first.json()] == whole[:2]
    last = await client.get("/engine/flow", params={"limit": 2, "cursor": first.headers["x-next-cursor"]})
    assert [flow["id"] for flow in last.json()] == whole[2:]
    assert "x-next-cursor" not in last.headers


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "limit=2&cursor=!!!", "cursor="])
async def test_a_bad_page_of_flows_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/engine/flow?{query}")
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


async def test_flows_are_found_by_a_query(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.start_flow("order-1")
    engine.start_flow("other-1")
    found = (await client.post("/engine/flow/query", json={"id_prefix": "order"})).json()
    assert ([flow["id"] for flow in found["flows"]], found["total"]) == (["order-1"], 1)
    assert (await client.post("/engine/flow/query", content=b"")).status_code == 400


# Positions.


@pytest.mark.parametrize("path", ["/engine/flow/f-1", "/engine/step"])
async def test_every_read_waits_for_what_the_node_has_answered(
    client: httpx.AsyncClient, engine: FakeEngine, path: str
) -> None:
    engine.start_flow("f-1")
    await client.get(path)
    assert engine.scripted.calls_of("settle")[0].params == {"position": "0"}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/engine/flow/f-1"), ("GET", "/engine/step"), ("POST", "/engine/flow")]
)
async def test_a_position_that_is_asked_for_is_waited_for(
    client: httpx.AsyncClient, engine: FakeEngine, method: str, path: str
) -> None:
    engine.start_flow("f-1")
    answer = await client.request(method, path, headers={"argyll-position": "1"})
    assert answer.status_code == 200
    assert engine.scripted.calls_of("settle")[0].params == {"position": "1"}
    engine.scripted.is_behind = True
    late = await client.request(method, path, headers={"argyll-position": "99"})
    assert (late.status_code, "retry-after" in late.headers) == (503, True)
    assert (await client.request(method, path, headers={"argyll-position": "x"})).status_code == 400


@pytest.mark.parametrize("path", ["/engine/flow/f-1", "/engine/step", "/engine/flow"])
async def test_a_read_without_a_leader_says_how_old_it_may_be(
    client: httpx.AsyncClient, engine: FakeEngine, path: str
) -> None:
    engine.start_flow("f-1")
    assert "argyll-stale" not in (await client.get(path)).headers
    engine.scripted.stale_ms = 4200
    assert (await client.get(path)).headers["argyll-stale"] == "4200"


# Health.


async def test_health_shows_what_the_engine_knows_of_its_cluster(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    status = {"node": "n2", "state": "follower", "leader": "n1", "leader_address": "10.0.0.1:9701"}
    engine.answer("read_node", 200, status | {"applied": 7, "commit": 8, "lag_ms": 12, "clients": 3})
    answer = await client.get("/health")
    assert (answer.status_code, answer.headers["x-argyll-raft-state"]) == (200, "follower")
    body = answer.json()
    assert (body["service"], body["status"]) == ("argyll-engine", "healthy")
    assert body["details"]["backend"] == {
        "type": "raft",
        "state": "follower",
        "leader_id": "n1",
        "leader_address": "10.0.0.1:9701",
        "applied": 7,
        "commit": 8,
        "lag_ms": 12,
    }
    assert body["details"]["websocket"] == {"clients": 3}


async def test_health_is_answered_while_the_engine_is_gone(web: Web, engine: FakeEngine) -> None:
    await engine.server.stop()
    async with http_client(web) as client:
        answer = await client.get("/health")
    assert (answer.status_code, answer.headers["x-argyll-raft-state"]) == (200, "unknown")
    assert answer.json()["details"]["backend"]["leader_id"] == ""
