"""What an ASGI server calls: the life of the process, HTTP, and WebSockets, put together from their parts."""

from __future__ import annotations

from typing import cast

from django.core.handlers.asgi import ASGIHandler

from argyll_web import farewell
from argyll_web import node as nodes
from argyll_web.edge.answers import Application, Receive, Scope, Send
from argyll_web.edge.door import Door
from argyll_web.edge.gate import Gate
from argyll_web.edge.lean import LeanRoutes
from argyll_web.edge.static import StaticFiles
from argyll_web.environment import Environment
from argyll_web.live.consumer import live
from argyll_web.node import Node
from argyll_web.shell.statics import find_static, static_files


class Web:
    def __init__(self, node: Node, door: Door) -> None:
        self.node, self._door = node, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_on(receive, send)
            return
        if not self.node.is_started:
            # daphne, which serves in development, knows no lifespan.
            await self.node.start()
        if scope["type"] == "http":
            await self._door(scope, receive, send)
        else:
            await self._door.websocket(scope, receive, send, live)

    async def _live_on(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.node.start()
        farewell.on_farewell(self.node.hub.say_farewell)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.node.stop()
        await send({"type": "lifespan.shutdown.complete"})


def make(django: ASGIHandler, settings: Environment) -> Web:
    """The application of this process, in front of a Django that is set up."""
    node = nodes.install(Node(settings))
    gate = Gate(settings.allowed_hosts, settings.allowed_origins, settings.webhook_base_url)
    lean = LeanRoutes(node, settings.webhook_limit_bytes)
    static = StaticFiles(static_files(), find_static if settings.debug else None)
    return Web(node, Door(node, gate, lean, static, cast(Application, django)))
