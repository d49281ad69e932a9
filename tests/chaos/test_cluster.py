"""Three nodes: one is killed with -9; its flows go on elsewhere with the same tokens, and it catches up afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.node import HOST, Node, free_port
from tests.chaos.proof import Client, Ledger, check_history, client_of, eventually, script_step, step

pytestmark = pytest.mark.chaos

NODES = ("n1", "n2", "n3")
VICTIM = 1
FLOWS_A_NODE = 10


@asynccontextmanager
async def cluster_in(directory: Path) -> AsyncIterator[list[Node]]:
    servers = {name: f"{HOST}:{free_port()}" for name in NODES}
    shared = {
        "ARGYLL_RAFT_SERVERS": ",".join(f"{name}={at}" for name, at in servers.items()),
        "ARGYLL_CLUSTER_SECRET": "a secret for one test only",
    }
    nodes = [
        Node(directory / name, {**shared, "ARGYLL_NODE_ID": name, "ARGYLL_RAFT_ADDRESS": at})
        for name, at in servers.items()
    ]
    try:
        for node in nodes:
            node.launch()
        await asyncio.gather(*(node.ready(60) for node in nodes))
        yield nodes
    finally:
        await asyncio.gather(*(asyncio.to_thread(node.stop) for node in nodes))


async def test_flows_of_a_killed_node_go_on_elsewhere_with_the_same_tokens_and_it_catches_up(
    tmp_path: Path, ledger: Ledger
) -> None:
    async with cluster_in(tmp_path) as nodes, client_of(*(node.url for node in nodes)) as client:
        await client.register(
            step("cluster-hold", ledger.url, "/hold", ["seed"], "a"),
            step("cluster-callback", ledger.url, "/callback", ["seed"], "b", "async"),
            script_step("cluster-goal", ["a", "b"], "c"),
        )
        flows = {
            node.url: [await client.start("cluster-goal", {"seed": ["x"]}, node.url) for _ in range(FLOWS_A_NODE)]
            for node in nodes
        }

        async def all_called(times: int, wanted: list[str]) -> bool:
            return all(len(ledger.tokens(flow)) == 2 and min(ledger.tokens(flow).values()) >= times for flow in wanted)

        every = [flow for started in flows.values() for flow in started]
        await eventually(lambda: all_called(1, every), 20, "both steps of every flow are called")
        first = {flow: set(ledger.tokens(flow)) for flow in every}

        orphans = flows[nodes[VICTIM].url]
        nodes[VICTIM].kill()
        await eventually(lambda: all_called(2, orphans), 15, "the lost node's calls are made again elsewhere")
        assert {flow: set(ledger.tokens(flow)) for flow in every} == first, "tokens have changed"

        survivors = [node.url for node in nodes if node is not nodes[VICTIM]]
        late = [await client.start("cluster-goal", {"seed": ["x"]}, url) for url in survivors]
        await eventually(lambda: all_called(1, late), 20, "two of three nodes take new flows")
        ledger.held.set()
        for token, webhook in ledger.webhooks.items():
            # The URL of a first call may name the node that is gone; any node takes the result.
            path = webhook.partition("/webhook/")[2]
            await client.deliver(f"{survivors[0]}/webhook/{path}", {"b": token})
        await client.all_ended(30, survivors[0])

        await nodes[VICTIM].start(30)
        await eventually(lambda: caught_up(client, nodes), 30, "the restarted node has applied what the others have")
        for flow in client.acknowledged:
            histories = [await client.events(flow, node.url) for node in nodes]
            assert histories[0] == histories[1] == histories[2], f"{flow} differs between nodes"
            check_history(flow, histories[0], ledger)
        catalogs = [(await client.http.get(f"{node.url}/engine/catalog/events")).json() for node in nodes]
        assert catalogs[0] == catalogs[1] == catalogs[2]


async def caught_up(client: Client, nodes: list[Node]) -> bool:
    backends = [await backend(client, node) for node in nodes]
    return len({state.get("applied") for state in backends}) == 1 and backends[0].get("applied") is not None


async def backend(client: Client, node: Node) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.http.get(f"{node.url}/health")).json()
    state: dict[str, Any] = answer["details"]["backend"]
    return state
