"""Nodes in processes of their own: killed, stopped and started again under load."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fakes import eventually, free_addresses

CHILD = Path(__file__).with_name("child.py")


class Node:
    """A child process and what it has said."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings, self.name = settings, settings["node"]
        self.said: list[dict[str, Any]] = []
        self.acks: list[tuple[str, int, str]] = []
        self.last_ack_at = 0.0

    async def start(self) -> None:
        self.said.clear()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(CHILD),
            json.dumps(self.settings),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=64 << 20,
        )
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            try:
                said = json.loads(line)
            except ValueError:
                return  # cut short by a kill: nobody was told
            if said["what"] == "ack":
                self.acks.append((said["aggregate"], said["sequence"], said["mark"]))
                self.last_ack_at = time.monotonic()
            else:
                self.said.append(said)

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")

    async def answer(self, line: str, what: str) -> dict[str, Any]:
        before = sum(1 for said in self.said if said["what"] == what)
        self.tell(line)
        await eventually(lambda: sum(1 for said in self.said if said["what"] == what) > before)
        return [said for said in self.said if said["what"] == what][-1]

    async def is_up(self) -> None:
        await eventually(lambda: any(said["what"] == "up" for said in self.said))

    async def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process.returncode is None:
            self.process.send_signal(how)
        await self.process.wait()
        await self.reading
        # asyncio closes the pipes of a process one turn after it has ended.
        self.process._transport.close()  # type: ignore[attr-defined]


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[list[Node]]:
    names = ["a", "b", "c"]
    addresses = dict(zip(names, free_addresses(3), strict=True))
    nodes = [
        Node({
            "node": name,
            "address": addresses[name],
            "peers": {other: at for other, at in addresses.items() if other != name},
            "directory": str(tmp_path / name),
        })
        for name in names
    ]  # fmt: skip
    for node in nodes:
        await node.start()
    for node in nodes:
        await node.is_up()
    yield nodes
    for node in nodes:
        await node.end()


async def leader_of(nodes: list[Node]) -> Node:
    found: list[Node] = []

    async def is_known() -> bool:
        found[:] = [n for n in nodes if (await n.answer("status", "status"))["state"] == "leader"]
        return len(found) == 1

    await eventually(is_known)
    return found[0]


async def acks_grow(nodes: list[Node], by: int = 20) -> None:
    before = {node.name: len(node.acks) for node in nodes}
    await eventually(lambda: all(len(node.acks) >= before[node.name] + by for node in nodes))


async def check_rows(alive: list[Node], acked_by: list[Node]) -> None:
    """All stores are equal, hold each acknowledged event at its place, and none twice."""
    for node in alive:
        node.tell("pause")
    dumps: list[dict[str, Any]] = []

    async def are_equal() -> bool:
        dumps[:] = [await node.answer("dump", "rows") for node in alive]
        return all(dump == dumps[0] for dump in dumps)

    await eventually(are_equal)
    rows = {(aggregate, sequence): mark for aggregate, sequence, mark in dumps[0]["rows"]}
    assert len(set(rows.values())) == len(rows), "an event was applied twice"
    acks = [ack for node in acked_by for ack in node.acks]
    assert len(acks) > 100
    missing = [ack for ack in acks if rows.get(ack[:2]) != ack[2]]
    assert not missing, f"{len(missing)} of {len(acks)} acknowledged events are gone"


async def test_everything_acknowledged_is_there_after_kill_9_of_a_single_node(tmp_path: Path) -> None:
    node = Node({"node": "a", "address": None, "peers": {}, "directory": str(tmp_path / "a")})
    for _ in range(3):
        await node.start()
        await node.is_up()
        node.tell("go")
        await acks_grow([node], by=200)
        await node.end(signal.SIGKILL)
    await node.start()
    await node.is_up()
    await check_rows([node], [node])
    await node.end()


async def test_a_killed_leader_is_replaced_within_3_seconds_and_catches_up_when_it_returns(
    cluster: list[Node],
) -> None:
    for node in cluster:
        node.tell("go")
    await acks_grow(cluster)
    leader = await leader_of(cluster)
    others = [node for node in cluster if node is not leader]
    killed_at = time.monotonic()
    await leader.end(signal.SIGKILL)
    counts = {node.name: len(node.acks) for node in others}
    # An acknowledgement that was on its way does not count: several new ones must come at each node.
    await eventually(lambda: all(len(n.acks) > counts[n.name] + 20 for n in others), timeout=3.0)
    assert time.monotonic() - killed_at < 3.0
    await leader.start()
    await leader.is_up()
    leader.tell("go")
    await acks_grow(cluster)
    await check_rows(cluster, cluster)


async def test_nothing_is_lost_when_all_three_are_killed_at_once(cluster: list[Node]) -> None:
    for node in cluster:
        node.tell("go")
    await acks_grow(cluster, by=100)
    for node in cluster:
        node.process.send_signal(signal.SIGKILL)
    for node in cluster:
        await node.end()
    for node in cluster:
        await node.start()
    for node in cluster:
        await node.is_up()
    await check_rows(cluster, cluster)


async def test_a_node_that_stood_still_is_lost_and_comes_back_under_a_new_epoch(cluster: list[Node]) -> None:
    for node in cluster:
        node.tell("go")
    await acks_grow(cluster)
    leader = await leader_of(cluster)
    frozen, other = [node for node in cluster if node is not leader]
    before = (await frozen.answer("status", "status"))["epoch"]
    frozen.process.send_signal(signal.SIGSTOP)

    def has_lost(node: Node, up: bool) -> bool:
        return any(s["what"] == "change" and s["node"] == frozen.name and s["up"] is up for s in node.said[since:])

    since = len(other.said)
    await eventually(lambda: has_lost(other, up=False), timeout=6)
    frozen.process.send_signal(signal.SIGCONT)
    await eventually(lambda: has_lost(other, up=True), timeout=6)
    await acks_grow(cluster)
    assert (await frozen.answer("status", "status"))["epoch"] > before
    await check_rows(cluster, cluster)


async def test_a_leader_that_stops_hands_over_without_an_election_time_out(cluster: list[Node]) -> None:
    for node in cluster:
        node.tell("go")
    await acks_grow(cluster)
    leader = await leader_of(cluster)
    others = [node for node in cluster if node is not leader]
    leader.tell("stop")
    await eventually(lambda: any(said["what"] == "stopped" for said in leader.said))
    assert await asyncio.wait_for(leader.process.wait(), 5) == 0
    await acks_grow(others)
    await check_rows(others, cluster)
