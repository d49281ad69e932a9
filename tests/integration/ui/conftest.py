"""One real node for all tests of the user interface's endpoints, and a client of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from bench.node import Node


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    # pytest-django has set the settings of tests, in which the database is in memory.
    production = {"DJANGO_SETTINGS_MODULE": "argyll_web.settings.production"}
    started = Node(tmp_path_factory.mktemp("node"), production)
    try:
        asyncio.run(started.start())
        yield started
    finally:
        started.stop()


@pytest.fixture
def client(node: Node) -> Iterator[httpx.Client]:
    """A program: it sends neither an origin nor the page's token."""
    with httpx.Client(base_url=node.url, timeout=20) as opened:
        yield opened


@pytest.fixture
def page(node: Node) -> Iterator[httpx.Client]:
    """A browser with a page of the node: it keeps cookies, and sends the page's token and origin with each change."""
    with httpx.Client(base_url=node.url, timeout=20, headers={"Origin": node.url}) as opened:
        opened.get("/api/ui/session").raise_for_status()
        opened.headers["X-CSRFToken"] = opened.cookies["csrftoken"]
        yield opened


def ended(client: httpx.Client, flow_id: str, timeout_s: float = 10) -> str:
    """The outcome of a flow, as soon as it has one."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        answer = client.get(f"/engine/flow/{flow_id}/status")
        if answer.status_code == 200 and answer.json()["status"] != "active":
            return str(answer.json()["status"])
        time.sleep(0.02)
    raise TimeoutError(f"flow {flow_id} is still active")
