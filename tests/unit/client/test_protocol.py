"""The engine protocol, over a real socket."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.client.client import EngineClient
from engine.client.protocol import MAX_FRAME, Committed
from engine.client.server import EngineServer, Reply
from engine.model.errors import Busy


class Echo:
    """Answers each command with its own body; `silent` is never answered."""

    def handle(self, command: str, params: dict[str, str], body: bytes, reply: Reply) -> None:
        if command != "silent":
            reply(200, body + params.get("more", "").encode(), 7, 0)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EngineServer]:
    server = EngineServer(Echo(), lambda: 7)
    await server.start(tmp_path / "s")
    yield server
    await server.stop()


@pytest.fixture
async def client(server: EngineServer, tmp_path: Path) -> AsyncIterator[EngineClient]:
    client = EngineClient(str(tmp_path / "s"))
    await client.start()
    yield client
    await client.close()


async def test_each_command_gets_its_own_answer(client: EngineClient) -> None:
    bodies = [os.urandom(n * 1000) for n in range(50)]
    answers = await asyncio.gather(*(client.call("echo", body, more="!") for body in bodies))
    assert [answer.body for answer in answers] == [body + b"!" for body in bodies]
    assert client.position == 7


async def test_a_command_without_an_answer_is_busy_after_its_time(client: EngineClient) -> None:
    with pytest.raises(Busy):
        await client.call("silent", timeout=0.05)


async def test_a_command_whose_engine_goes_away_is_busy(client: EngineClient, server: EngineServer) -> None:
    waiting = asyncio.create_task(client.call("silent"))
    await client.call("echo")
    await server.stop()
    with pytest.raises(Busy):
        await waiting


async def test_commands_wait_for_an_engine_that_comes_back(tmp_path: Path) -> None:
    client = EngineClient(str(tmp_path / "later"))
    await client.start()
    waiting = asyncio.create_task(client.call("echo", b"x"))
    server = EngineServer(Echo(), lambda: 7)
    await server.start(tmp_path / "later")
    assert (await waiting).body == b"x"
    await client.close()
    await server.stop()


async def test_a_watcher_gets_what_is_committed_from_then_on(client: EngineClient, server: EngineServer) -> None:
    seen: list[int] = []
    arrived = asyncio.Event()

    def listen(batches: object) -> None:
        assert isinstance(batches, list)
        seen.extend(batch.index for batch in batches)
        if 3 in seen:
            arrived.set()

    def batch(index: int) -> Committed:
        return Committed(index, "catalog", 0, 1, b"[]")

    await client.call("echo")
    server.publish(batch(1))
    assert await client.watch(listen, lambda: None) == 7
    server.publish(batch(2))
    server.publish(batch(3))
    await asyncio.wait_for(arrived.wait(), 5)
    assert seen == [2, 3]


async def raw(path: Path, data: bytes) -> bytes:
    """What the server says to a stranger, until it ends the connection."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(data)
    writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_garbage_ends_its_own_connection_and_nothing_else(tmp_path: Path, noise: bytes, framed: bool) -> None:
    async def scenario() -> None:
        server = EngineServer(Echo(), lambda: 7)
        await server.start(tmp_path / "g")
        client = EngineClient(str(tmp_path / "g"))
        await client.start()
        await raw(tmp_path / "g", len(noise).to_bytes(4, "big") + noise if framed else noise)
        assert (await client.call("echo", b"still here")).body == b"still here"
        await client.close()
        await server.stop()

    asyncio.run(scenario())


async def test_a_frame_that_is_too_large_is_not_read(client: EngineClient, tmp_path: Path) -> None:
    assert await raw(tmp_path / "s", (MAX_FRAME + 1).to_bytes(4, "big") + b"x") == b""
    assert (await client.call("echo", b"y")).body == b"y"
