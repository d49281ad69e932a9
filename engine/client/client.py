"""How a web process talks to the engine of its node."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Sequence

import msgspec

from engine.client.protocol import Answer, Committed, FromEngine, Link, Request
from engine.model.errors import Busy

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(FromEngine).decode

RETRY_S = 0.1
"""Pause between two tries to reach an engine that is down."""

log = logging.getLogger(__name__)

Listener = Callable[[Sequence[Committed]], None]


class EngineClient:
    """One connection to the engine, kept up for ever. All methods belong to the loop that called `start`.

    Commands wait for the connection, so a short restart of the engine costs time and no errors.
    """

    def __init__(self, socket_path: str) -> None:
        self._path = socket_path
        self._link: Link | None = None
        self._connected = asyncio.Event()
        self._lost = asyncio.Event()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._outbox: list[Request] = []
        self._keeper: asyncio.Task[None] | None = None
        self._listener: Listener | None = None
        self._on_gap: Callable[[], None] | None = None
        self.position = 0
        """Greatest position of an answer so far: what a read must cover to see this process's own writes."""

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        self._keeper = asyncio.get_running_loop().create_task(self._keep_connected())

    async def close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        if self._link is not None:
            self._link.close()
        self._fail_waiting("the web process is stopping")

    @property
    def is_connected(self) -> bool:
        return self._connected.is_set()

    async def call(self, command: str, body: bytes = b"", *, timeout: float = 10.0, **params: str) -> Answer:
        """Send a command and wait for its answer. Raises Busy when the engine does not answer in time.

        A command whose connection breaks may or may not have been carried out; that is Busy too, and by the rules
        of the API a repeat is safe.
        """
        loop = asyncio.get_running_loop()
        n = next(self._numbers)
        future: asyncio.Future[Answer] = loop.create_future()
        try:
            if not self._connected.is_set():
                await asyncio.wait_for(self._connected.wait(), timeout)
            self._waiting[n] = future
            if not self._outbox:
                loop.call_soon(self._flush)
            self._outbox.append(Request(n, command, body, params))
            timer = loop.call_later(timeout, _expire, future)
            try:
                answer = await future
            finally:
                timer.cancel()
        except TimeoutError:
            raise Busy(f"the engine did not answer {command} within {timeout:g} s") from None
        finally:
            self._waiting.pop(n, None)
        if answer.position > self.position:
            self.position = answer.position
        return answer

    async def settle(self, position: int = 0, *, timeout: float = 5.0) -> int:
        """Wait until the store covers everything that this node has answered so far, and `position`.

        Returns the covered index. Reads after it see every write whose answer came before. Raises Busy."""
        answer = await self.call("settle", timeout=timeout, position=str(position))
        if answer.status != 200:
            raise Busy(f"this node has not reached position {position} yet")
        return answer.position

    async def watch(self, listener: Listener, on_gap: Callable[[], None]) -> int:
        """Let `listener` have every batch that is committed from now on; the index before the first of them.

        `on_gap` is called when batches were missed because the engine went away; the watch goes on by itself."""
        self._listener, self._on_gap = listener, on_gap
        return (await self.call("watch")).position

    def _flush(self) -> None:
        requests, self._outbox = self._outbox, []
        if self._link is not None:
            self._link.send_frame(_encode(requests))

    def _on_frame(self, link: Link, frame: FromEngine) -> None:
        for answer in frame.answers:
            future = self._waiting.get(answer.n)
            if future is not None and not future.done():
                future.set_result(answer)
        if frame.committed and self._listener is not None:
            self._listener(frame.committed)

    def _on_lost(self, link: Link) -> None:
        self._connected.clear()
        self._lost.set()
        self._fail_waiting("the engine went away before it answered")

    def _fail_waiting(self, reason: str) -> None:
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(Busy(reason))

    async def _keep_connected(self) -> None:
        loop = asyncio.get_running_loop()
        was_up = False
        while True:
            self._lost.clear()
            try:
                _, self._link = await loop.create_unix_connection(
                    lambda: Link(_decode, self._on_frame, self._on_lost), self._path
                )
            except OSError:
                await asyncio.sleep(RETRY_S)
                continue
            self._connected.set()
            if was_up and self._listener is not None:
                await self._watch_again()
            was_up = True
            await self._lost.wait()
            log.warning("connection to the engine lost")

    async def _watch_again(self) -> None:
        try:
            await self.call("watch")
        except Busy:
            # Without a watch the listener would miss batches and never know: begin with a new connection.
            if self._link is not None:
                self._link.close()
            return
        if self._on_gap is not None:
            self._on_gap()


def _expire(future: asyncio.Future[Answer]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())
