"""The order within a tick: what leaves a node rests on what is on its disk, and on an epoch that it still has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysyncobj.syncobj as library
import pytest
from fakes import MemoryStore, batch
from pysyncobj.node import Node
from pysyncobj.transport import Transport

from engine.replication.entries import NodeLost, encode_node_lost
from engine.replication.frames import (
    Announce,
    AppendEntries,
    Message,
    NextIndex,
    Propose,
    ReadIndex,
    ReadIndexAnswer,
)
from engine.replication.journal import SqliteJournal
from engine.replication.log import Fact, Ruling, Verdict
from engine.replication.replica import News, Replica

B = Node("b")


class Wire(Transport):  # type: ignore[misc]
    """Connected to everyone; keeps what is sent, and checks each acknowledgement when it leaves."""

    def __init__(self, journal: SqliteJournal) -> None:
        super().__init__(None, None, [])
        self.journal = journal
        self.sent: list[Any] = []

    def send(self, node: Node, message: Any) -> bool:
        if isinstance(message, NextIndex) and message.success:
            assert message.next_node_idx - 1 <= self.journal.synced, "acknowledged before the sync"
        self.sent.append(message)
        return True

    def backlog(self, node: Node) -> int:
        return 0

    def flush(self) -> None: ...

    def is_connected(self, name: str) -> bool:
        return True

    def of(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.sent if isinstance(message, kind)]


class Rig:
    """Node `a`; b leads when there are peers. The clock is set by hand."""

    def __init__(self, path: Path, clock: pytest.MonkeyPatch, peers: str) -> None:
        self.now = 1000.0
        clock.setattr(library, "monotonicTime", lambda: self.now)
        self.journal = SqliteJournal(path)
        self.wire = Wire(self.journal)
        self.facts: list[Fact] = []
        self.replica = Replica(
            me="a",
            addresses=dict.fromkeys("a" + peers, ""),
            version="1",
            journal=self.journal,
            store=MemoryStore(),
            wire=self.wire,
            on_news=self.hear,
            on_message=lambda node, message: None,
        )
        for peer in peers:
            self.wire._onNodeConnected(Node(peer))

    def hear(self, news: News) -> None:
        for fact in news.facts:
            assert fact.index <= self.journal.synced, "told before the sync"
        self.facts += news.facts

    def verdicts(self) -> list[Verdict]:
        return [fact.verdict for fact in self.facts if isinstance(fact, Ruling)]

    def append(self, *commands: bytes, commit: int | None = None) -> None:
        """From leader b, behind what is here."""
        last, term = self.journal.last_index, self.journal.last_term
        entries = [(command, last + 1 + n, 1) for n, command in enumerate(commands)]
        commit = last + len(commands) if commit is None else commit
        self.wire._onMessageReceived(B, AppendEntries(1, commit, last, term, entries))

    def come_up(self) -> None:
        self.append()
        self.replica.step()
        (announced, *_) = self.wire.of(Announce)
        self.append(announced.entry)
        self.replica.step()
        assert self.replica.epoch == 2


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    rig = Rig(tmp_path / "journal.db", monkeypatch, "bc")
    yield rig
    rig.journal.close(with_sync=False)


def test_a_follower_acknowledges_in_the_tick_of_its_sync(rig: Rig) -> None:
    rig.append(b"\x01", b"\x01")
    rig.replica.step()
    assert rig.wire.of(NextIndex) == [NextIndex(1, 4, True, False)]


def test_a_single_node_tells_nothing_before_its_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig(tmp_path / "journal.db", monkeypatch, "")
    rig.now += 0.1
    while rig.replica.epoch == 0:
        rig.replica.step()
    for n in range(1, 4):
        rig.replica.propose(batch(n, f"flow/{n}"), rig.replica.epoch, None)
        rig.replica.step()
    assert rig.verdicts() == [Verdict.APPLIED] * 3
    rig.journal.close()


def test_after_a_pause_nothing_is_proposed_before_the_epoch_is_checked(rig: Rig) -> None:
    rig.come_up()
    rig.now += 3
    rig.append()
    rig.replica.propose(batch(1, "flow/x"), 2, None)
    rig.replica.step()
    assert rig.wire.of(Propose) == []
    (question,) = rig.wire.of(ReadIndex)
    rig.wire._onMessageReceived(B, ReadIndexAnswer(question.id, rig.journal.last_index))
    rig.replica.step()
    rig.replica.step()
    assert len(rig.wire.of(Propose)) == 1


def test_a_node_that_is_lost_rules_its_waiting_batches_fenced_and_asks_for_an_epoch(rig: Rig) -> None:
    rig.come_up()
    rig.replica.propose(batch(1, "flow/x"), 2, None)
    rig.replica.step()
    announced = len(rig.wire.of(Announce))
    rig.append(encode_node_lost(NodeLost("a", 2)))
    rig.replica.step()
    assert rig.verdicts() == [Verdict.FENCED]
    rig.replica.propose(batch(2, "flow/y"), 2, None)
    rig.replica.step()
    assert rig.verdicts() == [Verdict.FENCED] * 2, "decided in an epoch that has ended"
    again = rig.wire.of(Announce)[announced:]
    rig.replica.propose(batch(3, "flow/z"), 0, None)
    rig.append(again[0].entry)
    rig.replica.step()
    rig.replica.step()
    assert rig.replica.epoch == 4
    assert len(rig.wire.of(Propose)) == 2, "what was proposed without an epoch goes out under the next"


def test_what_was_sent_is_sent_again_after_two_seconds_of_silence(rig: Rig) -> None:
    rig.come_up()
    rig.replica.propose(batch(1, "flow/x"), 2, None)
    for _ in range(14):
        rig.now += 0.2
        rig.append()
        rig.replica.step()
    sent = rig.wire.of(Propose)
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_a_batch_that_may_have_been_taken_is_given_up_only_while_no_leader_is_in_sight(rig: Rig) -> None:
    rig.come_up()
    rig.replica.propose(batch(1, "flow/x"), 2, rig.now + 1)
    for _ in range(10):
        rig.now += 0.3
        rig.append()
        rig.replica.step()
    assert rig.verdicts() == []
    for _ in range(5):
        rig.now += 0.3
        rig.replica.step()
    assert rig.verdicts() == [Verdict.UNAVAILABLE]


def test_an_announcement_that_is_in_one_group_twice_brings_the_node_up_once(rig: Rig) -> None:
    rig.append()
    rig.replica.step()
    (announced, *_) = rig.wire.of(Announce)
    rig.append(announced.entry, announced.entry)
    rig.replica.step()
    assert rig.replica.epoch == 2, "the first copy counts; the second is a repeat"
    rig.append(announced.entry)
    rig.replica.step()
    assert rig.replica.epoch == 2
