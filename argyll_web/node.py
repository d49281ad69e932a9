"""The node as this web process sees it: the engine behind its socket, the store behind its file, the live stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from argyll_web.edge.answers import POSITION, STALE, Headers
from argyll_web.environment import Environment
from argyll_web.live.hub import Hub
from engine.client.client import EngineClient
from engine.client.protocol import Answer
from engine.model.errors import Busy
from engine.store.reader import Reader

T = TypeVar("T")

READ_THREADS = 4
OWN_POSITION_S = 5.0
"""How long a read waits for what this node has answered before."""
ASKED_POSITION_S = 2.0
"""How long a request waits for the position that it names itself (`replication.md`, 7)."""
COMMAND_S = 15.0
"""How long a command may take; the engine gives up earlier, and says why."""
WAIT_S = 30.0
"""Greatest time that a thread of Django waits for the loop; every step of the work has a shorter limit of its own."""

NOT_SETTLED = "the store of this node does not cover yet what the node has answered"


@dataclass(frozen=True, slots=True)
class Settled:
    """The store covers every write that this node has answered before."""

    position: int
    """Index that the store covers."""
    stale_ms: int | None = None
    """Time since a leader was heard, when there is none; the read may be old."""

    @property
    def headers(self) -> Headers:
        return ((STALE.lower().encode(), b"%d" % self.stale_ms),) if self.stale_ms is not None else ()


class Node:
    """One a process. Everything but `wait` belongs to the loop that called `start`."""

    def __init__(self, settings: Environment) -> None:
        self.client = EngineClient(settings.engine_socket)
        self.reader = Reader(settings.store)
        self.hub = Hub(self.client)
        self._threads = ThreadPoolExecutor(READ_THREADS, thread_name_prefix="store")
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Connect in the background; safe to call again. Returns at once."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            await self.client.start()
            self.hub.start()

    @property
    def is_started(self) -> bool:
        return self._loop is not None

    async def stop(self) -> None:
        """Close every WebSocket, and the way to the engine."""
        await self.hub.stop()
        await self.client.close()
        self._threads.shutdown(cancel_futures=True)
        self.reader.close()
        self._loop = None

    async def settle(self, asked_position: int = 0) -> Settled:
        """Wait until the store covers every write this node has answered, and the position that a client names.

        Raises Busy.
        """
        timeout = ASKED_POSITION_S if asked_position else OWN_POSITION_S
        answer = await self.client.call("settle", timeout=timeout, position=str(asked_position))
        if answer.status != 200:
            raise Busy(f"this node has not reached position {asked_position} yet" if asked_position else NOT_SETTLED)
        # The engine gives the milliseconds since it heard a leader as the body, and none while it knows one.
        return Settled(answer.position, int(answer.body) if answer.body.isdigit() else None)

    async def read(self, question: Callable[[Reader], T]) -> T:
        """Ask the store in a thread: for what may take more than a moment."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, question, self.reader)

    async def settled_read(self, question: Callable[[Reader], T], asked_position: int = 0) -> tuple[Settled, T]:
        """What the store says once it covers this node's writes. Raises Busy."""
        settled = await self.settle(asked_position)
        return settled, await self.read(question)

    async def command(self, name: str, body: bytes = b"", asked_position: int = 0, **params: str) -> Answer:
        """What the engine says to a command. Raises Busy."""
        if asked_position:
            await self.settle(asked_position)
        return await self.client.call(name, body, timeout=COMMAND_S, **params)

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Have the loop do this work, from a thread that may block (Django's views). Raises Busy."""
        assert self._loop is not None, "the node is started by the first request at the latest"
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(WAIT_S)
        except TimeoutError:
            raise Busy(f"the answer was not there within {WAIT_S:g} s") from None


def answer_headers(answer: Answer) -> Headers:
    """What every answer of the engine carries: where it rests, and when to try again."""
    headers: Headers = ((POSITION.lower().encode(), b"%d" % answer.position),) if answer.position else ()
    if answer.status == 503:
        headers += ((b"retry-after", b"%d" % max(1, answer.retry_after_s)),)
    return headers


_current: Node | None = None


def install(node: Node) -> Node:
    """Make this the node of the process, for Django's views and the consumers."""
    global _current
    _current = node
    return node


def current() -> Node:
    """The node of this process. Only called while a request is answered, so there is one."""
    assert _current is not None, "argyll_web.application makes the node before it takes requests"
    return _current
