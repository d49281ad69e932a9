"""How a node ends: asked, it is gone within five seconds; killed, it leaves nothing that holds a port or a lock."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from argyll.lock import take
from argyll.ports import is_free
from bench.node import HOST, Node
from bench.processes import SUPERVISOR, WEB, is_alive
from tests.chaos.proof import Ledger, client_of, eventually, step

pytestmark = pytest.mark.chaos


async def all_gone(pids: list[int]) -> bool:
    return not any(is_alive(pid) for pid in pids)


async def require_nothing_left(node: Node, pids: list[int], timeout_s: float) -> None:
    await eventually(lambda: all_gone(pids), timeout_s, "every process of the node is gone")
    assert is_free(HOST, node.port, "--port")
    os.close(take(node.data, patience_s=0))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_everything_within_five_seconds_with_work_under_way(
    tmp_path: Path, ledger: Ledger, number: signal.Signals
) -> None:
    node = Node(tmp_path)
    await node.start()
    async with client_of(node.url) as client:
        await client.register(step("stop-hold", ledger.url, "/hold", ["seed"], "a"))
        for _ in range(5):
            await client.start("stop-hold", {"seed": ["x"]})
    pids, began = [process.pid for process in node.processes()], time.monotonic()
    os.kill(node.supervisor, number)
    # The supervisor is our child, and stays a zombie until it is reaped.
    await asyncio.to_thread(node.stop)
    await require_nothing_left(node, pids, 5 - (time.monotonic() - began))
    assert "killing it" not in node.last_lines()


async def test_a_killed_supervisor_takes_everything_with_it(tmp_path: Path) -> None:
    node = Node(tmp_path)
    await node.start()
    pids = [process.pid for process in node.processes()]
    os.kill(node.supervisor, signal.SIGKILL)
    await asyncio.to_thread(node.stop)
    await require_nothing_left(node, pids, 5)


async def test_a_second_start_is_ready_within_five_seconds_even_right_after_a_kill(tmp_path: Path) -> None:
    node = Node(tmp_path)
    await node.start()
    os.kill(node.supervisor, signal.SIGKILL)
    began = time.monotonic()
    await node.start()
    assert time.monotonic() - began < 5
    node.stop()


async def test_a_killed_web_process_is_back_on_the_same_port(tmp_path: Path) -> None:
    node = Node(tmp_path)
    await node.start()
    web = node.pids(WEB)
    os.kill(web[0], signal.SIGKILL)
    await eventually(lambda: all_gone(web), 5, "the old web processes are gone")
    await node.ready(10)
    assert "web process" in node.last_lines()
    assert "SIGKILL" in node.last_lines()
    node.stop()


async def test_a_second_node_in_the_same_directory_is_refused_with_a_sentence(tmp_path: Path) -> None:
    first = Node(tmp_path)
    await first.start()
    second = Node(tmp_path)
    second.launch()

    async def refused() -> bool:
        return "is in use by another node" in second.last_lines()

    await eventually(refused, 15, "the second node says why it does not start")
    assert len(first.pids(SUPERVISOR)) == 1
    second.stop()
    first.stop()
