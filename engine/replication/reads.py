"""Barriers: after which applied index is a read of the local store linearizable?

The leader notes its commit index and asks all members whether it still leads; a majority that says so proves that no
later leader had committed anything before the question. One round serves all who wait for one; who comes while a
round is under way waits for the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.replication.frames import ReadIndex, ReadIndexAnswer
from engine.replication.node import Node, RaftNode, Wire

RESEND_S = 0.5

Done = Callable[[int], None]
"""Told the applied index, when it is applied here."""


@dataclass(frozen=True, slots=True)
class _Round:
    """A question to all members: do I lead still?"""

    probe: int
    term: int
    index: int
    """Commit index when it was asked."""
    started_at: float
    waiting: list[Callable[[int], None]]


class Reads:
    """Who waits for a barrier on this node, and rounds for others while it leads."""

    def __init__(self, node: RaftNode, wire: Wire) -> None:
        self._node, self._wire = node, wire
        self._new: list[Done] = []
        self._asked: list[Done] = []
        """Wait for the answer to the question `_question`."""
        self._question = 0
        self._asked_at = 0.0
        self._known: list[tuple[int, Done]] = []
        """Wait until their index is applied."""
        self._round_new: list[Callable[[int], None]] = []
        self._round: _Round | None = None

    def wait(self, done: Done) -> None:
        """Call `done` once a linearizable read is possible. Never called while there is no majority."""
        self._new.append(done)

    def step(self, now: float) -> None:
        """Ask, ask again, confirm, tell: whatever is due."""
        self._ask(now)
        self._lead_rounds(now)
        applied = self._node.applied
        if self._known and any(index <= applied for index, _ in self._known):
            ready = [done for index, done in self._known if index <= applied]
            self._known = [(index, done) for index, done in self._known if index > applied]
            for done in ready:
                done(applied)

    def ask_again(self) -> None:
        """Leader or connection have changed: the question may be lost."""
        self._new, self._asked = self._asked + self._new, []

    def on_question(self, node: Node, message: ReadIndex) -> None:
        """Another member asks this one, which it takes for the leader."""
        if self._node.is_leader:
            self._round_new.append(lambda index: self._reply(node, message.id, index))

    def on_answer(self, message: ReadIndexAnswer) -> None:
        if message.id == self._question:
            self._learn(message.index)

    def _reply(self, node: Node, question: int, index: int) -> None:
        self._wire.send(node, ReadIndexAnswer(question, index))

    def _learn(self, index: int) -> None:
        self._known.extend((index, done) for done in self._asked)
        self._asked = []

    def _ask(self, now: float) -> None:
        if self._asked:
            if now - self._asked_at < RESEND_S:
                return
            self.ask_again()
        leader = self._node.leader_in_sight if self._new else None
        if leader is None:
            return
        self._question += 1
        question = self._question
        self._asked, self._new, self._asked_at = self._new, [], now
        if self._node.is_leader:
            self._round_new.append(lambda index: self._learn_own(question, index))
        else:
            self._wire.send(leader, ReadIndex(question))

    def _learn_own(self, question: int, index: int) -> None:
        if question == self._question:
            self._learn(index)

    def _lead_rounds(self, now: float) -> None:
        node = self._node
        if not node.is_leader:
            self._round = None
            self._round_new.clear()
            return
        if self._round is not None and self._round.term != node.term:
            self._round = None
        self._finish_round()
        if self._round is not None and now - self._round.started_at > RESEND_S:
            # Some question or answer was lost on the way.
            self._round_new = self._round.waiting + self._round_new
            self._round = None
        if self._round is None and self._round_new and node.can_confirm_reads:
            self._round = _Round(node.start_probe(), node.term, node.commit, now, self._round_new)
            self._round_new = []
            # Alone, this node is its own majority.
            self._finish_round()

    def _finish_round(self) -> None:
        ended = self._round
        if ended is not None and self._node.is_probe_confirmed(ended.probe):
            self._round = None
            for tell in ended.waiting:
                tell(ended.index)
