"""What one node does in a tick of the Raft thread: gather, send, sync, acknowledge, commit, apply, tell.

Knows no sockets, threads or clocks of its own: a simulation drives it with a virtual clock, network and disk.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from engine.replication.entries import (
    NodeLost,
    NodeUp,
    Record,
    decode,
    decode_record,
    encode_append,
    encode_node_lost,
    encode_node_up,
    encode_record,
)
from engine.replication.errors import DiskFull, Fatal
from engine.replication.forwarded import Forwarded
from engine.replication.frames import Announce, BadFrame, Message, Propose, ReadIndex, ReadIndexAnswer
from engine.replication.journal import JournalEntry, SqliteJournal
from engine.replication.judge import Judge
from engine.replication.log import Batch, Fact, NodeChanged, PeerStatus, Ruling, Status, Verdict
from engine.replication.machine import Group, StateMachineStore
from engine.replication.node import Node, RaftNode, Wire
from engine.replication.outbox import Outbox, Waiting
from engine.replication.reads import Reads
from engine.replication.recovery import check_match

log = logging.getLogger(__name__)

IN_FLIGHT = 3
"""Entries of batches that may be under way at once; what comes meanwhile is gathered."""
LOST_S = 2.5
STOOD_STILL_S = 2.0
ANNOUNCE_AGAIN_S = 1.0
LONG_AGO = -1e9
LOOK_S = 0.25
"""How often deadlines, silence and the journal's size are looked at."""
TRIM_S = 0.02
"""Pause between two steps of trimming: faster than any writer fills the journal, slow enough not to be felt."""
TAIL_ENTRIES, TAIL_BYTES = 20_000, 64 << 20


