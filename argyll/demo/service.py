"""A small HTTP server for step services: one coroutine a path, JSON in and out, many calls at once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """What the engine sent to a step."""

    path: str
    inputs: Any
    flow_id: str
    step_id: str
    token: str
    webhook_url: str
    """Empty but for async steps."""


Answer = tuple[int, Any]
"""Status, and the body as a JSON value; None is an empty body. From 400 on the body is sent as a problem."""

Handle = Callable[[Call], Awaitable[Answer]]


class StepService:
    """Serves steps on one port until it is stopped."""

    def __init__(self, steps: Mapping[str, Handle]) -> None:
        """`steps`: path to the coroutine that does the work."""
        self._steps = steps
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, on any free port for 0; the base URL. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._serve, host, port, backlog=1024)
        return f"http://{host}:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Close the port and every connection; calls under way are cut off."""
        if self._server is not None:
            self._server.close()
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        # A caller that is killed, or that closes between two calls, is nothing to report; nor is our own end, which
        # must not leave here as an exception because the stream server would print it.
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                call = await _read_call(reader)
                writer.write(_encode(*await self._answer(call)))
                await writer.drain()
        self._connections.discard(connection)
        writer.close()

    async def _answer(self, call: Call) -> Answer:
        handle = self._steps.get(call.path)
        if handle is None:
            return 404, {"title": f"no step at {call.path}"}
        try:
            return await handle(call)
        except Exception as error:  # a bug in one step's code must not take the other steps with it
            log.exception("step at %s failed on %s", call.path, call.inputs)
            return 500, {"title": f"{type(error).__name__}: {error}"}


async def _read_call(reader: asyncio.StreamReader) -> Call:
    request, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Call(
        path=request.split(" ", 2)[1].partition("?")[0],
        inputs=json.loads(body) if body else None,
        flow_id=headers.get("argyll-flow-id", ""),
        step_id=headers.get("argyll-step-id", ""),
        token=headers.get("argyll-receipt-token", ""),
        webhook_url=headers.get("argyll-webhook-url", ""),
    )


def _encode(status: int, body: Any) -> bytes:
    payload = b"" if body is None else json.dumps(body).encode()
    kind = "application/json" if status < 400 else "application/problem+json"
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    return f"{line}\r\nContent-Type: {kind}\r\nContent-Length: {len(payload)}\r\n\r\n".encode() + payload
