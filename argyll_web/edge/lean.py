"""The hot routes, answered without Django: starts, reads of one flow, webhooks and `/health` (`api.md`, 4 to 6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

import argyll_web
from argyll_web.edge import parameters
from argyll_web.edge.answers import Headers, Scope, Send, header, send_error, send_json
from argyll_web.edge.routes import Lean
from argyll_web.node import Node, answer_headers
from engine.client.protocol import Answer
from engine.model import jsontext
from engine.model.errors import Busy

HEALTH_TIMEOUT_S = 1.0
"""An engine that takes longer to say where it stands counts as one that does not answer."""
PROBLEM = "application/problem+json"
_POSITION_HEADER = b"argyll-position"


class NodeStatus(msgspec.Struct, frozen=True):
    """What the engine answers to `read_node`; the defaults are those of an engine that does not answer."""

    node: str = ""
    state: str = "unknown"
    leader: str = ""
    leader_address: str = ""
    applied: int = 0
    commit: int = 0
    lag_ms: int = 0
    clients: int = 0
    """Open WebSockets of all web processes of the node."""


_node_status = msgspec.json.Decoder(NodeStatus).decode
_Handler = Callable[[list[str], bytes, Scope, Send], Awaitable[None]]


class LeanRoutes:
    def __init__(self, node: Node, webhook_limit_bytes: int) -> None:
        self._node = node
        self.webhook_limit_bytes = webhook_limit_bytes
        self._handlers: dict[Lean, _Handler] = {
            Lean.START_FLOW: self._start_flow,
            Lean.FLOW: self._flow,
            Lean.FLOW_STATUS: self._flow_status,
            Lean.FLOW_EVENTS: self._flow_events,
            Lean.WEBHOOK: self._webhook,
            Lean.HEALTH: self._health,
        }

    async def answer(self, route: Lean, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        """Answer a request of this route; `parts` are the decoded segments of its path. Raises Refusal."""
        await self._handlers[route](parts, body, scope, send)

    async def _start_flow(self, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        answer = await self._node.command("start_flow", body, _asked_position(scope))
        await _send_answer(send, answer)

    async def _webhook(self, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        kind = header(scope, b"content-type").split(";", 1)[0].strip().lower()
        answer = await self._node.command(
            "complete_work",
            body,
            _asked_position(scope),
            flow_id=parts[1],
            step_id=parts[2],
            token=parts[3],
            problem="1" if kind == PROBLEM else "0",
        )
        await _send_answer(send, answer)

    async def _flow(self, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        flow_id = parts[2]
        settled, state = await self._node.settled_read(
            lambda reader: reader.flow_state(flow_id), _asked_position(scope)
        )
        await _send_found(send, state, flow_id, settled.headers)

    async def _flow_status(self, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        settled = await self._node.settle(_asked_position(scope))
        # One row by its key: cheaper than the way to a thread and back.
        status = self._node.reader.flow_status(parts[2])
        await _send_found(send, status, parts[2], settled.headers)

    async def _flow_events(self, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        flow_id, page = parts[2], parameters.event_page(scope["query_string"])
        settled, events = await self._node.settled_read(
            lambda reader: reader.flow_events(flow_id, page.first, page.limit), _asked_position(scope)
        )
        await _send_found(send, events, flow_id, settled.headers)

    async def _health(self, parts: list[str], body: bytes, scope: Scope, send: Send) -> None:
        status = await self._node_status()
        details = {
            "backend": {
                "type": "raft",
                "state": status.state,
                "leader_id": status.leader,
                "leader_address": status.leader_address,
                "applied": status.applied,
                "commit": status.commit,
                "lag_ms": status.lag_ms,
            },
            "node": status.node,
            "version": argyll_web.VERSION,
            # The engine may not have heard yet of those that came to this process a moment ago.
            "websocket": {"clients": max(status.clients, self._node.hub.client_count)},
        }
        shown = jsontext.encode({"service": "argyll-engine", "status": "healthy", "details": details})
        await send_json(send, 200, shown, ((b"x-argyll-raft-state", status.state.encode()),))

    async def _node_status(self) -> NodeStatus:
        if not self._node.client.is_connected:
            return NodeStatus()
        try:
            answer = await self._node.client.call("read_node", timeout=HEALTH_TIMEOUT_S)
            return _node_status(answer.body) if answer.status == 200 else NodeStatus()
        except Busy:
            return NodeStatus()


def _asked_position(scope: Scope) -> int:
    asked = header(scope, _POSITION_HEADER)
    return parameters.position(asked) if asked else 0


async def _send_answer(send: Send, answer: Answer) -> None:
    await send_json(send, answer.status, answer.body, answer_headers(answer))


async def _send_found(send: Send, found: bytes | None, flow_id: str, headers: Headers) -> None:
    if found is None:
        await send_error(send, 404, f"flow not found: {flow_id}", headers)
    else:
        await send_json(send, 200, found, headers)
