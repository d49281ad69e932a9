"""A lean HTTP client for loads: raw requests over kept connections, so that the client costs little beside the node."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long answers took, in milliseconds."""

    p50_ms: float
    p99_ms: float
    greatest_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latencies:
        ordered = sorted(seconds)
        at = [ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100], ordered[-1]]
        return cls(*(round(second * 1000, 2) for second in at))


class Connection:
    """One kept connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, url: str) -> Connection:
        at = urlsplit(url)
        return cls(*await asyncio.open_connection(at.hostname, at.port))

    async def send(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer. Raises OSError or EOFError when the connection breaks."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        size = int(answer.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        return int(answer.split(b" ", 2)[1]), await self._reader.readexactly(size)

    def close(self) -> None:
        self._writer.close()


class Api:
    """Calls of the node's API that a load makes beside its starts."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of the answer. Raises RuntimeError when the status is not a success."""
        connection = await Connection.open(self.url)
        try:
            status, answer = await connection.send(method, path, b"" if body is None else json.dumps(body).encode())
        finally:
            connection.close()
        if status >= 300:
            raise RuntimeError(f"{method} {path} answered {status}: {answer.decode(errors='replace')}")
        return json.loads(answer) if answer else None

    async def register(self, *steps: dict[str, Any]) -> None:
        for step in steps:
            await self.call("POST", "/engine/step", step)

    async def count(self, status: str, id_prefix: str) -> int:
        """Flows with that indexed status."""
        query = {"statuses": [status], "limit": 1, "id_prefix": id_prefix}
        return int((await self.call("POST", "/engine/flow/query", query)).get("total", 0))

    async def all_completed(self, id_prefix: str, count: int, timeout_s: float = 120) -> None:
        """Return when so many flows are completed. Raises RuntimeError when some failed or never end."""
        deadline = time.monotonic() + timeout_s
        while await self.count("active", id_prefix):
            if time.monotonic() > deadline:
                raise RuntimeError(f"flows {id_prefix}* are still active after {timeout_s:g} s")
            await asyncio.sleep(0.03)
        completed = await self.count("completed", id_prefix)
        if completed != count:
            raise RuntimeError(f"{completed} of {count} flows {id_prefix}* completed")


def start_body(flow_id: str, goal: str, init: dict[str, list[Any]]) -> bytes:
    return json.dumps({"id": flow_id, "goals": [goal], "init": init}).encode()


async def start_closed(url: str, bodies: Sequence[bytes], connections: int) -> list[float]:
    """Start flows over so many connections, each waiting for its answer; the times in seconds."""
    seconds: list[float] = []

    async def client(own: Sequence[bytes]) -> None:
        connection = await Connection.open(url)
        for body in own:
            began = time.perf_counter()
            await _start(connection, body)
            seconds.append(time.perf_counter() - began)
        connection.close()

    await asyncio.gather(*(client(bodies[n::connections]) for n in range(connections)))
    return seconds


async def start_open(url: str, bodies: Sequence[bytes], per_second: float) -> list[float]:
    """Start flows at a fixed rate, however long answers take; the times from when each was due, in seconds."""
    idle: list[Connection] = []
    seconds: list[float] = []
    began = time.perf_counter()

    async def one(due: float, body: bytes) -> None:
        connection = idle.pop() if idle else await Connection.open(url)
        await _start(connection, body)
        seconds.append(time.perf_counter() - due)
        idle.append(connection)

    async with asyncio.TaskGroup() as starts:
        for number, body in enumerate(bodies):
            due = began + number / per_second
            await asyncio.sleep(max(0, due - time.perf_counter()))
            starts.create_task(one(due, body))
    for connection in idle:
        connection.close()
    return seconds


async def _start(connection: Connection, body: bytes) -> None:
    status, answer = await connection.send("POST", "/engine/flow", body)
    if status != 201:
        raise RuntimeError(f"a start answered {status}: {answer.decode(errors='replace')}")
