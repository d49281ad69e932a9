"""A child process that is fed over a socket from two threads, and never waited for.

What the socket cannot take at once is kept and sent by the loop, in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import threading
from collections import deque
from collections.abc import Callable

SEND_BUFFER_BYTES = 4 << 20
RECEIVE_BYTES = 1 << 16
END_WAIT_S = 20.0

log = logging.getLogger(__name__)


class ChildLink:
    """The parent's end. All methods but `send` are called on the loop."""

    def __init__(self, receive: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        """`receive(data)` gets what the child says, `ended()` the end of its socket, once; both on the loop."""
        self._on_data, self._on_end = receive, ended
        self._lock = threading.Lock()
        self._unsent: deque[memoryview] = deque()
        self._is_finishing = False

    def start(self, command: list[str], environment: dict[str, str]) -> None:
        """Start the child with the socket as its standard input."""
        self._loop = asyncio.get_running_loop()
        self._gone = self._loop.create_future()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        with theirs:
            self._process = subprocess.Popen(command, stdin=theirs.fileno(), env=os.environ | environment)
        self._loop.add_reader(self._socket, self._receive)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, data: bytes) -> None:
        """Send from any thread, without waiting. What is sent after the child's end is lost silently: its end is
        reported by itself."""
        with self._lock:
            if self._unsent:
                self._unsent.append(memoryview(data))
                return
            rest = memoryview(data)[self._send_some(data) :]
            if rest:
                self._unsent.append(rest)
                self._loop.call_soon_threadsafe(self._send_later)

    async def finish(self) -> None:
        """Send what is left, close our direction, and return when the child has ended."""
        self._is_finishing = True
        self._send_later()
        try:
            await asyncio.wait_for(asyncio.shield(self._gone), END_WAIT_S)
        except TimeoutError:
            log.error("process %s did not end within %s s and is killed", self.pid, END_WAIT_S)
            self._process.kill()
            self._close()
        await asyncio.to_thread(self._process.wait)

    def _send_some(self, data: bytes | memoryview) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)

    def _send_later(self) -> None:
        if not self._gone.done():
            self._loop.add_writer(self._socket, self._send_rest)

    def _send_rest(self) -> None:
        with self._lock:
            while self._unsent:
                data = self._unsent[0]
                sent = self._send_some(data)
                if sent < len(data):
                    self._unsent[0] = data[sent:]
                    return
                self._unsent.popleft()
        self._loop.remove_writer(self._socket)
        if self._is_finishing:
            with contextlib.suppress(OSError):  # the child has ended first
                self._socket.shutdown(socket.SHUT_WR)

    def _receive(self) -> None:
        try:
            data = self._socket.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if data:
            self._on_data(data)
        else:
            self._close()
            self._on_end()

    def _close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        with self._lock:
            self._unsent.clear()
            self._socket.close()
        self._gone.set_result(None)
