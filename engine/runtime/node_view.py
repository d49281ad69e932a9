"""What a node says about itself (`GET /health`, and the page of the cluster)."""

from __future__ import annotations

import os
import time
from importlib import metadata

from engine.model import jsontext
from engine.replication.log import ReplicatedLog
from engine.runtime.commands import Command
from engine.runtime.flows import Flows


class NodeView:
    def __init__(self, log: ReplicatedLog, flows: Flows) -> None:
        self._log, self._flows = log, flows
        self._begun = time.monotonic()
        self._version = metadata.version("argyll")
        self._clients: dict[str, int] = {}
        """Open WebSockets of each web process, which begins its name with its process id."""

    def count_clients(self, command: Command) -> None:
        """A web process tells how many WebSocket clients it has."""
        self._clients[command.params["process"]] = int(command.params["count"])
        command.done(200, b"", 0)

    def read(self, command: Command) -> None:
        command.done(200, self.body(), 0)

    def body(self) -> bytes:
        """JSON of what this node knows of itself and its peers, without waiting for anything."""
        status = self._log.status
        self._clients = {process: count for process, count in self._clients.items() if _is_running(process)}
        body = {
            "node": status.node,
            "state": status.state,
            "leader": status.leader,
            "leader_address": status.leader_address,
            "applied": status.applied,
            "commit": status.commit,
            "term": status.term,
            "lag_ms": status.lag_ms,
            "peers": [
                {"id": p.id, "address": p.address, "connected": p.connected, "match_index": p.match_index}
                for p in status.peers
            ],
            "active_flows": len(self._flows),
            "clients": sum(self._clients.values()),
            "version": self._version,
            "uptime_s": int(time.monotonic() - self._begun),
        }
        return jsontext.encode(body)


def _is_running(process: str) -> bool:
    """A web process that was killed cannot take its count back."""
    try:
        os.kill(int(process.partition("-")[0]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True
