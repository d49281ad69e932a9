"""The state machine of the log: who may append what. A pure function of state and entry, the same on every node."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from engine.replication.entries import Append, Entry, NodeLost, NodeUp, Record
from engine.replication.errors import Fatal
from engine.replication.log import Batch, Fact, NodeChanged, Ruling, Verdict
from engine.replication.machine import Checkpoint

STATE_VERSION = 1
FLOW = "flow/"
CLUSTER = "cluster"

Answer = tuple[int, int, int]
"""Index, verdict and `first` of an earlier ruling."""

_APPLIED, _CONFLICT, _FENCED = Verdict.APPLIED, Verdict.CONFLICT, Verdict.FENCED


class _Node(msgspec.Struct, array_like=True):
    """What the log knows of a node."""

    epoch: int
    """0 while it is lost."""
    attempt: str
    """The wish (`NodeUp.attempt`) that brought the epoch; kept after a loss, so that its repeat revives nobody."""
    floor: int = 0
    answers: dict[int, Answer] = {}
    """By n, from `floor` on, of the current epoch only: batches of an older epoch are fenced, asked once or twice."""


class _State(msgspec.Struct, array_like=True):
    version: int
    nodes: dict[str, _Node]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_State)


class Judge:
    """Epochs, runners, sequences and remembered answers.

    A batch id is judged once. A repeat brings no fact: whoever waits for it has been told at its first place in the
    log, or asks `answer`.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._nodes: dict[str, _Node] = {}
        if checkpoint.judge:
            state = _decoder.decode(checkpoint.judge)
            if state.version > STATE_VERSION:
                raise Fatal("the store was written by a newer version; upgrade this node")
            self._nodes = state.nodes
        self._sequences = {"catalog": 0, CLUSTER: 0, **checkpoint.sequences}
        self._live: dict[str, tuple[int, str]] = {
            FLOW + flow.flow_id: (flow.next_sequence, flow.runner) for flow in checkpoint.live
        }
        self._closed: dict[str, int] = {}
        """Next sequences of flows that ended since the last hand-over, which the store cannot know yet."""

    def judge(self, index: int, entry: Entry, next_sequence: Callable[[str], int]) -> list[Fact]:
        """What an entry changes. `next_sequence` answers for flows that are not live."""
        if isinstance(entry, Append):
            facts: list[Fact] = []
            for record in entry.records:
                self._append(index, record, next_sequence, facts)
            return facts
        if isinstance(entry, NodeUp):
            return self._node_up(index, entry)
        return self._node_lost(index, entry)

    def handed_over(self) -> None:
        """The store has all facts up to now, so `next_sequence` sees them."""
        self._closed.clear()

    def encode(self) -> bytes:
        """Epochs and answers. Flows and sequences are the store's: it has them in its checkpoint."""
        return _encoder.encode(_State(STATE_VERSION, self._nodes))

    def epoch_of(self, node: str) -> int:
        """The node's current epoch; 0 when it is lost or was never up."""
        state = self._nodes.get(node)
        return state.epoch if state else 0

    def answer(self, node: str, epoch: int, n: int) -> Answer | None:
        """What was said of a batch, as long as its node may ask for it."""
        state = self._nodes.get(node)
        return state.answers.get(n) if state and state.epoch == epoch else None

    def _append(self, index: int, record: Record, next_sequence: Callable[[str], int], facts: list[Fact]) -> None:
        name, epoch = record.node, record.epoch
        state = self._nodes.get(name)
        if state is None or state.epoch != epoch:
            facts.extend(Ruling(index, name, epoch, batch, _FENCED, 0) for batch in record.batches)
            return
        answers, floor = state.answers, state.floor
        for batch in record.batches:
            n = batch.n
            # Below the floor its node has been answered: what comes now is a late copy.
            if n < floor or n in answers:
                continue
            verdict, first = self._rule(batch, name, next_sequence)
            answers[n] = (index, verdict, first)
            facts.append(Ruling(index, name, epoch, batch, verdict, first))
        if record.floor > floor:
            state.floor = record.floor
            state.answers = _from_floor(answers, floor, record.floor)

    def _rule(self, batch: Batch, node: str, next_sequence: Callable[[str], int]) -> tuple[Verdict, int]:
        aggregate, expected = batch.aggregate, batch.expected
        flow = self._live.get(aggregate)
        if flow is not None:
            actual, runner = flow
            if runner != node:
                return _FENCED, 0
        elif aggregate in self._sequences:
            actual = self._sequences[aggregate]
            if expected != actual and not (aggregate == CLUSTER and expected < 0):
                return _CONFLICT, actual
            self._sequences[aggregate] = actual + batch.count
            return _APPLIED, actual
        else:
            actual = self._closed.get(aggregate) or next_sequence(aggregate)
            if actual:
                # It has ended: nothing may follow, whatever was expected.
                return _CONFLICT, actual
        if expected != actual:
            return _CONFLICT, actual
        if batch.closes:
            self._live.pop(aggregate, None)
            self._closed[aggregate] = actual + batch.count
        else:
            self._live[aggregate] = (actual + batch.count, node)
        return _APPLIED, actual

    def _node_up(self, index: int, up: NodeUp) -> list[Fact]:
        before = self._nodes.get(up.node)
        if before is not None and before.attempt == up.attempt:
            return []
        self._nodes[up.node] = _Node(index, up.attempt, 0, {})
        # Flows are without a live runner only when the last node was lost: who comes first takes them all.
        return [NodeChanged(index, up.node, True, index, self._reassign([up.node]))]

    def _node_lost(self, index: int, lost: NodeLost) -> list[Fact]:
        state = self._nodes.get(lost.node)
        if state is None or not state.epoch or state.epoch != lost.epoch:
            return []
        state.epoch, state.floor, state.answers = 0, 0, {}
        live = sorted(name for name, node in self._nodes.items() if node.epoch)
        return [NodeChanged(index, lost.node, False, lost.epoch, self._reassign(live))]

    def _reassign(self, takers: list[str]) -> tuple[tuple[str, str], ...]:
        """Give the flows of lost nodes to `takers`: families together, in order of id, one taker after the other."""
        gone = {name for name, node in self._nodes.items() if not node.epoch}
        if not gone or not takers:
            return ()
        orphans = sorted(aggregate for aggregate, (_, runner) in self._live.items() if runner in gone)
        families = _first_places(_family(aggregate) for aggregate in orphans)
        moved = []
        for aggregate in orphans:
            taker = takers[families[_family(aggregate)] % len(takers)]
            self._live[aggregate] = (self._live[aggregate][0], taker)
            moved.append((aggregate[len(FLOW) :], taker))
        return tuple(moved)


def _family(aggregate: str) -> str:
    """The top flow's id: children are named after their parent, `<parent>:<...>`."""
    return aggregate[len(FLOW) :].partition(":")[0]


def _first_places(names: Iterable[str]) -> dict[str, int]:
    """Each name with its place among the sorted distinct names."""
    return {name: place for place, name in enumerate(sorted(set(names)))}


def _from_floor(answers: dict[int, Answer], old: int, new: int) -> dict[int, Answer]:
    """The answers from the new floor on. A floor usually moves by a few; then only those few are touched."""
    if new - old > len(answers):
        return {n: answer for n, answer in answers.items() if n >= new}
    for n in range(old, new):
        answers.pop(n, None)
    return answers
