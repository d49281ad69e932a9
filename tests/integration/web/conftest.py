"""A web process without its server: the whole ASGI application, in front of a fake engine and a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.asgi import get_asgi_application

from argyll_web import environment
from argyll_web.application import Web, make
from tests.integration.web.fake_engine import FakeEngine

BASE = "http://127.0.0.1:8080"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[FakeEngine]:
    fake = FakeEngine(tmp_path)
    await fake.start()
    yield fake
    await fake.stop()


MakeWeb = Callable[..., Any]


@pytest.fixture
async def make_web(engine: FakeEngine, tmp_path: Path) -> AsyncIterator[MakeWeb]:
    """make_web(allowed_origins=(...,)) is an application with such settings."""
    made: list[Web] = []

    async def start(**settings: Any) -> Web:
        base = environment.load({"ARGYLL_DATA": str(tmp_path), "ARGYLL_FRONTEND": str(tmp_path / "dist")})
        web = make(get_asgi_application(), replace(base, **settings))
        made.append(web)
        await web.node.start()
        return web

    yield start
    for web in made:
        await web.node.stop()


@pytest.fixture
async def web(make_web: MakeWeb) -> Web:
    return await make_web()


@pytest.fixture
async def client(web: Web) -> AsyncIterator[httpx.AsyncClient]:
    async with http_client(web) as opened:
        yield opened


def http_client(web: Web) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=BASE)
