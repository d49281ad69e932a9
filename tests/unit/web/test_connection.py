"""A WebSocket's queue and writer, against a server that takes messages when the test says so."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from argyll_web.live import connection as module
from argyll_web.live.connection import Connection
from argyll_web.live.subscription import MAX_UNDELIVERED


class Server:
    """What ASGI servers do with a client that reads slowly: sends wait."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.may_take = asyncio.Event()
        self.may_take.set()
        self.is_gone = False
        self.is_cut = False
        self._turn = asyncio.Lock()

    async def send(self, message: dict[str, Any]) -> None:
        async with self._turn:
            await self.may_take.wait()
            if self.is_gone:
                raise RuntimeError("the transport is closed")
            self.sent.append(message)

    def cut(self) -> None:
        self.is_cut = True

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.sent if "text" in message]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def connection(server: Server) -> Any:
    made = Connection(server.send, asyncio.Event(), server.cut)
    writing = asyncio.get_running_loop().create_task(made.write())
    yield made
    writing.cancel()


async def test_messages_leave_in_order_with_their_tails(server: Server, connection: Connection) -> None:
    for number in range(200):
        connection.push(f"{number}", "!")
    async with asyncio.timeout(5):
        while connection.is_writing:
            await asyncio.sleep(0)
    assert server.texts == [f"{number}!" for number in range(200)]


async def test_one_message_too_many_closes_with_1013_and_drops_the_rest(server: Server, connection: Connection) -> None:
    server.may_take.clear()
    for number in range(MAX_UNDELIVERED):
        connection.push(str(number))
    await asyncio.sleep(0)
    assert not connection.ended.is_set()
    connection.push("one too many")
    server.may_take.set()
    await asyncio.wait_for(connection.ended.wait(), 5)
    assert server.sent[-1]["type"] == "websocket.close"
    assert server.sent[-1]["code"] == 1013
    # What was on its way went out whole and in order; nothing after a dropped message did.
    assert server.texts == [str(number) for number in range(len(server.texts))]


async def test_many_bytes_close_it_too(server: Server, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNDELIVERED_BYTES", 1_000)
    server.may_take.clear()
    connection.push("x" * 1_000)
    connection.push("y")
    server.may_take.set()
    await asyncio.wait_for(connection.ended.wait(), 5)
    assert server.sent[-1]["code"] == 1013


async def test_delivered_bytes_do_not_count(
    server: Server, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_UNDELIVERED_BYTES", 1_000)
    for _ in range(5):
        connection.push("x" * 900)
        async with asyncio.timeout(5):
            while connection.is_writing:
                await asyncio.sleep(0)
    assert len(server.texts) == 5


async def test_a_client_that_takes_nothing_is_cut_off(
    server: Server, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WRITE_TIMEOUT_S", 0.02)
    server.may_take.clear()
    connection.push("x")
    await asyncio.wait_for(connection.ended.wait(), 5)
    assert server.is_cut


async def test_a_client_that_went_away_ends_the_connection_quietly(server: Server, connection: Connection) -> None:
    server.is_gone = True
    connection.push("x")
    await asyncio.wait_for(connection.ended.wait(), 5)
    assert server.sent == []


async def test_the_first_reason_to_close_stays(server: Server, connection: Connection) -> None:
    connection.close_with(1009, "too long")
    connection.close_with(1001, "the end")
    await asyncio.wait_for(connection.ended.wait(), 5)
    assert [message["code"] for message in server.sent] == [1009]
