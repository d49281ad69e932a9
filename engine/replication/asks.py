"""Questions between the engines of two nodes: commands that belong to another node, and their answers."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from engine.replication.frames import Answer, Ask
from engine.replication.node import Node, Wire

Reply = Callable[[bytes, str], None]
"""Told the answer's body and why there is none; one of the two is empty."""
Handler = Callable[[str, bytes, Reply], None]
"""Asking node, body, where the answer goes."""

AT_ONCE = 1000
"""Questions of one node that are worked on at the same time; more are turned away."""


class Asks:
    """Questions under way, in both directions. All methods belong to the Raft thread."""

    def __init__(self, wire: Wire, handle: Handler) -> None:
        self._wire, self._handle = wire, handle
        self._ids = itertools.count(1)
        self._asked: dict[int, tuple[Node, Reply]] = {}
        self._answering: dict[str, int] = {}

    def ask(self, node: Node, body: bytes, reply: Reply) -> int:
        """Returns a number for `forget`."""
        number = next(self._ids)
        if self._wire.send(node, Ask(number, body)):
            self._asked[number] = (node, reply)
        else:
            reply(b"", f"there is no connection to {node.id}")
        return number

    def forget(self, number: int) -> None:
        """Nobody waits for the answer any more."""
        self._asked.pop(number, None)

    def on_ask(self, node: Node, message: Ask) -> None:
        name = str(node.id)
        if self._answering.get(name, 0) >= AT_ONCE:
            self._wire.send(node, Answer(message.id, b"", "too many questions at once"))
            return
        self._answering[name] = self._answering.get(name, 0) + 1

        def reply(body: bytes, error: str) -> None:
            self._answering[name] -= 1
            self._wire.send(node, Answer(message.id, body, error))

        self._handle(name, message.body, reply)

    def on_answer(self, node: Node, message: Answer) -> None:
        asked = self._asked.get(message.id)
        if asked is not None and asked[0] == node:
            del self._asked[message.id]
            asked[1](message.body, message.error)

    def on_link_lost(self, node: Node) -> None:
        """What was asked there may have been done or not; the answer will not come."""
        lost = [number for number, (asked, _) in self._asked.items() if asked == node]
        for number in lost:
            _, reply = self._asked.pop(number)
            reply(b"", f"the connection to {node.id} was lost")
