"""What the nodes of a cluster say about themselves, gathered on one of them (`ui.md`, 15)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec

from engine.model import jsontext
from engine.replication.log import PeerStatus, ReplicatedLog, Unavailable
from engine.runtime.commands import Command
from engine.runtime.node_view import NodeView
from engine.runtime.tasks import Tasks

ASK_S = 0.5
"""A peer that takes longer is shown as it was when it answered last."""
LOOK_S = 0.25
"""How often the leader is looked at, so that no change of it is missed."""
MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class LeaderChange:
    at_us: int
    leader: str
    """Empty: none in sight."""
    term: int


@dataclass(slots=True)
class Heard:
    """The last answer of another node."""

    body: bytes
    at_us: int


class ClusterView:
    def __init__(
        self, log: ReplicatedLog, view: NodeView, tasks: Tasks, ask: Callable[[str, float], Awaitable[bytes]]
    ) -> None:
        """`ask(node, timeout)` gets another node's `read_node`; raises Unavailable or TimeoutError."""
        self._log, self._view, self._tasks, self._ask = log, view, tasks, ask
        self._changes: list[LeaderChange] = []
        self._heard: dict[str, Heard] = {}
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        self._look()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        status = self._log.status
        last = self._changes[-1].leader if self._changes else None
        if status.leader != last:
            self._changes.append(LeaderChange(_now_us(), status.leader, status.term))
            del self._changes[:-MOST_CHANGES]
        self._timer = asyncio.get_running_loop().call_later(LOOK_S, self._look)

    def read(self, command: Command) -> None:
        """What each node says of itself: the body of its `read_node`, and when it said so."""
        self._tasks.spawn(self._read(command))

    async def _read(self, command: Command) -> None:
        peers = self._log.status.peers
        await asyncio.gather(*(self._hear(peer) for peer in peers if peer.connected))
        body = {
            "self": msgspec.Raw(self._view.body()),
            "others": {
                node: {"at_us": heard.at_us, "body": msgspec.Raw(heard.body)} for node, heard in self._heard.items()
            },
            "leader_changes": [
                {"at_us": change.at_us, "leader": change.leader, "term": change.term} for change in self._changes
            ],
            "now_us": _now_us(),
        }
        command.done(200, jsontext.encode(body), 0)

    async def _hear(self, peer: PeerStatus) -> None:
        try:
            body = await self._ask(peer.id, ASK_S)
        except (Unavailable, TimeoutError):
            return
        self._heard[peer.id] = Heard(body, _now_us())


def _now_us() -> int:
    return time.time_ns() // 1000
