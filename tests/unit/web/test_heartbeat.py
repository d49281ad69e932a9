"""Pings on a real socket, with and without a client that answers."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from argyll_web.live.connection import Connection
from argyll_web.live.heartbeat import Heartbeat

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is asked for on Linux only")

PING = b"\x89\x00"
PONG = b"\x8a\x80mask"


@dataclass
class Pair:
    """Both ends of a TCP connection, one of which belongs to a server that this process is."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heartbeat: Heartbeat


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: accepted.put_nowait(writer), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    theirs = await accepted.get()
    host, port = writer.get_extra_info("sockname")
    # Servers give the port as a text or a number.
    yield Pair(reader, writer, Heartbeat({"client": (host, str(port)), "scheme": "ws"}))
    for end in (writer, theirs):
        end.close()
    server.close()
    await server.wait_closed()


async def _send(message: dict[str, object]) -> None:
    """A server that takes everything."""


@pytest.fixture
def connection() -> Connection:
    return Connection(_send, asyncio.Event(), lambda: None)


async def test_a_client_that_answers_is_pinged_again_and_again(pair: Pair, connection: Connection) -> None:
    beating = asyncio.create_task(pair.heartbeat.keep(connection, ping_every_s=0.2, pong_within_s=0.25))
    for _ in range(3):
        assert await asyncio.wait_for(pair.reader.readexactly(2), 5) == PING
        pair.writer.write(PONG)
    assert not beating.done()
    beating.cancel()


async def test_a_client_that_is_silent_is_cut_off(pair: Pair, connection: Connection) -> None:
    await pair.heartbeat.keep(connection, ping_every_s=0.2, pong_within_s=0.25)
    assert await asyncio.wait_for(pair.reader.read(), 5) == PING


async def test_no_ping_stands_inside_a_frame(pair: Pair, connection: Connection) -> None:
    connection.push("on its way")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pair.heartbeat.keep(connection, ping_every_s=0.01, pong_within_s=0.02), 0.2)
    pair.heartbeat.cut()
    assert await pair.reader.read() == b""


async def test_a_socket_that_belongs_to_another_client_is_left_alone(pair: Pair, connection: Connection) -> None:
    """The server closes its socket, and the number of the descriptor goes to another one."""
    found = pair.heartbeat._descriptor
    assert found is not None
    with socket.socket(fileno=found) as lost:
        lost.detach()
    pair.heartbeat._peer = ("127.0.0.1", 1)
    await asyncio.wait_for(pair.heartbeat.keep(connection, ping_every_s=0.01, pong_within_s=0.02), 5)
    pair.heartbeat.cut()
    pair.writer.write(b"still open")
    await pair.writer.drain()


async def test_without_a_socket_there_are_no_pings(connection: Connection) -> None:
    for scope in ({}, {"client": ("127.0.0.1", 1), "scheme": "ws"}, {"client": ("127.0.0.1", 1), "scheme": "wss"}):
        await asyncio.wait_for(Heartbeat(scope).keep(connection, ping_every_s=0.01, pong_within_s=0.02), 5)
