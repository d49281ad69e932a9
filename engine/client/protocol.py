"""The engine protocol: msgpack frames over a local socket, between the web processes of a node and its engine.

A frame is four bytes of length (big endian) and one msgpack array of messages: everything that was sent within one
turn of the loop. A frame that does not parse, or is too large, ends the connection and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

import msgspec

MAX_FRAME: Final = 96 << 20
MAX_BACKLOG: Final = 64 << 20
"""Bytes that a peer may leave unread before its connection is ended."""

log = logging.getLogger(__name__)


class Request(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A command of a web process. `n` pairs it with its answer; it is never 0."""

    n: int
    command: str
    body: bytes = b""
    params: dict[str, str] = {}


class Answer(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What became of a command: a status and a body as the REST API gives them."""

    n: int
    status: int
    body: bytes = b""
    position: int = 0
    """Applied index of the log that the answer rests on; a read that covers it sees its effects."""
    retry_after_s: int = 0
    """Of a 503."""


class Committed(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A batch of events that every watcher gets, in the order of the log."""

    index: int
    aggregate: str
    """`catalog`, `cluster` or `flow/<flow id>`."""
    first: int
    """Sequence of the first event."""
    at_us: int
    events: bytes
    """JSON array of `[type, data]`."""


class FromEngine(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One frame of the engine: answers and committed batches of one turn."""

    answers: list[Answer]
    committed: list[Committed]


class Link(asyncio.Protocol):
    """One end of a connection. What is sent within one turn of the loop leaves as one frame."""

    def __init__(
        self,
        decode: Callable[[bytes | memoryview], Any],
        on_frame: Callable[[Link, Any], None],
        on_lost: Callable[[Link], None],
    ) -> None:
        self._decode, self._on_frame, self._on_lost = decode, on_frame, on_lost
        self._transport: asyncio.Transport | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment] # uvloop's transport is no subclass

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._on_lost(self)

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def send_frame(self, body: bytes) -> None:
        """Write one encoded frame; silently dropped when the connection is gone (its end is reported by itself)."""
        if self._transport is None:
            return
        if self._transport.get_write_buffer_size() > MAX_BACKLOG:
            log.error("the other end of the engine protocol does not read; the connection is closed")
            self._transport.abort()
            return
        self._transport.write(len(body).to_bytes(4, "big") + body)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        at, end = 0, len(buffer)
        try:
            while end - at >= 4:
                size = int.from_bytes(buffer[at : at + 4], "big")
                if size > MAX_FRAME:
                    raise ValueError(f"a frame of {size} bytes; at most {MAX_FRAME} are allowed")
                if end - at - 4 < size:
                    break
                frame = self._decode(memoryview(buffer)[at + 4 : at + 4 + size])
                at += 4 + size
                self._on_frame(self, frame)
        except (msgspec.DecodeError, ValueError) as error:
            log.error("bad frame on the engine protocol, the connection is closed: %s", error)
            self._buffer = b""
            if self._transport is not None:
                self._transport.abort()
            return
        self._buffer = buffer[at:] if at < end else b""
