"""Pings (`websocket.md`, 1). ASGI has no message for them, so they are written to the connection's socket.

A ping without payload is two bytes, which a socket takes whole or not at all; it is only written while no frame is on
its way, so that it stands between two frames. That the client has answered is seen from the kernel: a live client
sends its pong, so some data arrived after the ping. Without the kernel's help (not Linux, TLS in this process, a
server in tests) there are no pings, and TCP finds dead peers in its own time.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from argyll_web.edge.answers import Scope
from argyll_web.live.connection import Connection

PING_EVERY_S = 54.0
PONG_WITHIN_S = 60.0
BUSY_RETRY_S = 1.0
_PING = b"\x89\x00"
_LAST_DATA_RECEIVED = struct.Struct("44xI")
"""`tcpi_last_data_recv` in Linux's `struct tcp_info`, without the eight bytes in front: milliseconds."""


class Heartbeat:
    """Finds the socket once, and looks at each use whether it still belongs to this client."""

    def __init__(self, scope: Scope) -> None:
        client = scope.get("client")
        self._peer = (str(client[0]), int(client[1])) if client and scope.get("scheme", "ws") == "ws" else None
        self._descriptor = self._find()

    def _find(self) -> int | None:
        if self._peer is None or sys.platform != "linux":
            return None
        # The connection is young, so it is likely among the highest numbers.
        for descriptor in sorted(map(int, os.listdir("/proc/self/fd")), reverse=True):
            if self._belongs(descriptor):
                return descriptor
        return None

    def _belongs(self, descriptor: int) -> bool:
        with _borrowed(descriptor) as connection:
            return connection is not None and self._is_peer(connection)

    def _is_peer(self, connection: socket.socket) -> bool:
        if connection.family not in (socket.AF_INET, socket.AF_INET6):
            return False
        try:
            host, port = connection.getpeername()[:2]
        except OSError:
            return False
        return (host, port) == self._peer

    async def keep(self, connection: Connection, *, ping_every_s: float, pong_within_s: float) -> None:
        """Ping for ever; end the connection when no answer came in time."""
        if self._descriptor is None:
            return
        while True:
            await asyncio.sleep(ping_every_s)
            while connection.is_writing:
                await asyncio.sleep(BUSY_RETRY_S)
            if not self._ping():
                return
            await asyncio.sleep(pong_within_s - ping_every_s)
            silent_s = self._silent_s()
            # Who has answered was heard after the ping; the middle leaves room for clocks that are not exact.
            if silent_s is not None and silent_s > (ping_every_s + pong_within_s) / 2:
                self.cut()
                return

    def _ping(self) -> bool:
        """False when the connection is gone."""
        with self._socket() as connection:
            if connection is None:
                return False
            try:
                connection.send(_PING, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            except BlockingIOError:
                pass  # Full of frames; those do the ping's work.
            except OSError:
                return False
            return True

    def _silent_s(self) -> float | None:
        """Time since anything came from the client."""
        with self._socket() as connection:
            if connection is None:
                return None
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8 + _LAST_DATA_RECEIVED.size)
            return float(_LAST_DATA_RECEIVED.unpack_from(info, 8)[0]) / 1000

    def cut(self) -> None:
        """End the transport, whatever is queued in it."""
        with self._socket() as connection:
            if connection is not None:
                with suppress(OSError):  # the client has gone by itself
                    connection.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _socket(self) -> Iterator[socket.socket | None]:
        if self._descriptor is None:
            yield None
            return
        with _borrowed(self._descriptor) as connection:
            yield connection if connection is not None and self._is_peer(connection) else None


@contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket | None]:
    """The socket behind a descriptor, under a number of our own: the server may close its own at any moment."""
    try:
        own = os.dup(descriptor)
    except OSError:
        yield None
        return
    try:
        connection = socket.socket(fileno=own)
    except OSError:
        os.close(own)
        yield None
        return
    try:
        yield connection
    finally:
        connection.close()
