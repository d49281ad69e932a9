"""What a node says about itself at `GET /health`, asked without a library so that the supervisor stays small."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from argyll.settings import bracketed

_ANSWER_LIMIT_BYTES = 1 << 16


async def read_health(host: str, port: int, timeout_s: float = 2.0) -> dict[str, Any] | None:
    """The body of `/health`; None when nobody answers it with 200 in time."""
    try:
        async with asyncio.timeout(timeout_s):
            return await _get(host, port)
    except (OSError, EOFError, ValueError, TimeoutError):
        return None


async def is_ready(host: str, port: int) -> bool:
    """True when the node takes commands: its web process answers, and its engine knows who leads."""
    health = await read_health(host, port)
    if health is None:
        return False
    backend = health.get("details", {}).get("backend", {})
    return backend.get("state") in ("leader", "follower") and bool(backend.get("leader_id"))


async def _get(host: str, port: int) -> dict[str, Any] | None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        # HTTP/1.0 and `close`: the answer is never chunked and ends with the connection.
        writer.write(f"GET /health HTTP/1.0\r\nHost: {bracketed(host)}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read(_ANSWER_LIMIT_BYTES)
        while chunk := await reader.read(_ANSWER_LIMIT_BYTES):
            answer += chunk
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    if head.split(b" ", 2)[1:2] != [b"200"]:
        return None
    health = json.loads(body)
    return health if isinstance(health, dict) else None
