"""What a node says about itself (`GET /health`)."""

from __future__ import annotations

import os

from engine.model import jsontext
from engine.replication.log import ReplicatedLog
from engine.runtime.commands import Command
from engine.runtime.flows import Flows


class NodeView:
    def __init__(self, log: ReplicatedLog, flows: Flows) -> None:
        self._log, self._flows = log, flows
        self._clients: dict[str, int] = {}
        """Open WebSockets of each web process, which begins its name with its process id."""

    def count_clients(self, command: Command) -> None:
        """A web process tells how many WebSocket clients it has."""
        self._clients[command.params["process"]] = int(command.params["count"])
        command.done(200, b"", 0)

    def read(self, command: Command) -> None:
        status = self._log.status
        self._clients = {process: count for process, count in self._clients.items() if _is_running(process)}
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
            "clients": sum(self._clients.values()),
        }
        command.done(200, jsontext.encode(body), 0)


def _is_running(process: str) -> bool:
    """A web process that was killed cannot take its count back."""
    try:
        os.kill(int(process.partition("-")[0]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True
