"""The replicated log as the rest of the engine sees it: batches in, verdicts out, in one order on every node."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

import msgspec


class Batch(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What one decision made: events of one aggregate that are recorded together or not at all."""

    n: int
    """Number of the batch in its node's epoch, counting up; node, epoch and n together are its id."""
    aggregate: str
    """`catalog`, `cluster` or `flow/<flow id>`."""
    expected: int
    """Sequence that the first event must get; -1 where any is right (`cluster`)."""
    count: int
    at_us: int
    """Timestamp of all its events, in microseconds since 1970."""
    events: bytes
    """JSON array of `[type, data]` pairs. Encoded once; nobody before the store looks into it."""
    closes: bool = False
    """True when the last event is `flow_deactivated`: nothing may follow in this aggregate."""


class Verdict(IntEnum):
    """What apply said of a batch. The same on every node."""

    APPLIED = 0
    CONFLICT = 1
    """The aggregate was not at the expected sequence; nothing changed."""
    FENCED = 2
    """The deciding node had lost its epoch, or the flow has another runner; nothing changed."""
    UNAVAILABLE = 3
    """Only local: no leader took the batch before its deadline, or the queue is full. Never in the log."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A batch and what became of it. Rulings come in the order of the log."""

    index: int
    """Raft index of the entry that held it; 0 for UNAVAILABLE."""
    node: str
    epoch: int
    batch: Batch
    verdict: Verdict
    first: int
    """Sequence that the first event got (APPLIED), or the actual next sequence (CONFLICT)."""


@dataclass(frozen=True, slots=True)
class NodeChanged:
    """A node came up or was lost. Rulings and these come in one order."""

    index: int
    node: str
    up: bool
    epoch: int
    """Of `up`: the new epoch. Of a loss: the epoch that ended."""
    moved: Sequence[tuple[str, str]] = ()
    """Flows that got a new runner: (flow id, node id)."""


Fact = Ruling | NodeChanged


@dataclass(frozen=True, slots=True)
class PeerStatus:
    id: str
    address: str
    connected: bool
    match_index: int
    """What the leader knows to be on that node's disk; 0 on followers."""


@dataclass(frozen=True, slots=True)
class Status:
    """A moment's view of the log, without waiting for anything."""

    node: str
    state: str
    """`leader`, `candidate`, `follower` or `unknown`."""
    leader: str
    """Node id, or empty."""
    leader_address: str
    term: int
    commit: int
    applied: int
    lag_ms: int
    """Time since a leader was heard; 0 on the leader."""
    epoch: int
    """Log index of this node's `node_up`; 0 until it is applied here."""
    peers: Sequence[PeerStatus] = field(default_factory=tuple)


class ReplicatedLog(Protocol):
    """All methods are called on the engine's loop; the listener is called there too, once per applied group."""

    async def start(self, listener: Callable[[Sequence[Fact]], None]) -> None:
        """Open the journal, replay what the state machine lacks (silently: see `StateMachine.recovered`), join the
        cluster, and return once this node's own `node_up` is applied here."""

    def propose(self, batch: Batch, deadline: float | None) -> bool:
        """Queue a batch; its ruling comes to the listener. False when the queue is full (nothing was queued).

        `deadline` is in seconds of the loop's clock; after it a batch that no leader has taken is ruled UNAVAILABLE.
        None: tried until ruled. A batch that may have been taken is sent again under its id until it is ruled."""

    def next_n(self) -> int:
        """A number for a new batch."""

    async def barrier(self, timeout: float = 5.0) -> int:
        """The applied index after which a local read is linearizable. Raises Unavailable."""

    async def ask(self, node: str, body: bytes, timeout: float) -> bytes:
        """Send a command to another node and wait for its answer. Raises Unavailable."""

    def on_ask(self, handler: Callable[[str, bytes], Awaitable[bytes]]) -> None:
        """Who answers what other nodes ask: handler(node id, body) on the engine's loop."""

    @property
    def status(self) -> Status: ...

    async def stop(self) -> None:
        """Leave cleanly: hand over the lead where possible, sync, close."""


class Unavailable(Exception):
    """No majority, no leader, or no such node within the time; `retry_after_s` is a hint for the client."""

    def __init__(self, reason: str, retry_after_s: int = 1) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s