class ReplicaWire(Wire, Protocol):
    """What a replica needs of the transport beside Raft's needs."""

    def flush(self) -> None: ...
    def is_connected(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class News:
    """What the engine is told after a tick, in the order of the log."""

    facts: Sequence[Fact]
    settled: int
    """So many of this node's batches wait no more."""
    settled_bytes: int
    epoch: int
    """This node's epoch after the facts; 0 while it has none."""


class Replica:
    """One node of the log. All methods belong to one thread."""

    def __init__(
        self,
        *,
        me: str,
        addresses: dict[str, str],
        version: str,
        journal: SqliteJournal,
        store: StateMachineStore,
        wire: ReplicaWire,
        make_node: Callable[..., RaftNode] = RaftNode,
        on_news: Callable[[News], None],
        on_message: Callable[[Node, Message], None],
    ) -> None:
        """`addresses` holds all members, this node included; `on_message` gets what is not for the log."""
        self.me, self._addresses, self._version = me, addresses, version
        self._journal, self._store, self._wire = journal, store, wire
        self._on_news, self._on_message = on_news, on_message
        checkpoint = store.checkpoint()
        check_match(journal, checkpoint)
        self._judge = Judge(checkpoint)
        peers = sorted(name for name in addresses if name != me)
        self.node = make_node(
            me,
            peers,
            journal,
            wire,
            applied=checkpoint.index,
            apply=self._apply,
            on_message=self._receive,
        )
        self.reads = Reads(self.node, wire)
        self.epoch = 0
        self._outbox = Outbox()
        self._forwarded = Forwarded()
        self._own_turn = False
        self._has_peers = bool(peers)
        self._route: tuple[str, int] | None = None
        self._attempt: str | None = secrets.token_hex(8)
        """The wish to come up that is under way."""
        self._up_index = 0
        """Index of the entry that granted it."""
        self._announced_at = LONG_AGO
        self._accused: set[tuple[str, int, int]] = set()
        """Node, epoch and term of the losses that were proposed."""
        self._is_checking_epoch = False
        self._has_been_up = False
        self._stepped_at = self._looked_at = self.node.now()
        self._facts: list[Fact] = []
        self._settled = self._settled_bytes = 0
        self._trims, self._trimmed_at = False, LONG_AGO

    # The engine's wishes.

    def propose(self, batch: Batch, epoch: int, deadline: float | None) -> None:
        """`epoch` is the one in which the engine decided; 0 when it knew that it had none and waits for the next."""
        waiting = Waiting(batch, epoch or self.epoch, deadline)
        if epoch and epoch != self.epoch:
            self._settle(waiting)
            self._facts.append(Ruling(0, self.me, epoch, batch, Verdict.FENCED, 0))
        else:
            self._outbox.add(waiting)

    def step(self) -> bool:
        """One tick. True when there is more to do at once."""
        node = self.node
        now = node.now()
        if now - self._stepped_at > STOOD_STILL_S and self.epoch:
            self._check_epoch(now - self._stepped_at)
        self._stepped_at = now
        is_time_to_look = now - self._looked_at > LOOK_S
        if is_time_to_look:
            self._looked_at = now
            self._give_up_late(now)
        try:
            if node.is_disk_full and is_time_to_look:
                self._journal.try_write()
                log.warning("there is room on the disk again")
                node.is_disk_full = False
            if not node.is_disk_full:
                self._work(now, is_time_to_look)
        except DiskFull as error:
            node.note_disk_full(error)
        self.reads.step(now)
        self._wire.flush()
        self._tell()
        if node.is_disk_full:
            return False
        return node.commit > node.applied or (self._may_hand_on() and self._has_batches())

    def _work(self, now: float, is_time_to_look: bool) -> None:
        node = self.node
        if node.is_leader and self._has_peers:
            # What the followers have acknowledged since the last tick must not wait for the next sync.
            node.tick()
        self._look_for_leader()
        if is_time_to_look:
            self._look(now)
        self._hand_on(now)
        node.send_new()
        self._wire.flush()
        self._journal.sync()
        node.flush_answers()
        node.tick()
        node.send_commit_news()
        if not self._has_peers and now - self._trimmed_at > TRIM_S:
            self._trimmed_at = now
            self._trim()

    def on_link(self, node: Node, is_up: bool) -> None:
        """A connection came or went; what was under way on it may be lost."""
        if self._route is not None and node.id == self._route[0]:
            self._route = None
            self.reads.ask_again()

    def status(self) -> Status:
        """Readable from any thread: a moment's view, each value true at some time of it."""
        node = self.node
        leader = node.leader_in_sight
        if node.is_leader:
            state = "leader"
        elif node.is_candidate:
            state = "candidate"
        else:
            state = "follower" if leader is not None else "unknown"
        name = "" if leader is None else str(leader.id)
        return Status(
            node=self.me,
            state=state,
            leader=name,
            leader_address=self._addresses.get(name, ""),
            term=node.term,
            commit=node.commit,
            applied=node.applied,
            lag_ms=min(int(node.lag_s() * 1000), 2**31),
            epoch=self.epoch,
            peers=tuple(
                PeerStatus(
                    peer.id,
                    self._addresses[peer.id],
                    self._wire.is_connected(peer.id),
                    node.match_index(peer),
                )
                for peer in node.peers
            ),
        )

    # Messages.

    def _receive(self, node: Node, message: Message) -> None:
        match message:
            case Propose(record=record):
                self._take_forwarded(node, record)
            case Announce(entry=entry):
                if decode_announcement(entry).node != node.id:
                    raise BadFrame(f"{node.id} announces another node")
                if self.node.is_leader:
                    self.node.add(entry)
            case ReadIndex():
                self.reads.on_question(node, message)
            case ReadIndexAnswer():
                self.reads.on_answer(message)
            case _:
                self._on_message(node, message)

    def _take_forwarded(self, node: Node, data: bytes) -> None:
        # Read in full before it may enter the log: there it would stop every node that cannot read it.
        try:
            record = decode_record(data)
        except msgspec.DecodeError as error:
            raise BadFrame(f"not a record: {error}") from error
        if record.node != node.id:
            raise BadFrame(f"{node.id} proposes for {record.node}")
        if self.node.is_leader:
            self._forwarded.add(data, len(record.batches))

    # Proposing.

    def _look_for_leader(self) -> None:
        """When leader, term or connection have changed, everything that waits is sent again."""
        leader = self.node.leader_in_sight
        route = None if leader is None else (str(leader.id), self.node.term)
        if route == self._route:
            return
        if route is not None and route[0] != self.me and not self._wire.is_connected(route[0]):
            route = None
        self._route = route
        if route is None:
            return
        self._outbox.send_all_again()
        self._announced_at = LONG_AGO
        self.reads.ask_again()
        if route[0] != self.me:
            self._forwarded.clear()

    def _may_hand_on(self) -> bool:
        if self._route is None or self._is_checking_epoch:
            return False
        return not self.node.is_leader or self.node.last_index - self.node.applied < IN_FLIGHT

    def _has_batches(self) -> bool:
        return bool(self._forwarded) or (self.epoch > 0 and self._outbox.has_unsent)

    def _hand_on(self, now: float) -> None:
        if self._route is None or self._is_checking_epoch:
            return
        self._announce(now)
        if self.node.is_leader:
            while self._has_batches() and self._may_hand_on():
                records = self._gather(now)
                if records:
                    self.node.add(encode_append(records))
        elif self.epoch:
            leader = self.node.leader_in_sight
            while leader is not None and self._outbox.has_unsent:
                record = self._own_record(now)
                if record is not None and not self._wire.send(leader, Propose(record)):
                    # It does not read now. The silence will have it sent again.
                    return

    def _gather(self, now: float) -> list[bytes]:
        """Records for one entry. Own batches and those of others take turns to come first."""
        self._own_turn = not self._own_turn
        own = self._own_record(now) if self._own_turn else None
        records = [] if own is None else [own]
        has_room = self._forwarded.take_into(records)
        if not self._own_turn and has_room:
            own = self._own_record(now)
            if own is not None:
                records.append(own)
        return records

    def _own_record(self, now: float) -> bytes | None:
        if not self.epoch:
            return None
        floor = self._outbox.floor
        batches = self._outbox.take(now)
        return encode_record(Record(self.me, self.epoch, floor, batches)) if batches else None

    # Epochs.

    def _announce(self, now: float) -> None:
        """Ask for an epoch, again and again until it is there. The attempt makes repeats harmless."""
        if self._attempt is None or now - self._announced_at < ANNOUNCE_AGAIN_S:
            return
        self._announced_at = now
        up = NodeUp(self.me, [self._addresses.get(self.me, "")], self._version, self._attempt)
        entry = encode_node_up(up)
        leader = self.node.leader_in_sight
        if self.node.is_leader:
            self.node.add(entry)
        elif leader is not None:
            self._wire.send(leader, Announce(entry))

    def _check_epoch(self, pause_s: float) -> None:
        """This loop stood still, so others may have taken over: catch up before anything else is proposed."""
        log.warning("the Raft thread stood still for %.1f s; checking the epoch", pause_s)
        if not self._is_checking_epoch:
            self._is_checking_epoch = True
            self.reads.wait(self._epoch_is_checked)

    def _epoch_is_checked(self, applied: int) -> None:
        self._is_checking_epoch = False

    def _accuse_silent(self) -> None:
        """Of a leader: declare nodes lost that have not answered for long."""
        if not self.node.is_leader or not self.epoch:
            return
        for peer in self.node.peers:
            epoch = self._judge.epoch_of(peer.id)
            accusation = (str(peer.id), epoch, self.node.term)
            if epoch and self.node.silence_s(peer) > LOST_S and accusation not in self._accused:
                log.warning("nothing heard from %s for %.1f s: it is lost", peer.id, self.node.silence_s(peer))
                self._accused.add(accusation)
                self.node.add(encode_node_lost(NodeLost(peer.id, epoch)))

    # Now and then.

    def _look(self, now: float) -> None:
        self._accuse_silent()
        self._outbox.send_silent_again(now)

    def _give_up_late(self, now: float) -> None:
        for waiting in self._outbox.expire(now, self._route is not None):
            self._settle(waiting)
            self._facts.append(Ruling(0, self.me, waiting.epoch, waiting.batch, Verdict.UNAVAILABLE, 0))

    def _trim(self) -> None:
        """Begin at twice the tail, go on in small steps down to the tail, never beyond what the store holds safely.

        With peers nothing is trimmed: a follower can only catch up from the journal."""
        journal = self._journal
        entries, size = len(journal), journal.disk_bytes
        if entries > 2 * TAIL_ENTRIES or size > 2 * TAIL_BYTES:
            self._trims = True
        if entries <= TAIL_ENTRIES and size <= TAIL_BYTES:
            self._trims = False
        if self._trims:
            journal.trim(min(self._store.durable_index(), self.node.applied), steps=1)

    # Applying.

    def _apply(self, entries: list[JournalEntry]) -> None:
        facts: list[Fact] = []
        judge, next_sequence = self._judge.judge, self._store.next_sequence
        for command, index, _ in entries:
            entry = decode(index, command)
            if entry is not None:
                new = judge(index, entry, next_sequence)
                facts += new
                # A repeat of the announcement brings no fact and must not be taken for the entry that counts.
                if new and isinstance(entry, NodeUp) and entry.attempt == self._attempt:
                    self._up_index = index
        _, index, term = entries[-1]
        self._store.write(Group(index, term, facts, self._judge.encode()))
        self._judge.handed_over()
        for fact in facts:
            if isinstance(fact, Ruling):
                self._on_ruling(fact)
            else:
                self._on_node_changed(fact)

    def _on_ruling(self, ruling: Ruling) -> None:
        if ruling.node == self.me:
            waiting = self._outbox.settle(ruling.batch.n) if ruling.epoch == self.epoch else None
            if waiting is not None:
                self._settle(waiting)
            elif ruling.verdict != Verdict.APPLIED:
                # A copy of what has been ruled already. (One that was applied counts, whoever waits for it.)
                return
        if self._has_been_up:
            self._facts.append(ruling)

    def _on_node_changed(self, change: NodeChanged) -> None:
        if change.node == self.me:
            if change.up and change.index == self._up_index:
                self._come_up(change)
            elif self._has_been_up:
                self._lose_epoch(change)
        if self._has_been_up:
            self._facts.append(change)

    def _come_up(self, change: NodeChanged) -> None:
        self._fence(change.index)
        self.epoch = change.epoch
        self._attempt = None
        self._has_been_up = True
        self._outbox.stamp(change.epoch)

    def _lose_epoch(self, change: NodeChanged) -> None:
        """Declared lost; or an announcement of this node's last process came late and was taken for its return."""
        log.warning("this node has lost its epoch at entry %d; it asks for a new one", change.index)
        self._fence(change.index)
        self.epoch = 0
        self._attempt = secrets.token_hex(8)
        self._announced_at = LONG_AGO

    def _fence(self, index: int) -> None:
        """What was decided in an older epoch and is not ruled before this index can only be fenced from here on."""
        for waiting in self._outbox.fence():
            self._settle(waiting)
            self._facts.append(Ruling(index, self.me, waiting.epoch, waiting.batch, Verdict.FENCED, 0))

    def _settle(self, waiting: Waiting) -> None:
        self._settled += 1
        self._settled_bytes += len(waiting.batch.events)

    def _tell(self) -> None:
        if self._facts or self._settled:
            news = News(self._facts, self._settled, self._settled_bytes, self.epoch)
            self._facts, self._settled, self._settled_bytes = [], 0, 0
            self._on_news(news)


def decode_announcement(entry: bytes) -> NodeUp:
    """The `node_up` that another node sent. Raises BadFrame."""
    try:
        up = decode(0, entry)
    except Fatal as error:
        raise BadFrame(f"not an announcement: {error}") from error
    if not isinstance(up, NodeUp):
        raise BadFrame("not an announcement")
    return up
