"""Raft by PySyncObj 0.3.17, with what is unsafe or missing in it replaced. No other module knows how it works inside.

The library keeps its state in private names; `_SyncObj__x` is its `__x`. Each override says what it closes; the
evidence is in section 10 of the specification. The library never ticks by itself: `Replica` calls `tick`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
import pysyncobj.syncobj as library
from pysyncobj import SyncObj, SyncObjConf
from pysyncobj.journal import Journal
from pysyncobj.node import Node
from pysyncobj.version import VERSION

from engine.replication.errors import DiskFull, Fatal
from engine.replication.frames import (
    AppendEntries,
    HandOver,
    Message,
    NextIndex,
    OutOfReach,
    PreVote,
    PreVoteGranted,
    Probe,
    ProbeAnswer,
    RequestVote,
    ResponseVote,
    TimeoutNow,
)
from engine.replication.journal import JournalEntry, SqliteJournal

assert VERSION == "0.3.17", "the overrides of this module are written against PySyncObj 0.3.17"

__all__ = ["Node", "RaftNode", "Wire"]

log = logging.getLogger(__name__)

FOLLOWER, CANDIDATE, LEADER = 0, 1, 2
ELECTION_MIN_S, ELECTION_MAX_S = 0.5, 1.0
HEARTBEAT_S = 0.1
FALLBACK_S = 1.0
"""A leader that hears from no majority for this long steps down."""
APPEND_BYTES = 1 << 20
"""Size of the entries in one message, passed only by a single entry that is larger."""
AHEAD_BYTES = 2 * APPEND_BYTES
"""So far a follower that reads slowly may fall behind before nothing more is sent."""
APPLY_BYTES = 4 << 20
"""Entries that are applied in one go: enough to catch up quickly, few enough to answer heartbeats in between."""
LONG_AGO = -1e9

# Its pipe wakes a thread that we do not run; a burst fills it, and its descriptors leak.
library.PIPE_NOTIFIER_ENABLED = False

_stock_create_journal = library.createJournal


def _create_journal(journal: Any = None) -> Any:
    """The library builds its own journal from a file name; ours comes as an object."""
    return journal if isinstance(journal, Journal) else _stock_create_journal(journal)


library.createJournal = _create_journal


class Wire(Protocol):
    """What Raft needs of the transport."""

    def send(self, node: Node, message: Message | dict[str, Any]) -> bool: ...
    def backlog(self, node: Node) -> int: ...


class RaftNode(SyncObj):  # type: ignore[misc]
    """One member. Adds entries, sends them, answers, elects; hands committed entries to `apply`, in order."""

    def __init__(
        self,
        me: str,
        peers: Sequence[str],
        journal: SqliteJournal,
        transport: Wire,
        *,
        applied: int,
        apply: Callable[[list[JournalEntry]], None],
        on_message: Callable[[Node, Message], None],
    ) -> None:
        self._apply, self._on_message = apply, on_message
        self._wire, self._journal = transport, journal
        self._heard_at = LONG_AGO
        self._heard_told_at = LONG_AGO
        self._prevote_round = 0
        self._prevotes: set[Node] = set()
        self._prevote_next = LONG_AGO
        self._prevote_until = LONG_AGO
        self._handed_over: tuple[Node, int] | None = None
        self._probe = 0
        self._probe_acks: dict[Node, int] = {}
        self._held_answers: dict[Node, int] = {}
        self._has_news = False
        self._sent_index = 0
        self.is_disk_full = False
        """While true the node neither stands for election nor takes entries."""
        conf = SyncObjConf(
            autoTick=False,
            raftMinTimeout=ELECTION_MIN_S,
            raftMaxTimeout=ELECTION_MAX_S,
            appendEntriesPeriod=HEARTBEAT_S,
            appendEntriesUseBatch=False,
            leaderFallbackTimeout=FALLBACK_S,
            commandsWaitLeader=False,
            journalFile=journal,
        )
        super().__init__(Node(me), [Node(peer) for peer in peers], conf, transport=transport)
        journal.sync()
        # The store has these already; what it applied was committed.
        self._SyncObj__raftLastApplied = self._SyncObj__raftCommitIndex = max(1, applied)
        journal.setRaftCommitIndex(max(1, applied))
        if not peers:
            # Nobody to wait for.
            self._SyncObj__raftElectionDeadline = self.now()

    # What Replica asks.

    @staticmethod
    def now() -> float:
        """Seconds of the library's clock, which a simulation may replace."""
        return float(library.monotonicTime())

    @property
    def peers(self) -> list[Node]:
        return sorted(self._SyncObj__otherNodes, key=lambda node: str(node.id))

    @property
    def is_leader(self) -> bool:
        return bool(self._SyncObj__raftState == LEADER)

    @property
    def is_candidate(self) -> bool:
        return bool(self._SyncObj__raftState == CANDIDATE)

    @property
    def term(self) -> int:
        return int(self._SyncObj__raftCurrentTerm)

    @property
    def commit(self) -> int:
        return int(self._SyncObj__raftCommitIndex)

    @property
    def applied(self) -> int:
        return int(self._SyncObj__raftLastApplied)

    @property
    def last_index(self) -> int:
        return self._journal.last_index

    @property
    def leader_in_sight(self) -> Node | None:
        """The leader, if this node leads or has heard it within the longest time to an election."""
        if self.is_leader:
            return self._SyncObj__selfNode
        leader = self._SyncObj__raftLeader
        return leader if leader is not None and self.lag_s() < ELECTION_MAX_S else None

    def lag_s(self) -> float:
        """Time since a leader was heard; 0 on the leader."""
        return 0.0 if self.is_leader else self.now() - self._heard_at

    def silence_s(self, peer: Node) -> float:
        """Of a leader: time since the peer answered, or since the election."""
        return self.now() - float(self._SyncObj__lastResponseTime.get(peer, self.now()))

    def match_index(self, peer: Node) -> int:
        return int(self._SyncObj__raftMatchIndex.get(peer, 0)) if self.is_leader else 0

    def add(self, command: bytes) -> int:
        """Of a leader: append an entry; it is sent with the next `send_new`. Returns its index."""
        index = self._journal.last_index + 1
        self._journal.add(command, index, self.term)
        return index

    def send_new(self) -> None:
        """Of a leader: to each follower the entries that are new to it, if there are any."""
        if self.is_leader and self._journal.last_index > self._sent_index:
            self._SyncObj__sendAppendEntries()

    def send_commit_news(self) -> None:
        """Of a leader: tell the followers of a new commit index, unless entries have carried it already."""
        if self._has_news and self.is_leader:
            self._SyncObj__sendAppendEntries()

    def flush_answers(self) -> None:
        """Acknowledge what is on the disk now: to each leader the newest only."""
        if self._held_answers:
            held, self._held_answers = self._held_answers, {}
            for node, next_index in held.items():
                self._answer(node, next_index, success=True)

    def tick(self) -> None:
        """Elect, advance the commit, apply, send heartbeats: whatever is due."""
        self.doTick(0)

    def step_down(self) -> None:
        """Of a leader that cannot write: let others lead."""
        self._SyncObj__setState(FOLLOWER)
        self._SyncObj__raftLeader = None
        self._put_off_election()

    def note_disk_full(self, error: DiskFull) -> None:
        """Nothing can be written: lead no more, and take nothing until `is_disk_full` is cleared."""
        if not self.is_disk_full:
            log.error("%s; this node steps back until there is room", error)
        self.is_disk_full = True
        if self.is_leader:
            self.step_down()

    def hand_over(self) -> bool:
        """Of a leader: ask the follower that has most to stand at once. False when none is up to date."""
        candidates = [peer for peer in self.peers if peer in self._SyncObj__connectedNodes]
        if not self.is_leader or not candidates:
            return False
        best = max(candidates, key=self.match_index)
        return self.match_index(best) == self.last_index and self._wire.send(best, TimeoutNow(self.term))

    def note_progress(self, node: Node) -> None:
        """A long frame of the leader is arriving: it leads still, and should know that this node lives."""
        now = self.now()
        if node == self._SyncObj__raftLeader and not self.is_leader and now - self._heard_told_at > HEARTBEAT_S:
            self._heard_at = self._heard_told_at = now
            self._put_off_election()
            self._answer(node, 0, success=False)

    # Linearizable reads: a probe round after the question proves that no later leader had been elected before it.

    @property
    def can_confirm_reads(self) -> bool:
        """A leader knows the true commit index once an entry of its own term is committed."""
        return self.is_leader and self._journal.term_of(self.commit) == self.term

    def start_probe(self) -> int:
        """Of a leader: ask all whether it leads still. Returns the round's number."""
        self._probe += 1
        for peer in self.peers:
            self._wire.send(peer, Probe(self.term, self._probe))
        return self._probe

    def is_probe_confirmed(self, probe: int) -> bool:
        """A majority has answered this round, or a later one, in the current term."""
        return self._is_majority(sum(1 for ack in self._probe_acks.values() if ack >= probe))

    # Messages.

    def _SyncObj__onMessageReceived(self, node: Node, message: Message) -> None:
        """Replaces the library's handler, which truncates without a conflict, believes acknowledgements of earlier
        terms, lets a node that was cut off unseat a healthy leader, and loads pickles."""
        try:
            self._receive(node, message)
        except DiskFull as error:
            # As if the message had been lost.
            self.note_disk_full(error)

    def _receive(self, node: Node, message: Message) -> None:
        match message:
            case AppendEntries():
                self._on_append(node, message)
            case NextIndex():
                self._on_next_index(node, message)
            case RequestVote(term=term):
                if not self._has_live_leader() or self._handed_over == (node, term):
                    self._to_library(node, message)
            case ResponseVote():
                if node in self._SyncObj__otherNodes:
                    self._to_library(node, message)
            case TimeoutNow():
                self._to_library(node, message)
            case HandOver(term=term):
                self._handed_over = (node, term)
            case PreVote():
                self._on_prevote(node, message)
            case PreVoteGranted(round=number):
                self._on_prevote_granted(node, number)
            case Probe(term=term, probe=probe):
                if term == self.term and node == self._SyncObj__raftLeader:
                    self._wire.send(node, ProbeAnswer(term, probe))
            case ProbeAnswer(term=term, probe=probe):
                if term == self.term and self.is_leader:
                    self._probe_acks[node] = max(self._probe_acks.get(node, 0), probe)
            case OutOfReach(term=term, commit_index=commit):
                if term >= self.term:
                    self._follow(node, term, commit)
                self._answer(node, 0, success=False)
            case _:
                self._on_message(node, message)

    def _to_library(self, node: Node, message: Message) -> None:
        super()._SyncObj__onMessageReceived(node, msgspec.to_builtins(message))

    def _on_append(self, node: Node, message: AppendEntries) -> None:
        if message.term < self.term:
            # Tells a leader of the past which term it is.
            self._answer(node, 0, success=False)
            return
        self._follow(node, message.term, message.commit_index)
        journal = self._journal
        previous, entries = message.prevLogIdx, message.entries
        if previous > journal.last_index or self.is_disk_full:
            self._answer(node, journal.last_index + 1, success=False, reset=True)
            return
        if previous > self.commit and journal.term_of(previous) != message.prevLogTerm:
            # All up to the commit index agrees with every leader, and little is behind it.
            self._answer(node, self.commit + 1, success=False, reset=True)
            return
        for position, entry in enumerate(entries):
            index = entry[1]
            if index <= self.commit:
                continue
            if index <= journal.last_index:
                if journal.term_of(index) == entry[2]:
                    # Held already. Deleting it and adding it again, as the library does, loses acknowledged entries
                    # when the power fails in between.
                    continue
                journal.deleteEntriesFrom(index - journal.first_index)
            for late in entries[position:]:
                journal.add(*late)
            break
        matched = previous + len(entries)
        # Held until the sync: the leader counts this node as soon as it hears of it.
        self._held_answers[node] = max(self._held_answers.get(node, 0), matched + 1)
        # Not beyond what was compared: the rest of our log may be of another leader.
        commit = min(message.commit_index, matched)
        if commit > self.commit:
            self._SyncObj__raftCommitIndex = commit
            journal.setRaftCommitIndex(commit)

    def _follow(self, node: Node, term: int, commit: int) -> None:
        if term > self.term:
            self._SyncObj__setCurrentTerm(term, None)
            self._SyncObj__transferInProgress = False
        self._heard_at = self.now()
        if not self._SyncObj__transferInProgress:
            self._put_off_election()
        self._SyncObj__raftLeader = node
        self._SyncObj__setState(FOLLOWER)
        self._SyncObj__leaderCommitIndex = commit

    def _on_next_index(self, node: Node, message: NextIndex) -> None:
        if message.term > self.term:
            # The library's leader goes on when it hears of a later term.
            self._SyncObj__setCurrentTerm(message.term, None)
            self.step_down()
            return
        if not self.is_leader or message.term < self.term or node not in self._SyncObj__raftMatchIndex:
            return
        match, following = self._SyncObj__raftMatchIndex, self._SyncObj__raftNextIndex
        if message.success:
            # Never backwards: an answer may be older than the one before it.
            match[node] = max(match[node], message.next_node_idx - 1)
            following[node] = max(following[node], message.next_node_idx)
        elif message.reset:
            following[node] = max(message.next_node_idx, match[node] + 1)
        self._SyncObj__lastResponseTime[node] = self.now()

    def _answer(self, node: Node, next_index: int, success: bool, reset: bool = False) -> None:
        self._wire.send(node, NextIndex(self.term, next_index, success, reset))

    # Sending.

    def _SyncObj__sendAppendEntries(self) -> None:
        """The library copies the tail of its log for each message, pickles entries that are too large, and sends
        without end to a follower that does not read."""
        self._SyncObj__newAppendEntriesTime = self.now() + HEARTBEAT_S
        self._has_news = False
        self._sent_index = self._journal.last_index
        following, last = self._SyncObj__raftNextIndex, self._journal.last_index
        shared: dict[int, AppendEntries] = {}
        for node in self._SyncObj__otherNodes:
            if node not in self._SyncObj__connectedNodes:
                continue
            if following[node] <= self._journal.first_index:
                self._wire.send(node, OutOfReach(self.term, self.commit))
                continue
            room = AHEAD_BYTES - self._wire.backlog(node)
            while True:
                at = following[node]
                message = shared.get(at) if room > 0 else None
                if message is None:
                    message = self._append_from(at, with_entries=room > 0)
                    if room > 0:
                        shared[at] = message
                if not self._wire.send(node, message):
                    break
                following[node] = at + len(message.entries)
                room -= sum(len(entry[0]) for entry in message.entries)
                if following[node] > last or room <= 0:
                    break

    def _append_from(self, index: int, with_entries: bool) -> AppendEntries:
        entries = self._journal.read(index, APPEND_BYTES) if with_entries and index <= self._journal.last_index else []
        return AppendEntries(self.term, self.commit, index - 1, self._journal.term_of(index - 1), entries)

    # Elections.

    def _SyncObj__setCurrentTerm(self, term: int, votedForNodeId: str | None) -> None:
        """On the disk first: when there is no room, nothing has changed."""
        self._journal.setCurrentTerm(term, votedForNodeId)
        if term != self.term:
            # What was promised to a leader of the last term may be taken back in this one.
            self._held_answers.clear()
            self._probe_acks.clear()
        self._SyncObj__raftCurrentTerm = term
        self._SyncObj__votedForNodeId = votedForNodeId

    def _SyncObj__connectedToAnyone(self) -> bool:
        """Asked by the library's tick when the time for an election has come; True lets it stand.

        A vote in advance (pre-vote) comes first, so that a node which was cut off does not raise its term for ever
        and unseat a healthy leader when it comes back."""
        if self.is_disk_full:
            return False
        if not self._SyncObj__otherNodes:
            return True
        now = self.now()
        if self._SyncObj__transferInProgress:
            self._send_all(HandOver(self.term + 1))
            return True
        if now <= self._prevote_until:
            self._prevote_until = LONG_AGO
            return True
        if now >= self._prevote_next:
            self._prevote_round += 1
            self._prevotes = set()
            self._prevote_next = now + ELECTION_MIN_S / 2
            journal = self._journal
            self._send_all(PreVote(self.term + 1, self._prevote_round, journal.last_index, journal.last_term))
        return False

    def _on_prevote(self, node: Node, message: PreVote) -> None:
        if message.term <= self.term:
            self._answer(node, 0, success=False)
            return
        mine = (self._journal.last_term, self._journal.last_index)
        if (message.last_log_term, message.last_log_index) >= mine and not self._has_live_leader():
            self._wire.send(node, PreVoteGranted(message.round))

    def _on_prevote_granted(self, node: Node, number: int) -> None:
        if number == self._prevote_round and node in self._SyncObj__otherNodes:
            self._prevotes.add(node)
            if self._is_majority(len(self._prevotes)):
                self._prevote_until = self.now() + ELECTION_MIN_S

    def _has_live_leader(self) -> bool:
        """A leader was heard within the shortest time to an election: nobody needs another."""
        now = self.now()
        if self.is_leader:
            times = self._SyncObj__lastResponseTime
            return self._is_majority(
                sum(1 for node in self._SyncObj__otherNodes if now - times.get(node, LONG_AGO) < ELECTION_MIN_S)
            )
        return self._SyncObj__raftLeader is not None and now - self._heard_at < ELECTION_MIN_S

    def _is_majority(self, others: int) -> bool:
        """This node and so many others are more than half of the members."""
        return others + 1 > (len(self._SyncObj__otherNodes) + 1) / 2

    def _put_off_election(self) -> None:
        self._SyncObj__raftElectionDeadline = self.now() + self._SyncObj__generateRaftTimeout()

    def _send_all(self, message: Message) -> None:
        for node in self._SyncObj__otherNodes:
            self._wire.send(node, message)

    # Commit and apply.

    def _SyncObj__getEntries(
        self, fromIDx: int, count: int | None = None, maxSizeBytes: int | None = None
    ) -> list[JournalEntry]:
        """Only what is synced: the library's commit loop counts the leader itself for every entry that it sees."""
        journal = self._journal
        end = journal.synced if count is None else min(journal.synced, fromIDx + count - 1)
        return journal.range(fromIDx, end) if fromIDx <= end else []

    def _SyncObj__applyLogEntries(self) -> bool:
        """The library retries an entry that raises for ever, and applies one twice when a callback raises."""
        end = min(self.commit, self._journal.synced)
        if end <= self.applied:
            return False
        entries = self._journal.read(self.applied + 1, APPLY_BYTES)
        entries = entries[: end - self.applied]
        try:
            self._apply(entries)
        except Exception as error:
            raise Fatal(
                f"entries {entries[0][1]} to {entries[-1][1]} of the log cannot be applied: {error!r}"
            ) from error
        self._SyncObj__raftLastApplied = entries[-1][1]
        self._has_news = True
        # The library would tell the followers at once; `send_commit_news` does it once a tick.
        return False

    def _checkCommandsToApply(self) -> None:
        """Commands come by `add`, not by the library's queue."""

    def _SyncObj__tryLogCompaction(self) -> None:
        """The library would pickle the whole state. The store is the snapshot."""
