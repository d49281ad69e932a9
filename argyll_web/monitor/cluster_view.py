"""Route of the page of nodes (`ui.md`, 15 and 20)."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from argyll_web.api.asking import ask
from argyll_web.api.serializers import BUSY
from argyll_web.api.views import View
from argyll_web.monitor import serializers as shapes
from argyll_web.monitor.reading import look, tagged
from engine.model import instant
from engine.model.errors import Busy

LAG_ENTRIES, LAG_MS, SILENCE_MS = 1_000, 2_000, 10_000
"""Above these a node is shown with a warning."""


class Peer(msgspec.Struct):
    id: str
    address: str = ""
    connected: bool = False
    match_index: int = 0


class NodeSays(msgspec.Struct):
    """What a node tells of itself (`read_node` of the engine)."""

    node: str
    state: str = "unknown"
    leader: str = ""
    leader_address: str = ""
    applied: int = 0
    commit: int = 0
    term: int = 0
    lag_ms: int = 0
    clients: int = 0
    version: str = ""
    uptime_s: int = 0
    peers: list[Peer] = []


class Other(msgspec.Struct):
    at_us: int
    body: NodeSays


class Change(msgspec.Struct):
    at_us: int
    leader: str
    term: int


class NodesSay(msgspec.Struct):
    self: NodeSays
    others: dict[str, Other]
    leader_changes: list[Change]
    now_us: int


_decode = msgspec.json.Decoder(NodesSay).decode


class ClusterView(View):
    @extend_schema(operation_id="read_nodes", responses={200: shapes.ClusterShape, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """The nodes of the cluster as this one sees them; null is what it does not know."""
        answer = ask(request, "read_nodes", b"")
        if answer.status != 200:
            raise Busy("the engine does not answer for the cluster")
        said = _decode(answer.body)
        flows = look(request, lambda reader: reader.monitor.active_by_runner())
        return tagged(request, shown(said, flows))


def shown(said: NodesSay, flows: dict[str, int]) -> dict[str, Any]:
    """The answer. Pure."""
    me = said.self
    nodes = [_node(me, "", me, said.now_us, said.now_us, True)]
    for peer in me.peers:
        heard = said.others.get(peer.id)
        nodes.append(
            _node(heard.body if heard else None, peer.address, me, heard.at_us if heard else 0, said.now_us,
                  peer.connected, peer)
        )  # fmt: skip
    for node in nodes:
        node["flows"] = flows.get(node["id"], 0)
    return {
        "leader": me.leader or None,
        "term": me.term,
        "commit": me.commit,
        "node": me.node,
        "nodes": sorted(nodes, key=lambda node: str(node["id"])),
        "leader_changes": [
            {"at": instant.text(change.at_us), "leader": change.leader or None, "term": change.term}
            for change in said.leader_changes
        ],
    }


def _node(
    says: NodeSays | None,
    address: str,
    me: NodeSays,
    seen_us: int,
    now_us: int,
    connected: bool,
    peer: Peer | None = None,
) -> dict[str, Any]:
    node_id = peer.id if peer else me.node
    fresh = says if connected else None
    applied = says.applied if says else (peer.match_index or None) if peer else None
    lag = max(0, me.commit - applied) if applied is not None else None
    silence_ms = 0 if connected else (now_us - seen_us) // 1000 if seen_us else None
    return {
        "id": node_id,
        "address": address or (me.leader_address if node_id == me.leader else "") or None,
        "role": _role(node_id, me, fresh, connected),
        "is_self": peer is None,
        "connected": connected,
        "last_seen": instant.text(now_us if connected else seen_us),
        "term": fresh.term if fresh else None,
        "commit": fresh.commit if fresh else None,
        "applied": applied,
        "lag_entries": lag,
        "lag_ms": fresh.lag_ms if fresh else None,
        "clients": fresh.clients if fresh else None,
        "version": says.version or None if says else None,
        "uptime_s": fresh.uptime_s if fresh else None,
        "warnings": _warnings(lag, fresh.lag_ms if fresh else 0, connected, silence_ms),
    }


def _role(node_id: str, me: NodeSays, says: NodeSays | None, connected: bool) -> str:
    if not connected:
        return "unreachable"
    if says is not None:
        return says.state
    return "leader" if node_id == me.leader else "follower"


def _warnings(lag: int | None, lag_ms: int, connected: bool, silence_ms: int | None) -> list[str]:
    found = []
    if lag is not None and lag > LAG_ENTRIES:
        found.append("lag_entries")
    if lag_ms > LAG_MS:
        found.append("lag_ms")
    if not connected and (silence_ms is None or silence_ms > SILENCE_MS):
        found.append("silent")
    return found
