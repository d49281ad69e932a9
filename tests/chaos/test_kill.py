"""kill -9 at random moments under load: what was acknowledged ends, once, and no call is without its event."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bench.node import Node
from bench.processes import ENGINE, STORE, WEB
from tests.chaos.proof import Client, Ledger, check_history, client_of, eventually, script_step, step

pytestmark = pytest.mark.chaos

ROUNDS = 20
STARTERS = 4
GOAL = "kill-goal"


@asynccontextmanager
async def node_in(directory: Path) -> AsyncIterator[Node]:
    # The recovery of all flows after each kill must not be what the test waits for.
    node = Node(directory, {"ARGYLL_RECOVERY_RATE": "5000"})
    try:
        await node.start()
        yield node
    finally:
        node.stop()


async def test_a_killed_node_loses_no_acknowledged_flow_and_calls_nothing_unrecorded(
    tmp_path: Path, ledger: Ledger
) -> None:
    async with node_in(tmp_path) as node, client_of(node.url) as client:
        await client.register(
            step("kill-quick", ledger.url, "/quick", ["seed"], "a"),
            step("kill-flaky", ledger.url, "/flaky", ["a"], "b"),
            step("kill-callback", ledger.url, "/callback", ["a"], "c", "async"),
            script_step(GOAL, ["b", "c"], "d"),
        )
        over = asyncio.Event()
        load = [asyncio.create_task(keep_starting(client, over)) for _ in range(STARTERS)]
        load.append(asyncio.create_task(keep_delivering(client, ledger)))
        try:
            await kill_often(node, client)
            over.set()
            async with asyncio.timeout(60):
                await asyncio.gather(*load[:STARTERS])
            await client.all_ended(90)
        finally:
            for task in load:
                task.cancel()
            await asyncio.gather(*load, return_exceptions=True)
        assert len(client.acknowledged) > ROUNDS
        resent = 0
        for flow_id in client.acknowledged:
            events = await client.events(flow_id)
            check_history(flow_id, events, ledger)
            resent += attempts_by_recovery(events)
        known = set(client.acknowledged)
        assert not [call for call in ledger.calls if call.flow_id not in known], "a call for a flow nobody started"
        assert resent, "no kill came while work was under way, so this proved nothing"
        print(f"{len(known)} flows, {len(ledger.calls)} calls, {resent} attempts by recovery")


def attempts_by_recovery(events: list[dict[str, Any]]) -> int:
    """Attempts that are neither the first of their item nor a retry."""
    kinds = Counter(event["type"] for event in events)
    items = {event["data"]["token"] for event in events if event["type"] == "work_started"}
    return kinds["work_started"] - kinds["work_retry_scheduled"] - len(items)


async def kill_often(node: Node, client: Client) -> None:
    """Kill the engine, the web process, the store's writer or everything, some moments after the load got through."""
    chance = random.Random(20)
    for _ in range(ROUNDS):
        before = len(client.acknowledged)

        async def load_goes_on(before: int = before) -> bool:
            return len(client.acknowledged) > before

        await eventually(load_goes_on, 40, "a start is acknowledged again")
        await asyncio.sleep(chance.uniform(0, 0.5))
        match chance.choice([ENGINE, ENGINE, WEB, WEB, STORE, "all"]):
            case "all":
                node.kill()
                node.launch()
            case role:
                if pids := node.pids(role):
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(pids), signal.SIGKILL)
    await node.ready()


async def keep_starting(client: Client, over: asyncio.Event) -> None:
    while not over.is_set():
        await client.start(GOAL, {"seed": ["x"]})
        await asyncio.sleep(0.02)


async def keep_delivering(client: Client, ledger: Ledger) -> None:
    """Answer what waits for a callback, each token until it is taken."""
    delivered: set[str] = set()
    while True:
        for token, webhook in list(ledger.webhooks.items()):
            if token not in delivered:
                await client.deliver(webhook, {"c": token})
                delivered.add(token)
        await asyncio.sleep(0.02)
