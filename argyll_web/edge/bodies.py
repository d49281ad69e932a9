"""Bodies of requests: read whole, but never more than allowed."""

from __future__ import annotations

import asyncio

from argyll_web.edge.answers import Message, Receive, Scope, header
from engine.model.errors import BadRequest, Busy

DRAIN_BYTES = 64 << 20
"""How much of a body that is too large is still taken (and dropped), so that its sender reads the answer."""
BODY_TIMEOUT_S = 60.0
"""A client that has not sent its body by then is refused."""


class Disconnected(Exception):
    """The client went away before its body was complete; nobody waits for an answer."""


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """The whole body. Raises BadRequest beyond the limit, without ever holding more than that."""
    message = await receive()
    if message["type"] != "http.request":
        raise Disconnected
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(body) > limit:
            raise BadRequest(f"body has {len(body)} bytes; at most {limit} are allowed")
        return body
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await _read_parts(scope, receive, limit, body)
    except TimeoutError:
        raise Busy(f"the body did not come within {BODY_TIMEOUT_S:g} s") from None


async def _read_parts(scope: Scope, receive: Receive, limit: int, first: bytes) -> bytes:
    parts, size, more = [first], len(first), True
    announced = header(scope, b"content-length")
    is_too_large = announced.isdecimal() and int(announced) > limit
    while more and size <= DRAIN_BYTES:
        if size > limit or is_too_large:
            parts.clear()
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        more = message.get("more_body", False)
    if size > limit:
        raise BadRequest(f"body has more than {limit} bytes; no more are allowed")
    return b"".join(parts)


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives this body first, for an application that reads it again."""
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            message = await receive()
            while message["type"] == "http.request":  # a body that the route does not read
                message = await receive()
            return message
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
