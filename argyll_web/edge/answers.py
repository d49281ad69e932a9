"""Answers of the API on the wire: the error body, the headers that each answer has, and the few sends that make one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from engine.model import jsontext
from engine.model.errors import Busy, Refusal

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

JSON = "application/json; charset=utf-8"
POSITION, STALE, NEXT_CURSOR = "Argyll-Position", "Argyll-Stale", "X-Next-Cursor"

_JSON_HEADERS: Headers = (
    (b"content-type", JSON.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-cache"),
)


def error_body(status: int, message: str) -> bytes:
    """`{"error": ..., "status": ...}` (`api.md`, 1.3)."""
    return jsontext.encode({"error": message, "status": status})


def header(scope: Scope, name: bytes) -> str:
    """The first header of this lower-case name, or empty."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


async def send_json(send: Send, status: int, body: bytes, headers: Headers = ()) -> None:
    """A whole answer. An empty body goes out without a content type (`POST /webhook/...`, `OPTIONS`)."""
    shown = _JSON_HEADERS + headers if body else headers
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*shown, length]})
    await send({"type": "http.response.body", "body": body})


async def send_error(send: Send, status: int, message: str, headers: Headers = ()) -> None:
    await send_json(send, status, error_body(status, message), headers)


async def send_refusal(send: Send, refusal: Refusal) -> None:
    """The answer to a request that was refused on purpose."""
    await send_error(send, refusal.status, refusal.message, refusal_headers(refusal))


def refusal_headers(refusal: Refusal) -> Headers:
    return retry_after(refusal.retry_after_s) if isinstance(refusal, Busy) else ()


def retry_after(seconds: int) -> Headers:
    return ((b"retry-after", b"%d" % max(1, seconds)),)


async def deny_websocket(scope: Scope, send: Send, status: int, message: str) -> None:
    """Refuse a handshake with a status and the error body; servers without that extension answer 403."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    body = error_body(status, message)
    headers = [*_JSON_HEADERS, (b"content-length", b"%d" % len(body))]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
