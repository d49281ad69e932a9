"""The engine's end of the engine protocol."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from engine.client.protocol import Answer, Committed, FromEngine, Link, Request

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Request]).decode

log = logging.getLogger(__name__)

Reply = Callable[[int, bytes, int, int], None]
"""reply(status, body, position, retry_after_s); to be called once, on the loop, at any later time."""


class Handler(Protocol):
    def handle(self, command: str, params: dict[str, str], body: bytes, reply: Reply) -> None:
        """Carry a command out; must not raise for what is wrong with the command."""


class EngineServer:
    """Takes connections of web processes; answers and batches of one turn leave as one frame each."""

    def __init__(self, handler: Handler, position: Callable[[], int]) -> None:
        self._handler, self._position = handler, position
        self._links: dict[Link, list[Answer]] = {}
        self._watching: set[Link] = set()
        self._committed: list[Committed] = []
        self._scheduled = False
        self._server: asyncio.AbstractServer | None = None

    async def start(self, socket_path: Path) -> None:
        """Listen. A socket that a killed engine left behind is replaced: the caller holds the node's lock."""
        socket_path.unlink(missing_ok=True)
        self._loop = asyncio.get_running_loop()
        self._server = await self._loop.create_unix_server(self._accept, str(socket_path))
        os.chmod(socket_path, 0o600)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._flush()
        for link in list(self._links):
            link.close()

    def publish(self, batch: Committed) -> None:
        """Send a committed batch to every watcher, in the order of the calls."""
        if self._watching:
            self._committed.append(batch)
            self._schedule()

    def _accept(self) -> Link:
        link = Link(_decode, self._on_frame, self._on_lost)
        self._links[link] = []
        return link

    def _on_lost(self, link: Link) -> None:
        self._links.pop(link, None)
        self._watching.discard(link)

    def _on_frame(self, link: Link, requests: list[Request]) -> None:
        handle = self._handler.handle
        for request in requests:
            if request.command == "watch":
                # What is queued is older than this watch, and must not reach it.
                self._flush()
                self._watching.add(link)
                self._answer(link, Answer(request.n, 200, b"", self._position()))
            else:
                handle(request.command, request.params, request.body, self._reply_to(link, request.n))

    def _reply_to(self, link: Link, n: int) -> Reply:
        def reply(status: int, body: bytes, position: int, retry_after_s: int) -> None:
            self._answer(link, Answer(n, status, body, position, retry_after_s))

        return reply

    def _answer(self, link: Link, answer: Answer) -> None:
        outbox = self._links.get(link)
        if outbox is not None:
            outbox.append(answer)
            self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        committed, self._committed = self._committed, []
        for link, answers in self._links.items():
            batches = committed if link in self._watching else []
            if answers or batches:
                link.send_frame(_encode(FromEngine(answers, batches)))
                answers.clear()
