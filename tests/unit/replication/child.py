"""A node in a process of its own, so that it can be killed: `child.py <json of its settings>`.

It runs short flows without end and prints one JSON line for each thing that happens. Lines on its standard input:
`go`, `pause`, `dump`, `status`, `stop`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from fakes import MemoryStore  # noqa: E402 - the path comes first

from engine.replication.log import Batch, Fact, NodeChanged, Ruling, Verdict  # noqa: E402
from engine.replication.replicated import RaftLog  # noqa: E402


def say(what: str, **details: object) -> None:
    print(json.dumps({"what": what, **details}), flush=True)


class Child:
    def __init__(self, settings: dict[str, object]) -> None:
        self.me = str(settings["node"])
        self.store = MemoryStore()
        peers: dict[str, str] = settings["peers"]  # type: ignore[assignment]
        address: str | None = settings["address"]  # type: ignore[assignment]
        self.log = RaftLog(self.me, address, peers, Path(str(settings["directory"])), b"secret", self.store, "test")
        self.waiting: dict[int, asyncio.Future[Ruling]] = {}
        self.going = asyncio.Event()

    def listen(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, NodeChanged):
                say("change", node=fact.node, up=fact.up, moved=fact.moved)
            elif fact.node == self.me and (waiting := self.waiting.pop(fact.batch.n, None)) is not None:
                waiting.set_result(fact)

    async def propose(self, aggregate: str, expected: int, closes: bool) -> bool:
        n = self.log.next_n()
        mark = f"{self.me}-{os.getpid()}-{n}"
        ruled = self.waiting[n] = asyncio.get_running_loop().create_future()
        event = json.dumps([["x", {"mark": mark}]]).encode()
        assert self.log.propose(Batch(n, aggregate, expected, 1, 0, event, closes), None)
        ruling = await ruled
        if ruling.verdict is Verdict.APPLIED:
            say("ack", aggregate=aggregate, sequence=ruling.first, mark=mark)
        return ruling.verdict is Verdict.APPLIED

    async def run_flows(self, number: int) -> None:
        flow = 0
        while True:
            await self.going.wait()
            flow += 1
            aggregate = f"flow/{self.me}-{os.getpid()}-{number}-{flow}"
            if await self.propose(aggregate, 0, closes=False):
                await self.propose(aggregate, 1, closes=True)

    def dump(self) -> None:
        rows = [[*key, json.loads(events)[0][1]["mark"]] for key, events in list(self.store.rows.items())]
        say("rows", index=self.store.index, rows=rows)

    def status(self) -> None:
        status = self.log.status
        say("status", state=status.state, leader=status.leader, applied=status.applied, epoch=status.epoch)


async def main() -> None:
    child = Child(json.loads(sys.argv[1]))
    await child.log.start(child.listen)
    say("up")
    flows = [asyncio.create_task(child.run_flows(number)) for number in range(4)]
    loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    actions = {
        "go": child.going.set,
        "pause": child.going.clear,
        "dump": child.dump,
        "status": child.status,
    }
    while line := await lines.readline():
        if line == b"stop\n":
            break
        actions[line.decode().strip()]()
    for flow in flows:
        flow.cancel()
    await child.log.stop()
    say("stopped")


if __name__ == "__main__":
    asyncio.run(main())
