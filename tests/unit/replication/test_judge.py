from __future__ import annotations

from fakes import MemoryStore, batch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.replication.entries import Append, Entry, NodeLost, NodeUp, Record
from engine.replication.judge import Judge
from engine.replication.log import Batch, Fact, NodeChanged, Ruling, Verdict
from engine.replication.machine import Group

NODES = ("a", "b", "c")


class Machine:
    """A judge with its store, fed entry by entry or in groups."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.judge = Judge(self.store.checkpoint())
        self.index = self.store.index
        self.facts: list[Fact] = []

    def apply(self, *entries: Entry) -> list[Fact]:
        """As one group."""
        facts: list[Fact] = []
        for entry in entries:
            self.index += 1
            facts += self.judge.judge(self.index, entry, self.store.next_sequence)
        self.store.write(Group(self.index, 1, facts, self.judge.encode()))
        self.judge.handed_over()
        self.facts += facts
        return facts

    def up(self, node: str) -> int:
        (change,) = self.apply(NodeUp(node, [], "1", f"{node}{self.index}"))
        assert isinstance(change, NodeChanged)
        return change.epoch

    def append(self, node: str, epoch: int, *batches: Batch, floor: int = 0) -> list[Verdict]:
        facts = self.apply(Append([Record(node, epoch, floor, list(batches))]))
        return [fact.verdict for fact in facts if isinstance(fact, Ruling)]


def test_a_new_flow_belongs_to_the_node_that_started_it() -> None:
    machine = Machine()
    a, b = machine.up("a"), machine.up("b")
    assert machine.append("a", a, batch(1, "flow/x", 0, count=2)) == [Verdict.APPLIED]
    assert machine.append("b", b, batch(1, "flow/x", 2)) == [Verdict.FENCED]
    assert machine.append("a", a, batch(2, "flow/x", 2)) == [Verdict.APPLIED]


def test_a_stale_expected_sequence_changes_nothing_and_says_the_actual_one() -> None:
    machine = Machine()
    epoch = machine.up("a")
    machine.append("a", epoch, batch(1, "flow/x", 0, count=3), batch(2, "catalog", 0))
    rows = dict(machine.store.rows)
    facts = machine.apply(Append([Record("a", epoch, 0, [batch(3, "flow/x", 1), batch(4, "catalog", 0)])]))
    assert [(f.verdict, f.first) for f in facts if isinstance(f, Ruling)] == [
        (Verdict.CONFLICT, 3),
        (Verdict.CONFLICT, 1),
    ]
    assert machine.store.rows == rows


def test_a_repeated_batch_brings_no_fact_and_the_first_answer_is_kept() -> None:
    machine = Machine()
    epoch = machine.up("a")
    machine.append("a", epoch, batch(1, "flow/x"))
    before = machine.judge.encode()
    assert machine.append("a", epoch, batch(1, "flow/x")) == []
    assert machine.judge.encode() == before
    assert machine.judge.answer("a", epoch, 1) == (2, Verdict.APPLIED, 0)


def test_a_repeat_below_the_floor_changes_nothing_though_its_answer_is_forgotten() -> None:
    machine = Machine()
    epoch = machine.up("a")
    machine.append("a", epoch, batch(1, "flow/x"), batch(2, "flow/y"))
    machine.append("a", epoch, batch(3, "flow/z"), floor=3)
    assert machine.judge.answer("a", epoch, 1) is None
    assert machine.append("a", epoch, batch(1, "flow/x"), batch(2, "flow/new")) == []


def test_batches_of_an_older_epoch_are_fenced() -> None:
    machine = Machine()
    old = machine.up("a")
    machine.up("a")
    assert machine.append("a", old, batch(1, "flow/x")) == [Verdict.FENCED]
    assert machine.store.rows == {}


def test_batches_of_a_node_that_never_came_up_are_fenced() -> None:
    assert Machine().append("a", 0, batch(1, "flow/x")) == [Verdict.FENCED]


def test_a_repeated_announcement_gives_no_second_epoch() -> None:
    machine = Machine()
    machine.apply(NodeUp("a", [], "1", "same"))
    assert machine.apply(NodeUp("a", [], "1", "same")) == []
    machine.apply(NodeLost("a", 1))
    assert machine.apply(NodeUp("a", [], "1", "same")) == [], "nor does it revive a lost node"


def test_families_of_a_lost_node_move_together_and_evenly() -> None:
    machine = Machine()
    a, _, _ = machine.up("a"), machine.up("b"), machine.up("c")
    flows = ["p1", "p1:k", "p2", "p3", "p3:k:k", "p4"]
    machine.append("a", a, *(batch(n + 1, f"flow/{flow}") for n, flow in enumerate(flows)))
    (change,) = machine.apply(NodeLost("a", a))
    assert isinstance(change, NodeChanged)
    assert dict(change.moved) == {
        "p1": "b", "p1:k": "b", "p2": "c", "p3": "b", "p3:k:k": "b", "p4": "c",
    }  # fmt: skip
    assert machine.append("a", a, batch(9, "flow/p1", 1)) == [Verdict.FENCED]


def test_a_loss_of_an_epoch_that_has_ended_changes_nothing() -> None:
    machine = Machine()
    old = machine.up("a")
    machine.up("a")
    assert machine.apply(NodeLost("a", old)) == []


def test_flows_that_nobody_could_take_go_to_the_first_node_that_comes_up() -> None:
    machine = Machine()
    a = machine.up("a")
    machine.append("a", a, batch(1, "flow/x"))
    assert machine.apply(NodeLost("a", a)) == [NodeChanged(3, "a", False, a, ())]
    (change,) = machine.apply(NodeUp("b", [], "1", "t"))
    assert isinstance(change, NodeChanged)
    assert change.moved == (("x", "b"),)


def test_nothing_follows_a_closed_flow_in_the_same_group_or_later() -> None:
    machine = Machine()
    epoch = machine.up("a")
    close = Append([Record("a", epoch, 0, [batch(1, "flow/x", count=4, closes=True)])])
    again = Append([Record("a", epoch, 0, [batch(2, "flow/x"), batch(3, "flow/x", 4)])])
    facts = machine.apply(close, again)
    assert [(f.verdict, f.first) for f in facts if isinstance(f, Ruling)] == [
        (Verdict.APPLIED, 0),
        (Verdict.CONFLICT, 4),
        (Verdict.CONFLICT, 4),
    ]
    assert machine.append("a", epoch, batch(4, "flow/x")) == [Verdict.CONFLICT]


def test_the_cluster_aggregate_expects_no_sequence() -> None:
    machine = Machine()
    epoch = machine.up("a")
    facts = machine.apply(Append([Record("a", epoch, 0, [batch(1, "cluster", -1), batch(2, "cluster", -1)])]))
    assert [f.first for f in facts if isinstance(f, Ruling)] == [0, 1]


batches = st.builds(
    batch,
    st.integers(1, 12),
    st.sampled_from(["flow/p", "flow/p:k", "flow/q", "catalog", "cluster"]),
    st.integers(-1, 4),
    count=st.integers(1, 2),
    closes=st.booleans(),
)
epochs = st.integers(0, 6)
nodes = st.sampled_from(NODES)
records = st.builds(Record, nodes, epochs, st.integers(0, 8), st.lists(batches, max_size=4))
entries = st.one_of(
    st.builds(Append, st.lists(records, max_size=3)),
    st.builds(NodeUp, nodes, st.just([]), st.just("1"), st.sampled_from(["t", "u", "v"])),
    st.builds(NodeLost, nodes, epochs),
)
histories = st.lists(entries, max_size=24)


@settings(max_examples=200, deadline=None)
@given(histories, st.lists(st.booleans(), min_size=24, max_size=24))
def test_the_same_entries_give_the_same_facts_and_state_in_any_grouping(history: list[Entry], cuts: list[bool]) -> None:
    # Three nodes up, so that many of the random epochs are current.
    ups: list[Entry] = [NodeUp(node, [], "1", f"first {node}") for node in NODES]
    single, grouped = Machine(), Machine()
    for entry in ups + history:
        single.apply(entry)
    group: list[Entry] = list(ups)
    for entry, is_cut in zip(history, cuts, strict=False):
        group.append(entry)
        if is_cut:
            grouped.apply(*group)
            group = []
    if group:
        grouped.apply(*group)
    assert grouped.facts == single.facts
    assert grouped.judge.encode() == single.judge.encode()
    assert grouped.store.rows == single.store.rows


@settings(max_examples=150, deadline=None)
@given(histories, st.integers(0, 24))
def test_a_judge_that_is_loaded_in_the_middle_goes_on_as_one_that_was_there_all_along(
    history: list[Entry], at: int
) -> None:
    ups: list[Entry] = [NodeUp(node, [], "1", f"first {node}") for node in NODES]
    whole = Machine()
    for entry in ups + history[:at]:
        whole.apply(entry)
    loaded = Machine(MemoryStore(whole.store.now()))
    loaded.store.next = dict(whole.store.next)
    later = len(whole.facts)
    for entry in history[at:]:
        whole.apply(entry)
        loaded.apply(entry)
    assert loaded.facts == whole.facts[later:]
    assert loaded.judge.encode() == whole.judge.encode()


@settings(max_examples=200, deadline=None)
@given(histories, st.data())
def test_repeating_entries_applies_no_batch_twice(history: list[Entry], data: st.DataObject) -> None:
    machine = Machine()
    for node in NODES:
        machine.up(node)
    for entry in history:
        machine.apply(entry)
        if isinstance(entry, Append) and data.draw(st.booleans()):
            facts = machine.apply(entry)
            assert all(isinstance(f, Ruling) and f.verdict is Verdict.FENCED for f in facts)
