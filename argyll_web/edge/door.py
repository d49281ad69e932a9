"""The outermost application: what holds for every request, whoever answers it (`api.md`, 1.3, 1.4 and 1.6).

Hosts and origins, `OPTIONS`, methods, surplus slashes and sizes of bodies are settled here, so that the lean routes,
Django and the WebSocket never see a request that breaks these rules.
"""

from __future__ import annotations

import logging

from argyll_web.edge import bodies, routes
from argyll_web.edge.answers import (
    Application,
    Message,
    Receive,
    Scope,
    Send,
    deny_websocket,
    header,
    send_error,
    send_json,
    send_refusal,
)
from argyll_web.edge.gate import ANY, CHANGES, Gate
from argyll_web.edge.lean import LeanRoutes
from argyll_web.edge.static import StaticFiles
from argyll_web.node import Node
from engine.model.errors import Refusal

OPEN_TO_ANY_HOST = frozenset({"health", "webhook"})
"""Load balancers and step services may know the node under names of their own."""
SHARED_METHODS = b"GET, POST, PUT, DELETE, OPTIONS"
SHARED_HEADERS = b"Content-Type, Authorization"

log = logging.getLogger(__name__)


class Door:
    """ASGI application for HTTP and WebSockets; the lifespan is not its business."""

    def __init__(self, node: Node, gate: Gate, lean: LeanRoutes, static: StaticFiles, django: Application) -> None:
        self._node, self._gate, self._lean, self._static, self._django = node, gate, lean, static, django

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin, host = header(scope, b"origin"), header(scope, b"host")
        if origin and (shared := self._gate.shares_with(origin)):
            send = _sharing(send, shared)
        try:
            await self._route(scope, receive, send, host, origin)
        except Refusal as refusal:
            await send_refusal(send, refusal)
        except bodies.Disconnected:
            return
        except Exception:
            # The last frame before the server: a bug answers like any other error, and does not end the process.
            log.exception("%s %s failed", scope["method"], scope["path"])
            await send_error(send, 500, "the request failed inside the node; its log has the details")

    async def _route(self, scope: Scope, receive: Receive, send: Send, host: str, origin: str) -> None:
        raw_path = scope.get("raw_path") or scope["path"].encode()
        parts = routes.segments(raw_path.split(b"?", 1)[0])
        method, root = scope["method"], parts[0] if parts else ""
        if root not in OPEN_TO_ANY_HOST and not self._gate.allows_host(host):
            await send_error(send, 400, f"host {host[:200]!r} is not served here; ARGYLL_ALLOWED_HOSTS lists more")
        elif method == "OPTIONS":
            await send_json(send, 200, b"")
        elif root in routes.API_ROOTS:
            await self._api(scope, receive, send, parts, host, origin)
        elif _is_foreign_change(self._gate, method in CHANGES, origin, host):
            await _refuse_origin(send, origin)
        elif root == "static":
            await self._static(scope, receive, send)
        elif parts and not parts[-1] and routes.is_page(_without_slashes(parts)):
            await _redirect(scope, send, raw_path)
        else:
            limit = routes.UI_LIMIT if parts[:2] == ["api", "ui"] else routes.FORM_LIMIT
            body = await bodies.read_body(scope, receive, limit) if method in CHANGES else b""
            await self._django(scope, bodies.replay(body, receive), send)

    async def _api(self, scope: Scope, receive: Receive, send: Send, parts: list[str], host: str, origin: str) -> None:
        methods = routes.find(parts)
        if methods is None:
            shorter = _without_slashes(parts)
            if shorter == ["engine"] and len(parts) == 2:
                methods = routes.find(shorter)
            elif len(shorter) < len(parts) and routes.find(shorter) is not None:
                return await _redirect(scope, send, scope.get("raw_path") or scope["path"].encode())
        if methods is None:
            return await send_error(send, 404, f"there is no {scope['path'][:200]}")
        route = methods.get(scope["method"])
        if route is None:
            allowed = ", ".join([*methods, "OPTIONS"]).encode()
            message = f"{scope['path'][:200]} takes {allowed.decode()}, not {scope['method'][:20]}"
            return await send_error(send, 405, message, ((b"allow", allowed),))
        if parts == ["engine", "ws"]:
            return await send_error(send, 400, "this is a WebSocket; the request must ask for an upgrade")
        if _is_foreign_change(self._gate, route.changes, origin, host):
            return await _refuse_origin(send, origin)
        body = b""
        if route.limit:
            limit = route.limit if route.limit > 0 else self._lean.webhook_limit_bytes
            body = await bodies.read_body(scope, receive, limit)
        if route.lean is not None:
            return await self._lean.answer(route.lean, parts, body, scope, send)
        return await self._django(_unslashed(scope, parts), bodies.replay(body, receive), send)

    async def websocket(self, scope: Scope, receive: Receive, send: Send, live: Application) -> None:
        """The same rules for a handshake; `live` serves those that may come in (`websocket.md`, 1 and W5)."""
        await receive()
        host, origin = header(scope, b"host"), header(scope, b"origin")
        if not self._gate.allows_host(host):
            await deny_websocket(scope, send, 400, f"host {host[:200]!r} is not served here")
        elif scope["path"] != "/engine/ws":
            await deny_websocket(scope, send, 404, f"there is no {scope['path'][:200]}")
        elif origin and not self._gate.accepts_origin(origin, host):
            await deny_websocket(scope, send, 403, f"origin {origin[:200]!r} may not listen to this node")
        else:
            await live(scope, _with_connect(receive), send)


def _with_connect(receive: Receive) -> Receive:
    """A `receive` that gives the `websocket.connect` again that was taken already."""
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "websocket.connect"}

    return again


def _is_foreign_change(gate: Gate, is_change: bool, origin: str, host: str) -> bool:
    return bool(is_change and origin and not gate.accepts_origin(origin, host))


async def _refuse_origin(send: Send, origin: str) -> None:
    await send_error(send, 403, f"pages of {origin[:200]!r} may change nothing here; see ARGYLL_ALLOWED_ORIGINS")


async def _redirect(scope: Scope, send: Send, raw_path: bytes) -> None:
    """To the same path without the slashes at its end."""
    query = scope.get("query_string", b"")
    target = raw_path.split(b"?", 1)[0].rstrip(b"/") + (b"?" + query if query else b"")
    await send_json(send, 301, b"", ((b"location", target),))


def _without_slashes(parts: list[str]) -> list[str]:
    end = len(parts)
    while end and not parts[end - 1]:
        end -= 1
    return parts[:end]


def _unslashed(scope: Scope, parts: list[str]) -> Scope:
    """`/engine/` is answered like `/engine`."""
    return {**scope, "path": "/engine", "raw_path": b"/engine"} if not parts[-1] else scope


def _sharing(send: Send, shared: str) -> Send:
    """Tell the browser that the page may read the answer."""
    added = [
        (b"access-control-allow-origin", shared.encode("latin-1")),
        (b"access-control-allow-methods", SHARED_METHODS),
        (b"access-control-allow-headers", SHARED_HEADERS),
        *([] if shared == ANY else [(b"vary", b"Origin")]),
    ]

    async def sharing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return sharing
