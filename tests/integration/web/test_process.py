"""The real process: `python -m argyll_web` under granian, in front of a fake engine."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.web.fake_engine import FakeEngine

ROOT = Path(__file__).resolve().parents[3]
READY_S = 30
COMMAND = [sys.executable, "-m", "argyll_web"]
SUPERVISOR = """
import os, subprocess, sys, time
web = subprocess.Popen([sys.executable, "-m", "argyll_web"], env=os.environ | {"ARGYLL_PARENT_PID": str(os.getpid())})
time.sleep(600)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def eventually(check: Any, timeout_s: float = 10) -> None:
    """Wait until an async check is true."""
    async with asyncio.timeout(timeout_s):
        while not await check():
            await asyncio.sleep(0.02)


class Process:
    def __init__(self, folder: Path, command: list[str]) -> None:
        self.port = free_port()
        self.url = f"127.0.0.1:{self.port}"
        environment = os.environ | {
            "ARGYLL_DATA": str(folder),
            "ARGYLL_PORT": str(self.port),
            "ARGYLL_PARENT_PID": str(os.getpid()),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.popen = subprocess.Popen(command, cwd=ROOT, env=environment)

    async def answers(self) -> bool:
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"http://{self.url}/health")).status_code == 200
        except httpx.TransportError:
            return False

    async def is_ready(self) -> Process:
        await eventually(self.answers, READY_S)
        return self

    def listen(self, **options: Any) -> connect:
        return connect(f"ws://{self.url}/engine/ws", compression=None, max_size=None, **options)

    def end(self) -> None:
        self.popen.kill()
        self.popen.wait()


@pytest.fixture
async def process(engine: FakeEngine, tmp_path: Path) -> AsyncIterator[Process]:
    started = Process(tmp_path, COMMAND)
    try:
        yield await started.is_ready()
    finally:
        started.end()


async def subscribe(connection: ClientConnection, sub_id: str, **more: Any) -> None:
    await connection.send(json.dumps({"type": "subscribe", "data": {"sub_id": sub_id, **more}}))
    assert json.loads(await connection.recv())["type"] == "subscribed"


async def test_a_node_serves_requests_and_events_and_ends_on_sigterm(engine: FakeEngine, process: Process) -> None:
    """In one process, because its start is what takes the time."""
    engine.answer("start_flow", 201, {"message": "", "flow_id": "f"})
    async with httpx.AsyncClient(base_url=f"http://{process.url}") as client:
        assert (await client.post("/engine/flow", json={})).status_code == 201
        assert (await client.get("/engine/step")).json() == {"steps": [], "count": 0}
        assert (await client.get("/admin/login/")).status_code == 200
        too_large = await client.post("/webhook/f/s/t", content=b"x" * (11 << 20))
        assert (too_large.status_code, too_large.json()["status"]) == (400, 400)
        assert (await client.get("/engine/ws")).status_code == 400

    await _events_come_in_order(engine, process)
    await _a_slow_client_is_closed_with_1013(engine, process)
    await _handshakes_are_refused_with_their_status(process)

    async with process.listen() as connection:
        process.popen.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(connection.recv(), 5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
    assert await asyncio.to_thread(process.popen.wait, 5) == 0


async def _events_come_in_order(engine: FakeEngine, process: Process) -> None:
    """Many at once, to several connections, of sizes that differ."""
    count = 3_000
    connections = [await process.listen() for _ in range(3)]
    for connection in connections:
        await subscribe(connection, "s", aggregate_ids=[["flow", "many"]])
    engine.start_flow("many")
    for first in range(1, count, 60):
        work = {"flow_id": "many", "step_id": "one", "key": "out"}
        values = range(first, min(first + 60, count))
        engine.commit("flow/many", *(("attribute_set", work | {"value": "x" * (n % 997)}) for n in values))
        await asyncio.sleep(0)
    for connection in connections:
        got = [json.loads(await asyncio.wait_for(connection.recv(), 10))["sequence"] for _ in range(count)]
        assert got == list(range(count))
        await connection.close()


async def _a_slow_client_is_closed_with_1013(engine: FakeEngine, process: Process) -> None:
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    plain.connect(("127.0.0.1", process.port))
    async with process.listen(sock=plain, max_queue=4) as slow, process.listen() as witness:
        for number in range(300):
            await subscribe(slow, f"s{number}", event_types=["flow_started"])
        await subscribe(witness, "w", event_types=["flow_started"])
        for number in range(80):
            engine.start_flow(f"slow-{number}", payload=["x" * 1024])
        for number in range(80):
            message = json.loads(await asyncio.wait_for(witness.recv(), 10))
            assert message["id"] == ["flow", f"slow-{number}"]
        with pytest.raises(ConnectionClosed) as closed:
            await _read_to_the_end(slow)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013


async def _read_to_the_end(connection: ClientConnection) -> None:
    while True:
        await asyncio.wait_for(connection.recv(), 10)


async def _handshakes_are_refused_with_their_status(process: Process) -> None:
    for name, origin, status in (
        ("localhost", "https://elsewhere.example", 403),
        ("elsewhere.example", None, 400),
    ):
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://{name}/engine/ws", host="127.0.0.1", port=process.port, origin=origin)
        assert refused.value.response.status_code == status
        assert json.loads(refused.value.response.body)["status"] == status


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of a parent is seen by looking, not at once")
async def test_no_process_outlives_a_killed_supervisor(engine: FakeEngine, tmp_path: Path) -> None:
    supervisor = Process(tmp_path, [sys.executable, "-c", SUPERVISOR])
    try:
        await supervisor.is_ready()
        family = _descendants(supervisor.popen.pid)
        assert len(family) == 2, "the server's main process and its worker"
    finally:
        supervisor.end()

    async def are_gone() -> bool:
        return not any(map(_is_running, family)) and not await supervisor.answers()

    await eventually(are_gone, 5)


def _descendants(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*children, *(inner for child in children for inner in _descendants(child))]


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
