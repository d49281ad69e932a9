"""Connections between the nodes: one per pair, dialed by the greater id, proved by a hello, closed after silence."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from pysyncobj.node import Node
from pysyncobj.transport import Transport

from engine.replication.frames import (
    MAX_FRAME_BYTES,
    AnyMessage,
    AppendEntries,
    BadFrame,
    FrameReader,
    Message,
    Ping,
    encode_frame,
)
from engine.replication.hello import Handshake, Identity, Refused

log = logging.getLogger(__name__)

HELLO_S = 3.0
SILENCE_S = 2.0
PING_S = 0.5
DIAL_S = 1.0
REDIAL_S = 0.2
BACKLOG_BYTES = 128 << 20
"""So much unsent data on one connection means that the other side does not read: messages are refused."""
LONG_FRAME_BYTES = 256 << 10
STRANGERS = 64
"""Connections at once whose hello is not done."""


class PeerTransport(Transport):  # type: ignore[misc]
    """Frames to and from the other nodes. All methods belong to the thread of `loop`."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        identity: Identity,
        peers: Mapping[str, str],
        *,
        ssl_server: ssl.SSLContext | None = None,
        ssl_client: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(None, None, [])
        self.loop, self.identity = loop, identity
        self.nodes = {name: Node(name) for name in peers}
        self.refused: Counter[str] = Counter()
        """Connections that were ended by us: `refused` in the hello, `slow hello`, `bad frame`, `too many`."""
        self.on_read: Callable[[], None] = _nothing
        """Called after each piece of the network that held messages."""
        self.on_progress: Callable[[Node], None] = _ignore_node
        """Called while a long frame of a node is still arriving: it is alive, though it says nothing yet."""
        self.on_link: Callable[[Node, bool], None] = _ignore_link
        """Called when a connection to a node stands (True) or is gone (False), after the library was told."""
        self._addresses = dict(peers)
        self._ssl_server, self._ssl_client = ssl_server, ssl_client
        self._links: dict[str, _Link] = {}
        self._opening: set[_Link] = set()
        self._dialers: list[asyncio.Task[None]] = []
        self._server: asyncio.Server | None = None
        self._packed: tuple[AppendEntries, bytes] | None = None

    async def start(self, address: str | None) -> None:
        """Listen on `host:port` (unless there is no address) and call the nodes with a smaller id."""
        if address is not None:
            host, port = split_address(address)
            self._server = await self.loop.create_server(lambda: _Link(self, None), host, port, ssl=self._ssl_server)
        for name in self.nodes:
            if name < self.identity.node:
                self._dialers.append(self.loop.create_task(self._dial(name)))

    async def stop(self) -> None:
        for dialer in self._dialers:
            dialer.cancel()
        await asyncio.gather(*self._dialers, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for link in [*self._links.values(), *self._opening]:
            link.close()
        if self._server is not None:
            await self._server.wait_closed()

    def is_connected(self, name: str) -> bool:
        return name in self._links

    def send(self, node: Node, message: Message | dict[str, Any]) -> bool:
        """Queue a message. False when there is no connection or the other side has stopped reading."""
        link = self._links.get(node.id)
        if link is None or link.backlog() > BACKLOG_BYTES:
            return False
        link.write(self._pack(message))
        return True

    def backlog(self, node: Node) -> int:
        """Bytes that wait for the network."""
        link = self._links.get(node.id)
        return link.backlog() if link else 0

    def flush(self) -> None:
        """Hand everything queued to the system now."""
        for link in list(self._links.values()):
            link.flush()

    def tend(self) -> None:
        """Call several times a second: says something on quiet connections and ends silent ones."""
        now = self.loop.time()
        for name, link in list(self._links.items()):
            if now - link.heard_at > SILENCE_S:
                log.warning("nothing heard from %s for %.1f s: connection closed", name, now - link.heard_at)
                link.abort()
            elif now - link.spoke_at > PING_S:
                link.write(encode_frame(Ping()))

    def destroy(self) -> None:
        """The library's wish; `stop` does it."""

    def _pack(self, message: Message | dict[str, Any]) -> bytes:
        if not isinstance(message, AppendEntries) or not message.entries:
            return encode_frame(message)
        # Followers at the same place get the same object: packed once.
        if self._packed is None or self._packed[0] is not message:
            self._packed = (message, encode_frame(message))
        return self._packed[1]

    async def _dial(self, name: str) -> None:
        host, port = split_address(self._addresses[name])
        while True:
            if name not in self._links and not any(link.dialed == name for link in self._opening):
                try:
                    async with asyncio.timeout(DIAL_S):
                        await self.loop.create_connection(lambda: _Link(self, name), host, port, ssl=self._ssl_client)
                except (OSError, TimeoutError) as error:
                    log.debug("%s at %s:%d does not answer: %s", name, host, port, error)
            await asyncio.sleep(REDIAL_S)

    def _opened(self, link: _Link) -> bool:
        """False when there are too many callers already that have not proved themselves."""
        if link.dialed is None and len(self._opening) >= STRANGERS:
            return False
        self._opening.add(link)
        return True

    def _admitted(self, link: _Link, name: str) -> None:
        self._opening.discard(link)
        old = self._links.pop(name, None)
        if old is not None:
            # The other side has called again, so it has given the old connection up.
            old.abort()
            self._tell_link(name, False)
        self._links[name] = link
        self._tell_link(name, True)

    def _lost(self, link: _Link) -> None:
        self._opening.discard(link)
        if link.peer is not None and self._links.get(link.peer) is link:
            del self._links[link.peer]
            self._tell_link(link.peer, False)

    def _tell_link(self, name: str, is_up: bool) -> None:
        node = self.nodes[name]
        if is_up:
            self._onNodeConnected(node)
        else:
            self._onNodeDisconnected(node)
        self.on_link(node, is_up)
        self.on_read()

    def _received(self, name: str, message: AnyMessage) -> None:
        self._onMessageReceived(self.nodes[name], message)


class _Link(asyncio.Protocol):
    """One connection. Until the hello is done nothing but the hello is read, in small frames."""

    def __init__(self, owner: PeerTransport, dialed: str | None) -> None:
        self._owner, self.dialed = owner, dialed
        self._handshake = Handshake(owner.identity, owner.nodes, dialed)
        self._reader = FrameReader()
        self._queue: list[bytes] = []
        self._queued_bytes = 0
        self._is_flush_due = False
        self.peer: str | None = None
        self.heard_at = self.spoke_at = owner.loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._socket = transport
        self._timer = self._owner.loop.call_later(HELLO_S, self._refuse, "slow hello", f"no hello within {HELLO_S} s")
        if self._owner._opened(self):
            self._say(self._handshake.opening())
        else:
            self._refuse("too many", "too many callers without a hello")

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        self._owner._lost(self)

    def data_received(self, data: bytes) -> None:
        if self._socket.is_closing():
            return
        self.heard_at = self._owner.loop.time()
        try:
            for message in self._reader.feed(data):
                if self.peer is not None:
                    self._owner._received(self.peer, message)
                else:
                    self._greet(message)
                if self._socket.is_closing():
                    return
        except BadFrame as error:
            self._refuse("bad frame", str(error))
            return
        except Refused as error:
            self._refuse("refused", str(error))
            return
        if self.peer is not None:
            if self._reader.waiting_bytes > LONG_FRAME_BYTES:
                self._owner.on_progress(self._owner.nodes[self.peer])
            self._owner.on_read()

    def write(self, frame: bytes) -> None:
        self._queue.append(frame)
        self._queued_bytes += len(frame)
        if not self._is_flush_due:
            self._is_flush_due = True
            self._owner.loop.call_soon(self.flush)

    def flush(self) -> None:
        self._is_flush_due = False
        if not self._queue or self._socket.is_closing():
            return
        self.spoke_at = self._owner.loop.time()
        self._socket.write(self._queue[0] if len(self._queue) == 1 else b"".join(self._queue))
        self._queue, self._queued_bytes = [], 0

    def backlog(self) -> int:
        return self._queued_bytes + self._socket.get_write_buffer_size()

    def close(self) -> None:
        """End the connection after what was written."""
        self.flush()
        self._socket.close()

    def abort(self) -> None:
        self._socket.abort()

    def _greet(self, message: AnyMessage) -> None:
        self._say(self._handshake.receive(message))
        if self._handshake.peer is not None:
            self._timer.cancel()
            self._reader.limit_bytes = MAX_FRAME_BYTES
            self.peer = self._handshake.peer
            self._owner._admitted(self, self.peer)

    def _say(self, messages: list[Message]) -> None:
        for message in messages:
            self.write(encode_frame(message))

    def _refuse(self, kind: str, reason: str) -> None:
        self._owner.refused[kind] += 1
        log.warning("connection with %s ended: %s: %s", self.peer or self.dialed or "a caller", kind, reason)
        self._socket.abort()


def split_address(address: str) -> tuple[str, int]:
    """Host and port of `host:port` or `[v6 address]:port`. Raises ValueError."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdecimal():
        raise ValueError(f"expected host:port, got {address!r}")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _nothing() -> None:
    """Default of a callback."""


def _ignore_node(node: Node) -> None:
    """Default of a callback."""


def _ignore_link(node: Node, is_up: bool) -> None:
    """Default of a callback."""
