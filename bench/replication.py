"""Throughput of the replicated log: `python bench/replication.py [--nodes 1|3] [--proposers 64] [--seconds 5]`.

Each proposer proposes a batch, waits for its ruling, and proposes the next. The store is in memory; the journal is
real and synced. CPU is that of the whole process, and of the Raft thread alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.replication.log import Batch, Fact, Ruling, Verdict
from engine.replication.machine import Checkpoint, Group
from engine.replication.replicated import RaftLog


class CountingStore:
    """Forgets everything but the sequences of closed flows; none are closed here."""

    def __init__(self) -> None:
        self.index = 0

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(0, 0, b"", {}, ())

    def next_sequence(self, aggregate: str) -> int:
        return 0

    def write(self, group: Group) -> None:
        self.index = group.index

    def durable_index(self) -> int:
        return self.index


class Load:
    """Proposers of one node."""

    def __init__(self, log: RaftLog, name: str) -> None:
        self.log, self.name = log, name
        self.waiting: dict[int, asyncio.Future[Ruling]] = {}
        self.latencies: list[float] = []

    def listen(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, Ruling) and fact.node == self.name:
                self.waiting.pop(fact.batch.n).set_result(fact)

    async def propose_on(self, number: int, size: int, until: float) -> None:
        events, expected = os.urandom(size // 2).hex().encode(), 0
        loop, log = asyncio.get_running_loop(), self.log
        while (began := time.perf_counter()) < until:
            n = log.next_n()
            ruled = self.waiting[n] = loop.create_future()
            assert log.propose(Batch(n, f"flow/{self.name}-{number}", expected, 3, 0, events), None)
            ruling = await ruled
            assert ruling.verdict is Verdict.APPLIED, ruling
            expected += 3
            self.latencies.append(time.perf_counter() - began)


async def run(arguments: argparse.Namespace) -> dict[str, float]:
    names = [f"n{i}" for i in range(arguments.nodes)]
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in names]
    addresses = {name: f"127.0.0.1:{s.getsockname()[1]}" for name, s in zip(names, sockets, strict=True)}
    for listening in sockets:
        listening.close()
    with tempfile.TemporaryDirectory(dir=arguments.directory) as base:
        logs = [
            RaftLog(
                name,
                addresses[name] if len(names) > 1 else None,
                {other: at for other, at in addresses.items() if other != name},
                Path(base) / name,
                b"secret",
                CountingStore(),
                "bench",
            )
            for name in names
        ]
        loads = [Load(log, name) for log, name in zip(logs, names, strict=True)]
        await asyncio.gather(*(load.log.start(load.listen) for load in loads))
        active = loads if arguments.everywhere else [load for load in loads if load.log.status.state == "leader"]
        share = arguments.proposers // len(active)
        threads = [thread for thread in threading.enumerate() if thread.name == "raft"]
        raft_clocks = [time.pthread_getcpuclockid(thread.ident or 0) for thread in threads]
        cpu, raft_cpu = time.process_time(), sum(map(time.clock_gettime, raft_clocks))
        syncs = sum(log._replica._journal.sync_count for log in logs)
        until = time.perf_counter() + arguments.seconds
        await asyncio.gather(*(load.propose_on(i, arguments.size, until) for load in active for i in range(share)))
        cpu, raft_cpu = time.process_time() - cpu, sum(map(time.clock_gettime, raft_clocks)) - raft_cpu
        syncs = sum(log._replica._journal.sync_count for log in logs) - syncs
        await asyncio.gather(*(log.stop() for log in logs))
    latencies = sorted(x for load in active for x in load.latencies)
    return {
        "batches_per_s": round(len(latencies) / arguments.seconds),
        "p50_ms": round(latencies[len(latencies) // 2] * 1e3, 2),
        "p99_ms": round(latencies[len(latencies) * 99 // 100] * 1e3, 2),
        "cpu_us_per_batch": round(cpu / len(latencies) * 1e6, 1),
        "raft_thread_us_per_batch": round(raft_cpu / len(latencies) * 1e6, 1),
        "batches_per_sync": round(len(latencies) * len(names) / max(1, syncs), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--proposers", type=int, default=64)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--everywhere", action="store_true", help="propose at all nodes, not at the leader alone")
    parser.add_argument("--directory", default=None, help="where the journals are written; the disk counts")
    arguments = parser.parse_args()
    # As the engine's own process does: a thread that comes back from a sync must not wait 5 ms for the other.
    sys.setswitchinterval(0.0005)
    print(json.dumps({**vars(arguments), **asyncio.run(run(arguments))}))


if __name__ == "__main__":
    main()
