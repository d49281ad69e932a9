"""Rules of Raft that no killed process can show: one node, its real journal, and messages given to it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysyncobj.syncobj as library
import pytest
from pysyncobj.node import Node
from pysyncobj.transport import Transport

from engine.replication.frames import (
    AppendEntries,
    HandOver,
    Message,
    NextIndex,
    PreVote,
    PreVoteGranted,
    ProbeAnswer,
    RequestVote,
    ResponseVote,
)
from engine.replication.journal import JournalEntry, SqliteJournal
from engine.replication.node import RaftNode

B, C = Node("b"), Node("c")


class Wire(Transport):  # type: ignore[misc]
    """Keeps what is sent."""

    def __init__(self) -> None:
        super().__init__(None, None, [])
        self.sent: list[tuple[str, Any]] = []

    def send(self, node: Node, message: Any) -> bool:
        self.sent.append((node.id, message))
        return True

    def backlog(self, node: Node) -> int:
        return 0

    def of(self, kind: type[Message]) -> list[Any]:
        return [message for _, message in self.sent if isinstance(message, kind)]

    def votes(self) -> list[str]:
        return [to for to, m in self.sent if isinstance(m, dict) and m["type"] == "response_vote"]


class Rig:
    """Node `a` of three, on a clock that is set by hand."""

    def __init__(self, path: Path, clock: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        clock.setattr(library, "monotonicTime", lambda: self.now)
        self.journal, self.wire = SqliteJournal(path), Wire()
        self.applied: list[JournalEntry] = []
        self.node = RaftNode(
            "a", ["b", "c"], self.journal, self.wire,
            applied=0, apply=self.applied.extend, on_message=lambda node, message: None,
        )  # fmt: skip
        for peer in (B, C):
            self.wire._onNodeConnected(peer)

    def get(self, node: Node, message: Message) -> None:
        self.wire._onMessageReceived(node, message)

    def append(self, term: int, previous: tuple[int, int], *terms: int, commit: int = 1) -> None:
        """From leader b: entries of these terms behind `previous` (index, term)."""
        first = previous[0] + 1
        entries = [(f"{t}/{first + n}".encode(), first + n, t) for n, t in enumerate(terms)]
        self.get(B, AppendEntries(term, commit, *previous, entries))

    def lead(self) -> None:
        """Through a pre-vote and a vote of b."""
        self.now += 2
        self.node.tick()
        (asked, _) = self.wire.of(PreVote)[-2:]
        self.get(B, PreVoteGranted(asked.round))
        self.node.tick()
        self.get(B, ResponseVote(self.node.term))
        assert self.node.is_leader

    def log(self) -> list[tuple[int, int]]:
        return [(entry[1], entry[2]) for entry in self.journal.range(2, self.journal.last_index)]


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    rig = Rig(tmp_path / "journal.db", monkeypatch)
    yield rig
    rig.journal.close(with_sync=False)


def test_an_append_is_acknowledged_only_after_the_sync(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1)
    assert rig.wire.of(NextIndex) == []
    rig.journal.sync()
    rig.node.flush_answers()
    assert rig.wire.of(NextIndex) == [NextIndex(1, 4, True, False)]


def test_an_older_append_that_comes_late_takes_nothing_back(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1, 1)
    rig.journal.sync()
    rig.append(1, (1, 0), 1)
    rig.append(1, (2, 1))
    assert rig.log() == [(2, 1), (3, 1), (4, 1)]


def test_what_contradicts_the_leader_is_replaced_from_there_on(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1, 1)
    rig.journal.sync()
    rig.append(2, (2, 1), 2)
    assert rig.log() == [(2, 1), (3, 2)]


def test_an_append_that_reaches_into_the_committed_part_leaves_that_as_it_is(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1, commit=3)
    rig.journal.sync()
    rig.node.tick()
    rig.append(2, (1, 0), 1, 1, 2)
    assert rig.log() == [(2, 1), (3, 1), (4, 2)]


def test_an_acknowledgement_that_waits_is_dropped_when_the_term_ends(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1)
    # The next leader does not have these entries: telling the last one that they are here would be a lie.
    rig.get(C, AppendEntries(2, 1, 1, 0, [(b"other", 2, 2)]))
    rig.wire.sent.clear()
    rig.journal.sync()
    rig.node.flush_answers()
    assert [(to, m.term) for to, m in rig.wire.sent] == [("c", 2)]


def test_nothing_is_applied_before_it_is_on_this_disk(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1, commit=3)
    rig.node.tick()
    assert rig.applied == []
    rig.journal.sync()
    rig.node.tick()
    assert [entry[1] for entry in rig.applied] == [2, 3]


def test_the_commit_of_a_follower_never_passes_what_was_compared_with_the_leader(rig: Rig) -> None:
    rig.append(1, (1, 0), 1, 1, 1)
    rig.journal.sync()
    rig.append(2, (2, 1), commit=4)
    assert rig.node.commit == 2


def test_a_leader_does_not_count_itself_before_its_own_sync(rig: Rig) -> None:
    rig.lead()
    index = rig.node.add(b"x")
    rig.get(B, NextIndex(rig.node.term, index + 1, True, False))
    rig.node.tick()
    assert rig.node.commit < index
    rig.journal.sync()
    rig.node.tick()
    assert rig.node.commit == index


def test_acknowledgements_of_an_earlier_term_do_not_count(rig: Rig) -> None:
    rig.lead()
    index = rig.node.add(b"x")
    rig.journal.sync()
    rig.get(B, NextIndex(rig.node.term - 1, index + 1, True, False))
    rig.node.tick()
    assert rig.node.commit < index


def test_an_old_acknowledgement_moves_nothing_back(rig: Rig) -> None:
    rig.lead()
    for _ in range(5):
        index = rig.node.add(b"x")
    rig.journal.sync()
    rig.get(B, NextIndex(rig.node.term, index + 1, True, False))
    rig.get(B, NextIndex(rig.node.term, index - 2, True, False))
    rig.get(B, NextIndex(rig.node.term, 2, False, True))
    assert rig.node.match_index(B) == index


def test_a_leader_that_hears_of_a_later_term_steps_down(rig: Rig) -> None:
    rig.lead()
    rig.get(C, NextIndex(rig.node.term + 5, 0, False, False))
    assert not rig.node.is_leader


def test_a_leader_that_hears_from_no_majority_for_a_second_steps_down(rig: Rig) -> None:
    rig.lead()
    rig.now += 1.1
    rig.node.tick()
    assert not rig.node.is_leader
    assert rig.node.leader_in_sight is None


def test_a_node_without_an_answer_to_its_pre_vote_keeps_its_term(rig: Rig) -> None:
    for _ in range(20):
        rig.now += 1
        rig.node.tick()
    assert rig.node.term == 0


def test_a_vote_is_refused_while_a_live_leader_is_heard_unless_that_leader_hands_over(rig: Rig) -> None:
    rig.append(1, (1, 0), 1)
    rig.get(C, PreVote(2, 1, 9, 1))
    rig.get(C, RequestVote(2, 9, 1))
    assert (rig.wire.of(PreVoteGranted), rig.wire.votes(), rig.node.term) == ([], [], 1)
    rig.get(C, HandOver(2))
    rig.get(C, RequestVote(2, 9, 1))
    assert (rig.wire.votes(), rig.journal.getVotedForNodeId()) == (["c"], "c")


def test_a_vote_is_given_once_a_term_and_is_durable(rig: Rig) -> None:
    rig.get(C, RequestVote(1, 9, 1))
    rig.get(B, RequestVote(1, 9, 1))
    assert rig.wire.votes() == ["c"]
    assert (rig.journal.getCurrentTerm(), rig.journal.getVotedForNodeId()) == (1, "c")


def test_reads_are_confirmed_by_answers_to_their_own_round_only(rig: Rig) -> None:
    rig.lead()
    first = rig.node.start_probe()
    assert not rig.node.is_probe_confirmed(first)
    second = rig.node.start_probe()
    rig.get(B, ProbeAnswer(rig.node.term, first))
    assert rig.node.is_probe_confirmed(first)
    assert not rig.node.is_probe_confirmed(second)
