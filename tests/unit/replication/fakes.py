"""A state machine in memory that keeps what a store would: rows by aggregate and sequence."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Sequence

from engine.replication.log import Batch, Fact, NodeChanged, Ruling, Verdict
from engine.replication.machine import Checkpoint, Group, LiveFlow


class MemoryStore:
    """Folds groups into rows. `checkpoint` can be taken at any time, as a crash would leave it."""

    def __init__(self, checkpoint: Checkpoint | None = None) -> None:
        self._start = checkpoint or Checkpoint(0, 0, b"", {}, ())
        self.index, self.term, self.judge = self._start.index, self._start.term, self._start.judge
        self.next: dict[str, int] = dict(self._start.sequences)
        self.runners: dict[str, str] = {}
        for flow in self._start.live:
            self.next[f"flow/{flow.flow_id}"] = flow.next_sequence
            self.runners[f"flow/{flow.flow_id}"] = flow.runner
        self.rows: dict[tuple[str, int], bytes] = {}
        self.groups: list[Group] = []

    def checkpoint(self) -> Checkpoint:
        return self._start

    def now(self) -> Checkpoint:
        live = [LiveFlow(a[5:], self.next[a], runner) for a, runner in self.runners.items()]
        sequences = {name: self.next[name] for name in ("catalog", "cluster") if name in self.next}
        return Checkpoint(self.index, self.term, self.judge, sequences, live)

    def next_sequence(self, aggregate: str) -> int:
        return self.next.get(aggregate, 0)

    def write(self, group: Group) -> None:
        assert group.index > self.index, f"group {group.index} after {self.index}"
        self.groups.append(group)
        self.index, self.term, self.judge = group.index, group.term, group.judge
        for fact in group.facts:
            self._fold(fact)

    def durable_index(self) -> int:
        return self.index

    def _fold(self, fact: Fact) -> None:
        if isinstance(fact, NodeChanged):
            for flow_id, runner in fact.moved:
                self.runners[f"flow/{flow_id}"] = runner
            return
        batch = fact.batch
        if fact.verdict is not Verdict.APPLIED:
            return
        assert fact.first == self.next.get(batch.aggregate, 0), f"a gap in {batch.aggregate}"
        for sequence in range(fact.first, fact.first + batch.count):
            assert (batch.aggregate, sequence) not in self.rows
            self.rows[batch.aggregate, sequence] = batch.events
        self.next[batch.aggregate] = fact.first + batch.count
        if batch.closes:
            self.runners.pop(batch.aggregate, None)
        elif batch.aggregate.startswith("flow/"):
            self.runners[batch.aggregate] = fact.node


class Listener:
    """Facts as the engine gets them, and who waits for which ruling."""

    def __init__(self, me: str) -> None:
        self.me = me
        self.facts: list[Fact] = []
        self.late: list[Ruling] = []
        self._waiting: dict[int, asyncio.Future[Ruling]] = {}

    def __call__(self, facts: Sequence[Fact]) -> None:
        self.facts += facts
        for fact in facts:
            if isinstance(fact, Ruling) and fact.node == self.me:
                ruling = self.ruling(fact.batch.n)
                if not ruling.done():
                    ruling.set_result(fact)
                    continue
                # Only a batch that was given up may be ruled again: it was committed late.
                assert ruling.result().verdict is Verdict.UNAVAILABLE, f"batch {fact.batch.n} was ruled twice"
                self.late.append(fact)

    def ruling(self, n: int) -> asyncio.Future[Ruling]:
        """Of this node's batch, whether it has come already or not."""
        if n not in self._waiting:
            self._waiting[n] = asyncio.get_running_loop().create_future()
        return self._waiting[n]


def batch(n: int, aggregate: str, expected: int = 0, *, count: int = 1, closes: bool = False) -> Batch:
    return Batch(n, aggregate, expected, count, 1_700_000_000_000_000, b'[["x",{}]]', closes)


async def eventually(check: Callable[[], bool | Awaitable[bool]], timeout: float = 10.0) -> None:
    """Until it holds; asks again each few milliseconds."""
    until = time.monotonic() + timeout
    while True:
        result = check()
        if result if isinstance(result, bool) else await result:
            return
        assert time.monotonic() < until, f"did not come to hold within {timeout} s"
        await asyncio.sleep(0.01)


def free_addresses(count: int) -> list[str]:
    """Loopback addresses that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    addresses = [f"127.0.0.1:{listening.getsockname()[1]}" for listening in sockets]
    for listening in sockets:
        listening.close()
    return addresses
