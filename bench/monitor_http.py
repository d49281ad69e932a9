"""The same questions over HTTP: the whole web application in this process, over a stand-in for the engine."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from engine.client.server import EngineServer, Reply

API = {
    "list": "flows",
    "list: failed": "flows?state=failed",
    "list: text and label": "flows?q=refused&label=team%3Dteam-1",
    "list: by duration": "flows?sort=duration",
    "facets": "flows/facets",
    "one flow": "flows/order-0012345",
    "state": "flows/order-0012345/state",
    "events of a flow": "flows/order-0012345/events?type=work_started",
    "summary 7d (kept for 2 s)": "summary?window=7d",
}
ADMIN = {
    "events": "eventrow/",
    "events of types": "eventrow/?type=work_retry_scheduled&type=flow_failed",
    "events of a step and node": "eventrow/?step=make-d&node=n2",
    "events of an aggregate": "eventrow/?q=order-0012345",
    "events of a beginning": "eventrow/?q=order-",
    "search by token": "eventrow/?q=token:{token}",
    "search by text, a day": "eventrow/?q=text:refused&since=day",
    "an event": "eventrow/5000000/change/",
    "aggregates": "flowrow/",
    "aggregates: failed": "flowrow/?status=failed&error=yes",
    "an aggregate": "flowrow/order-0012345/change/",
    "export of 20,000 events": "eventrow/export/?type=work_retry_scheduled&node=n1&format=jsonl",
}
TIMES = 5


class _Engine:
    """Answers every command at once: the store covers everything."""

    def handle(self, command: str, params: dict[str, str], body: bytes, reply: Reply) -> None:
        reply(200, b"", 1, 0)


async def questions(store: Path) -> list[tuple[str, float, float, str]]:
    """Name, median, greatest time and size of the answer of each request."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            ARGYLL_DATA=folder, ARGYLL_STORE=str(store), DJANGO_SETTINGS_MODULE="argyll_web.settings.production",
            DJANGO_ALLOW_ASYNC_UNSAFE="1",
        )  # fmt: skip
        server = EngineServer(_Engine(), lambda: 1)
        await server.start(Path(folder) / "engine.sock")
        from argyll_web.asgi import application

        cookies = _signed_in()
        await application.node.start()
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8080", cookies=cookies, timeout=60
        ) as client:
            token = (await client.get("/api/ui/flows/order-0012345/events?type=work_started")).json()
            named = {"token": token["events"][0]["data"]["token"]}
            rows = [await _time(client, f"GET {name}", f"/api/ui/{path}") for name, path in API.items()]
            rows += [
                await _time(client, f"admin: {name}", "/admin/store/" + path.format(**named))
                for name, path in ADMIN.items()
            ]
        await application.node.stop()
        await server.stop()
        return rows


def _signed_in() -> dict[str, str]:
    """The session cookie of a superuser of the fresh database."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    user: Any = get_user_model().objects.create_superuser("bench", "", "bench")
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


async def _time(client: httpx.AsyncClient, name: str, path: str) -> tuple[str, float, float, str]:
    spent = []
    size = 0
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = await client.get(path)
        spent.append((time.perf_counter() - begun) * 1e3)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:300]}")
        size = len(answer.content)
    return name, statistics.median(spent), max(spent), f"{size:,} bytes"


def run(store: Path) -> list[tuple[str, float, float, str]]:
    return asyncio.run(questions(store))
