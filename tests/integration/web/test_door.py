"""What holds for every request: hosts, origins, methods, slashes, sizes, and the error body."""

from __future__ import annotations

import httpx
import pytest

from tests.integration.web.conftest import BASE, MakeWeb, http_client
from tests.integration.web.fake_engine import FakeEngine

FOREIGN = "https://elsewhere.example"


def error_of(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    body = answer.json()
    assert set(body) == {"error", "status"}
    assert body["status"] == status
    return str(body["error"])


@pytest.mark.parametrize("path", ["/engine/step", "/engine/flow/f", "/", "/api/schema/", "/static/admin/css/base.css"])
async def test_a_foreign_host_is_refused(client: httpx.AsyncClient, path: str) -> None:
    assert "elsewhere.example" in error_of(await client.get(path, headers={"host": "elsewhere.example"}), 400)


async def test_health_and_webhooks_take_any_host(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.answer("complete_work", 200)
    headers = {"host": "elsewhere.example"}
    assert (await client.get("/health", headers=headers)).status_code == 200
    assert (await client.post("/webhook/f/s/t", json={}, headers=headers)).status_code == 200


@pytest.mark.parametrize("host", ["localhost:9", "127.0.0.1", "[::1]:8080", "node.localhost", "named.example:1"])
async def test_own_and_allowed_hosts_are_served(make_web: MakeWeb, host: str) -> None:
    async with http_client(await make_web(allowed_hosts=("named.example",))) as client:
        assert (await client.get("/engine/step", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/engine/step"), ("DELETE", "/engine/step/x"), ("POST", "/engine/flow")]
)
async def test_a_change_from_a_foreign_page_is_refused(
    client: httpx.AsyncClient, engine: FakeEngine, method: str, path: str
) -> None:
    for origin in (FOREIGN, "null", "http://127.0.0.1:9", "not an origin"):
        error_of(await client.request(method, path, headers={"origin": origin}), 403)
    assert {call.command for call in engine.scripted.calls} <= {"watch", "web_clients"}


async def test_a_form_of_a_foreign_page_does_not_reach_the_admin_site(client: httpx.AsyncClient) -> None:
    error_of(await client.post("/admin/login/", data={"username": "x"}, headers={"origin": FOREIGN}), 403)


async def test_what_changes_nothing_is_answered_to_foreign_pages_but_not_shared(
    client: httpx.AsyncClient, engine: FakeEngine
) -> None:
    engine.answer("preview_plan", 200, {"goals": []})
    for answer in (
        await client.get("/engine/step", headers={"origin": FOREIGN}),
        await client.post("/engine/plan", json={}, headers={"origin": FOREIGN}),
    ):
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", [BASE, "https://127.0.0.1:8080", "http://localhost:8080"])
async def test_own_pages_may_change(client: httpx.AsyncClient, engine: FakeEngine, origin: str) -> None:
    engine.answer("register_step", 201, {"message": "Step registered"})
    assert (await client.post("/engine/step", json={}, headers={"origin": origin})).status_code == 201


async def test_allowed_origins_are_shared_with_on_every_answer(make_web: MakeWeb, engine: FakeEngine) -> None:
    engine.answer("start_flow", 409, {"error": "taken", "status": 409})
    async with http_client(await make_web(allowed_origins=(FOREIGN,))) as client:
        for answer in (
            await client.post("/engine/flow", json={}, headers={"origin": FOREIGN}),
            await client.get("/engine/step", headers={"origin": FOREIGN}),
            await client.get("/engine/nowhere", headers={"origin": FOREIGN}),
            await client.options("/engine/flow", headers={"origin": FOREIGN}),
        ):
            assert answer.headers["access-control-allow-origin"] == FOREIGN
            assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE, OPTIONS"
            assert answer.headers["access-control-allow-headers"] == "Content-Type, Authorization"


async def test_a_star_lets_every_page_in(make_web: MakeWeb, engine: FakeEngine) -> None:
    engine.answer("start_flow", 201, {"message": "", "flow_id": "f"})
    async with http_client(await make_web(allowed_origins=("*",))) as client:
        answer = await client.post("/engine/flow", json={}, headers={"origin": FOREIGN})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (201, "*")


@pytest.mark.parametrize("path", ["/engine/flow", "/nowhere", "/admin/", "/engine/nowhere/"])
async def test_options_is_answered_everywhere(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.options(path)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["/engine/nowhere", "/engine/step/a/b", "/webhook/f/s", "/Engine", "/nowhere", "/engine/flow/f/x", "/api/nowhere"],
)
async def test_unknown_paths_have_the_error_body(client: httpx.AsyncClient, path: str) -> None:
    error_of(await client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/webhook/f/s/t"),
        ("PUT", "/engine/step"),
        ("DELETE", "/engine"),
        ("POST", "/health"),
        ("GET", "/engine/plan"),
    ],
)
async def test_other_methods_are_refused_and_the_right_ones_named(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, path)
    error_of(answer, 405)
    assert "OPTIONS" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/health", "/engine/step", "/engine/flow/f"])
async def test_there_is_no_head(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.head(path)).status_code == 405


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/engine/step/", "/engine/step"),
        ("/engine/flow/a%3Ab/?x=%20", "/engine/flow/a%3Ab?x=%20"),
        ("/health//", "/health"),
        ("/flows/f/", "/flows/f"),
    ],
)
async def test_a_slash_too_many_is_redirected(client: httpx.AsyncClient, path: str, target: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (301, target)


async def test_a_redirect_never_leads_to_another_site(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{BASE}//elsewhere.example/")).status_code == 404


async def test_engine_with_a_slash_is_answered_like_engine(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.answer("read_engine", 200, {"steps": {}})
    for path in ("/engine", "/engine/"):
        assert (await client.get(path)).json() == {"steps": {}}


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", "/engine/step", 524_288),
        ("PUT", "/engine/step/s", 524_288),
        ("POST", "/engine/flow", 1_048_576),
        ("POST", "/engine/plan", 1_048_576),
        ("POST", "/engine/flow/query", 1_048_576),
        ("POST", "/webhook/f/s/t", 10 << 20),
    ],
)
async def test_bodies_have_their_limit(
    client: httpx.AsyncClient, engine: FakeEngine, method: str, path: str, limit: int
) -> None:
    assert str(limit) in error_of(await client.request(method, path, content=b" " * (limit + 1)), 400)
    assert {call.command for call in engine.scripted.calls} <= {"watch", "web_clients"}
    assert (await client.request(method, path, content=b'{"x": 1}'.ljust(limit))).status_code in (200, 201)


async def test_a_fault_of_the_process_has_the_error_body(client: httpx.AsyncClient, engine: FakeEngine) -> None:
    engine.answer("read_node", 200, b"no JSON")
    error_of(await client.get("/health"), 500)


async def test_a_plain_get_of_the_websocket_is_refused(client: httpx.AsyncClient) -> None:
    error_of(await client.get("/engine/ws"), 400)
