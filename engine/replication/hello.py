"""The first words of a connection: each side proves that it knows the cluster's secret, over fresh challenges.

    dialer                         acceptor
    hello, challenge  ─────────►
                      ◄─────────   hello, challenge
    proof             ─────────►
                      ◄─────────   proof

The acceptor proves nothing to a stranger. The proof covers both challenges, both ids and the side that gives it, so
that neither an old proof nor the other side's own can be played back.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from engine.replication.frames import AnyMessage, Hello, Message, Proof

PROTOCOL = 1
CHALLENGE_BYTES = 32


class Refused(Exception):
    """The other side is not who it must be; the connection ends."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a node needs to prove itself and to judge others."""

    cluster: str
    node: str
    secret: bytes
    kinds: tuple[str, ...]


class Handshake:
    """One side of one connection's hello. `peer` is set when both have proved themselves."""

    def __init__(self, me: Identity, peers: Collection[str], dialed: str | None) -> None:
        """`dialed` is the node that was called; None on the side that accepts."""
        self._me, self._peers, self._dialed = me, peers, dialed
        self._challenge = secrets.token_bytes(CHALLENGE_BYTES)
        self._hello: Hello | None = None
        self.peer: str | None = None
        self.kinds: tuple[str, ...] = ()

    def opening(self) -> list[Message]:
        """What to send as soon as the connection stands."""
        return [self._own_hello()] if self._dialed is not None else []

    def receive(self, message: AnyMessage) -> list[Message]:
        """What to answer. Raises Refused."""
        if isinstance(message, Hello) and self._hello is None:
            self._check(message)
            self._hello = message
            return [self._proof()] if self._dialed is not None else [self._own_hello()]
        if isinstance(message, Proof) and self._hello is not None:
            expected = self._mac(of_dialer=self._dialed is None)
            if not hmac.compare_digest(message.mac, expected):
                raise Refused(f"{self._hello.node!r} does not know the secret of this cluster")
            self.peer, self.kinds = self._hello.node, tuple(self._hello.kinds)
            return [] if self._dialed is not None else [self._proof()]
        raise Refused(f"{type(message).__name__} is out of place in a hello")

    def _check(self, hello: Hello) -> None:
        if hello.cluster != self._me.cluster:
            raise Refused(f"it belongs to cluster {hello.cluster!r}, this node to {self._me.cluster!r}")
        if hello.protocol != PROTOCOL:
            raise Refused(f"it speaks protocol {hello.protocol}, this node {PROTOCOL}")
        if len(hello.challenge) != CHALLENGE_BYTES:
            raise Refused(f"its challenge has {len(hello.challenge)} bytes instead of {CHALLENGE_BYTES}")
        if hello.node not in self._peers or hello.node == self._me.node:
            raise Refused(f"{hello.node!r} is no other member of this cluster")
        if self._dialed is not None and hello.node != self._dialed:
            raise Refused(f"{hello.node!r} answers where {self._dialed!r} was called")
        if self._dialed is None and hello.node < self._me.node:
            raise Refused(f"{hello.node!r} called, but the greater id calls")

    def _own_hello(self) -> Hello:
        me = self._me
        return Hello(me.cluster, me.node, PROTOCOL, self._challenge, list(me.kinds))

    def _proof(self) -> Proof:
        return Proof(self._mac(of_dialer=self._dialed is not None))

    def _mac(self, *, of_dialer: bool) -> bytes:
        assert self._hello is not None
        mine = (self._me.node.encode(), self._challenge)
        theirs = (self._hello.node.encode(), self._hello.challenge)
        dialer, acceptor = (mine, theirs) if self._dialed is not None else (theirs, mine)
        parts = (b"dialer" if of_dialer else b"acceptor", self._me.cluster.encode(), *dialer, *acceptor)
        # Each part with its length: no two lists of parts give the same text.
        text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._me.secret, text, "sha256")
