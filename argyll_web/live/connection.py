"""One WebSocket: a bounded queue, and one writer that sends what is in it in order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from argyll_web.live.hub import TRY_AGAIN_LATER
from argyll_web.live.subscription import MAX_UNDELIVERED

MAX_UNDELIVERED_BYTES = 64 << 20
"""Large events are fewer; one text that many subscriptions share counts for each."""
CHUNK = 64
"""Messages handed to the server at once: a send that is awaited alone costs several times as much."""
WRITE_TIMEOUT_S = 10.0

SendMessage = Callable[[dict[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class Connection:
    """Takes messages without waiting. A client that does not read is closed with 1013, one that is stuck is cut off."""

    def __init__(self, send: SendMessage, closing: asyncio.Event, cut: Callable[[], None]) -> None:
        """`closing` is set when the connection begins to close; `cut` ends the transport where even a close frame
        cannot be written."""
        self._send, self._is_closing, self._cut = send, closing, cut
        self._queue: deque[tuple[str, str]] = deque()
        self._queued_bytes = 0
        self._in_flight = 0
        self._wake = asyncio.Event()
        self._closing: tuple[int, str] | None = None
        self.ended = asyncio.Event()
        """Set when nothing more will be written."""

    @property
    def is_writing(self) -> bool:
        """Whether part of a frame may be on its way at this moment."""
        return self._in_flight > 0 or bool(self._queue)

    def push(self, head: str, tail: str = "") -> None:
        """Queue one message, given in two parts."""
        if self._closing is not None:
            return
        self._queued_bytes += len(head)
        if len(self._queue) + self._in_flight >= MAX_UNDELIVERED or self._queued_bytes > MAX_UNDELIVERED_BYTES:
            self.close_with(TRY_AGAIN_LATER, "too many undelivered events; subscribe again with include_state")
            return
        self._queue.append((head, tail))
        self._wake.set()

    def overflow(self) -> None:
        self.close_with(TRY_AGAIN_LATER, "too many events while the state was read; subscribe again")

    def close_with(self, code: int, reason: str) -> None:
        """Drop what is queued and close, once the frame that is on its way has gone out. The first reason stays."""
        if self._closing is None:
            self._closing = code, reason
            self._queue.clear()
            self._wake.set()
            self._is_closing.set()

    async def write(self) -> None:
        """Send messages until the connection ends; the one place that sends."""
        try:
            while self._closing is None:
                await self._wake.wait()
                self._wake.clear()
                while self._queue and self._closing is None:
                    await self._send_chunk()
            code, reason = self._closing
            closing = self._send({"type": "websocket.close", "code": code, "reason": reason})
            await self._deliver([closing])
        except _Gone:
            # The client has gone, is stuck, or the server refuses the message: daphne knows few codes to close with.
            self.close_with(TRY_AGAIN_LATER, "")
            self._cut()
        finally:
            self.ended.set()

    async def _send_chunk(self) -> None:
        taken = [self._queue.popleft() for _ in range(min(CHUNK, len(self._queue)))]
        self._in_flight = len(taken)
        await self._deliver(self._send({"type": "websocket.send", "text": head + tail}) for head, tail in taken)
        self._in_flight = 0
        self._queued_bytes -= sum(len(head) for head, _ in taken)

    async def _deliver(self, sends: Iterable[Awaitable[None]]) -> None:
        """Wait for sends that the server carries out in the order of the calls. Raises _Gone."""
        pending = {asyncio.ensure_future(send) for send in sends}
        while pending:
            done, pending = await asyncio.wait(pending, timeout=WRITE_TIMEOUT_S)
            if not done:
                for send in pending:
                    send.cancel()
                log.info("a WebSocket client did not take a frame within %g s; it is cut off", WRITE_TIMEOUT_S)
                raise _Gone
            for send in done:
                if send.exception() is not None:
                    # Servers report a lost connection with errors of their own, or not at all.
                    raise _Gone


class _Gone(Exception):
    """The client cannot be written to any more."""
