"""Pages, static files and the description of the API: what browsers get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_django.fixtures import Settings

from argyll_web.edge.routes import API_ROOTS, segments
from tests.integration.web.conftest import BASE, MakeWeb, http_client

INDEX = '<html><head><meta name="csp-nonce" content="" /></head><body>shell</body></html>'
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Path:
    """The front end as Vite leaves it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(INDEX)
    (dist / "assets" / "app-Ab12Cd34.js").write_text("export {}" * 200)
    (dist / "assets" / "app-Ab12Cd34.js.br").write_bytes(b"compressed")
    settings.FRONTEND = dist
    settings.STATICFILES_DIRS = [dist]
    return dist


@pytest.fixture
async def browser(built: Path, make_web: MakeWeb) -> Any:
    async with http_client(await make_web()) as client:
        client.headers.update(BROWSER)
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/catalog", "/catalog/steps/resize", "/flows", "/flows/f%3Ao%3At", "/cluster", "/settings", "/login"]
)
async def test_the_shell_is_served_for_the_routes_of_the_user_interface(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, "shell" in answer.text) == (200, True)


async def test_the_shell_has_a_strict_policy_with_a_nonce_of_its_own(browser: httpx.AsyncClient) -> None:
    nonces = set()
    for _ in range(2):
        answer = await browser.get("/flows")
        nonce = answer.text.split('content="')[1].split('"')[0]
        policy = answer.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        nonces.add(nonce)
    assert len(nonces) == 2
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"


async def test_another_path_is_the_shell_with_404_for_browsers_and_the_error_for_programs(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/nowhere/at/all")
    assert (page.status_code, "shell" in page.text) == (404, True)
    answer = await browser.get("/nowhere", headers={"accept": "*/*"})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


async def test_an_old_link_to_a_flow_leads_to_its_page(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/flow/f-1?tab=events")
    assert (answer.status_code, answer.headers["location"]) == (301, "/flows/f-1?tab=events")


async def test_without_built_pages_the_answer_says_what_to_do(client: httpx.AsyncClient, settings: Settings) -> None:
    settings.FRONTEND = Path("/nonexistent")
    answer = await client.get("/flows", headers=BROWSER)
    assert answer.status_code == 404
    assert "make setup" in answer.json()["error"]


async def test_hashed_files_are_kept_for_ever_and_come_compressed(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/static/assets/app-Ab12Cd34.js", headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    async with browser.stream("GET", "/static/assets/app-Ab12Cd34.js", headers={"accept-encoding": "br"}) as small:
        assert small.headers["content-encoding"] == "br"
        assert [part async for part in small.aiter_raw()] == [b"compressed"]
    again = await browser.get("/static/assets/app-Ab12Cd34.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/index.html", "/static/nothing.js", "/static/../manage.py", "/static/%2e%2e/x"]
)
async def test_only_known_files_are_served(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(f"{BASE}/static/{path}")).status_code == 404


async def test_the_documentation_page_loads_nothing_from_elsewhere(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/api/docs/")
    assert page.status_code == 200
    addresses = [part.split('"')[0] for name in ("src=", "href=") for part in page.text.split(f'{name}"')[1:]]
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/")
        assert (await browser.get(address.replace("&amp;", "&"))).status_code == 200
    assert "<script>" not in page.text


async def test_the_document_describes_every_route_of_the_engine_and_its_statuses(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/schema/?format=json")).json()
    described = {
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if path.split("/")[1] in API_ROOTS
    }
    assert described == {
        ("GET", "/health"),
        ("GET", "/engine"),
        ("GET", "/engine/catalog"),
        ("GET", "/engine/catalog/events"),
        ("GET", "/engine/cluster"),
        ("GET", "/engine/cluster/events"),
        ("GET", "/engine/step"),
        ("POST", "/engine/step"),
        ("GET", "/engine/step/{step_id}"),
        ("PUT", "/engine/step/{step_id}"),
        ("DELETE", "/engine/step/{step_id}"),
        ("GET", "/engine/health"),
        ("GET", "/engine/health/{step_id}"),
        ("POST", "/engine/plan"),
        ("GET", "/engine/flow"),
        ("POST", "/engine/flow"),
        ("POST", "/engine/flow/query"),
        ("GET", "/engine/flow/{flow_id}"),
        ("GET", "/engine/flow/{flow_id}/status"),
        ("GET", "/engine/flow/{flow_id}/events"),
        ("POST", "/webhook/{flow_id}/{step_id}/{token}"),
        ("GET", "/engine/ws"),
    }
    start = document["paths"]["/engine/flow"]["post"]
    assert set(start["responses"]) == {"201", "400", "404", "409", "503"}
    step = document["components"]["schemas"]["Step"]
    assert set(step["required"]) == {"id", "name", "type"}


async def test_every_described_route_of_the_engine_exists(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/schema/?format=json")).json()
    for path, methods in document["paths"].items():
        for method in methods if path.split("/")[1] in API_ROOTS else ():
            answer = await client.request(method.upper(), path.replace("{", "").replace("}", ""))
            assert answer.status_code != 405, (method, path)
            assert "there is no" not in answer.text, (method, path)


def test_an_encoded_slash_stays_inside_its_part_of_the_path() -> None:
    assert segments(b"/webhook/f%3Ao/a%2Fb/t") == ["webhook", "f:o", "a/b", "t"]
