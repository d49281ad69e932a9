"""What a node says about itself (`GET /health`)."""

from __future__ import annotations

import time

from engine.model import jsontext
from engine.replication.log import ReplicatedLog
from engine.runtime.commands import Command
from engine.runtime.flows import Flows

COUNT_LIVES_S = 15.0
"""A web process repeats its number of WebSocket clients more often than this; one that does not is gone."""


class NodeView:
    def __init__(self, log: ReplicatedLog, flows: Flows) -> None:
        self._log, self._flows = log, flows
        self._clients: dict[str, tuple[int, float]] = {}

    def count_clients(self, command: Command) -> None:
        """A web process tells how many WebSocket clients it has."""
        self._clients[command.params["process"]] = (int(command.params["count"]), time.monotonic())
        command.done(200, b"", 0)

    def read(self, command: Command) -> None:
        status = self._log.status
        now = time.monotonic()
        self._clients = {p: (n, at) for p, (n, at) in self._clients.items() if now - at < COUNT_LIVES_S}
        body = {
            "node": status.node,
            "state": status.state,
            "leader": status.leader,
            "leader_address": status.leader_address,
            "applied": status.applied,
            "commit": status.commit,
            "lag_ms": status.lag_ms,
            "peers": [{"id": p.id, "address": p.address, "connected": p.connected} for p in status.peers],
            "active_flows": len(self._flows),
            "clients": sum(count for count, _ in self._clients.values()),
        }
        command.done(200, jsontext.encode(body), 0)
