"""The log as the engine uses it, in this process: one node, and three."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes import Listener, MemoryStore, batch, eventually, free_addresses

from engine.replication.errors import Fatal
from engine.replication.journal import SqliteJournal
from engine.replication.log import Fact, NodeChanged, Ruling, Unavailable, Verdict
from engine.replication.machine import Checkpoint
from engine.replication.replicated import RaftLog


class Node:
    """A log with its store and what its listener has heard."""

    def __init__(self, name: str, path: Path, addresses: dict[str, str], **options: object) -> None:
        self.store = MemoryStore(options.pop("checkpoint", None))  # type: ignore[arg-type]
        self.heard, self.deaths = Listener(name), list[BaseException]()
        self.log = RaftLog(
            name,
            addresses.get(name),
            {other: at for other, at in addresses.items() if other != name},
            path / name,
            b"secret",
            self.store,
            "test",
            on_fatal=self.deaths.append,
            **options,  # type: ignore[arg-type]
        )

    async def start(self) -> None:
        await self.log.start(self.heard)

    async def rule(self, aggregate: str, expected: int = 0, **details: object) -> Ruling:
        n = self.log.next_n()
        assert self.log.propose(batch(n, aggregate, expected, **details), None)  # type: ignore[arg-type]
        return await asyncio.wait_for(self.heard.ruling(n), 10)


@pytest.fixture
async def nodes() -> AsyncIterator[list[Node]]:
    started: list[Node] = []
    yield started
    await asyncio.gather(*(node.log.stop() for node in started))
    assert [node.deaths for node in started if node.deaths] == []


async def single(nodes: list[Node], path: Path, **options: object) -> Node:
    node = Node("a", path, {}, **options)
    nodes.append(node)
    await node.start()
    return node


async def three(nodes: list[Node], path: Path) -> list[Node]:
    addresses = dict(zip("abc", free_addresses(3), strict=True))
    nodes += [Node(name, path, addresses) for name in addresses]
    await asyncio.gather(*(node.start() for node in nodes))
    return nodes


async def test_the_first_fact_is_that_this_node_is_up(nodes: list[Node], tmp_path: Path) -> None:
    node = await single(nodes, tmp_path)
    first = node.heard.facts[0]
    assert isinstance(first, NodeChanged)
    assert (first.node, first.up, first.epoch) == ("a", True, node.log.status.epoch)
    assert node.store.index >= first.index
    assert node.log.status.state == "leader"


async def test_rulings_come_in_the_order_of_the_log_with_their_sequences(nodes: list[Node], tmp_path: Path) -> None:
    node = await single(nodes, tmp_path)
    rulings = await asyncio.gather(*(node.rule("catalog", expected) for expected in range(20)))
    assert [(r.verdict, r.first) for r in rulings] == [(Verdict.APPLIED, n) for n in range(20)]
    conflict = await node.rule("catalog", 3)
    assert (conflict.verdict, conflict.first) == (Verdict.CONFLICT, 20)
    indexes = [fact.index for fact in node.heard.facts]
    assert indexes == sorted(indexes)


async def test_a_restart_replays_silently_what_the_store_lacks(nodes: list[Node], tmp_path: Path) -> None:
    first = Node("a", tmp_path, {})
    await first.start()
    for n in range(30):
        await first.rule(f"flow/{n}", closes=n % 2 == 0)
    middle = first.store.now()
    await first.rule("flow/1", 1)
    await first.log.stop()
    for checkpoint, sequence in ((None, 2), (middle, 3)):
        again = Node("a", tmp_path, {}, checkpoint=checkpoint)
        await again.start()
        assert again.store.next["flow/1"] == sequence
        assert [type(fact) for fact in again.heard.facts] == [NodeChanged]
        assert (await again.rule("flow/1", sequence)).verdict is Verdict.APPLIED
        await again.log.stop()


async def test_a_full_queue_takes_nothing_more(nodes: list[Node], tmp_path: Path) -> None:
    node = await single(nodes, tmp_path, queue_limit=5)
    taken = [node.log.propose(batch(node.log.next_n(), f"flow/{n}"), None) for n in range(8)]
    assert taken == [True] * 5 + [False] * 3
    await node.heard.ruling(5)
    assert (await node.rule("flow/later")).verdict is Verdict.APPLIED


async def test_numbers_out_of_order_and_unknown_aggregates_are_refused(nodes: list[Node], tmp_path: Path) -> None:
    node = await single(nodes, tmp_path)
    one, two = node.log.next_n(), node.log.next_n()
    assert node.log.propose(batch(two, "flow/x"), None)
    with pytest.raises(ValueError, match="in their order"):
        node.log.propose(batch(one, "flow/y"), None)
    with pytest.raises(ValueError, match="expected catalog, cluster or flow"):
        node.log.propose(batch(node.log.next_n(), "poem"), None)


async def test_a_listener_that_raises_stops_nothing(nodes: list[Node], tmp_path: Path) -> None:
    node = Node("a", tmp_path, {})
    nodes.append(node)
    has_failed = False

    def listen(facts: list[Fact]) -> None:
        nonlocal has_failed
        node.heard(facts)
        if not has_failed and isinstance(facts[0], Ruling):
            has_failed = True
            raise RuntimeError("a bug of the engine")

    await node.log.start(listen)  # type: ignore[arg-type]
    await node.rule("flow/x")
    await node.rule("flow/y")
    assert has_failed


async def test_a_store_that_is_ahead_of_the_journal_stops_the_start(tmp_path: Path) -> None:
    node = Node("a", tmp_path, {}, checkpoint=Checkpoint(99, 1, b"", {}, ()))
    with pytest.raises(Fatal, match=r"ends at entry .*, before the store's 99"):
        await node.start()
    assert len(node.deaths) == 1
    await node.log.stop()


async def test_a_damaged_journal_stops_the_start(tmp_path: Path) -> None:
    node = Node("a", tmp_path, {})
    await node.start()
    await node.log.stop()
    with (tmp_path / "a" / "journal.db").open("r+b") as file:
        file.write(b"x" * 40)
    again = Node("a", tmp_path, {})
    with pytest.raises(Fatal, match="cannot be read"):
        await again.start()
    await again.log.stop()


async def test_a_full_disk_answers_unavailable_and_what_was_taken_is_applied_late(
    nodes: list[Node], tmp_path: Path
) -> None:
    node = await single(nodes, tmp_path)
    journal: SqliteJournal = node.log._replica._journal
    on_raft = node.log._raft_loop.call_soon_threadsafe
    on_raft(lambda: journal._db.execute("pragma max_page_count=1"))
    loop, numbers = asyncio.get_running_loop(), [node.log.next_n() for _ in range(3)]
    big = batch(numbers[0], "flow/0")
    for n in numbers:
        node.log.propose(type(big)(n, f"flow/{n}", 0, 1, 0, b'["' + b"x" * 200_000 + b'"]'), loop.time() + 0.5)
    first = await asyncio.wait_for(node.heard.ruling(numbers[0]), 5)
    assert first.verdict is Verdict.UNAVAILABLE
    assert node.log.status.state != "leader"
    on_raft(lambda: journal._db.execute("pragma max_page_count=100000"))
    assert (await node.rule("flow/later")).verdict is Verdict.APPLIED
    assert all(ruling.verdict is Verdict.APPLIED for ruling in node.heard.late)
    rows = [row for row in node.store.rows if row[0] != "flow/later"]
    assert len(rows) == len(node.heard.late), "the listener heard of each that was applied"


async def test_the_journal_of_a_single_node_is_trimmed_to_its_tail(
    nodes: list[Node], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.replication.replica.TAIL_ENTRIES", 100)
    node = await single(nodes, tmp_path)
    for n in range(260):
        await node.rule("catalog", n)
    await eventually(lambda: len(node.log._replica._journal) <= 165)
    await node.log.stop()
    again = Node("a", tmp_path, {}, checkpoint=node.store.now())
    await again.start()
    assert (await again.rule("catalog", 260)).verdict is Verdict.APPLIED
    await again.log.stop()


async def test_three_nodes_take_proposals_everywhere_and_end_equal(nodes: list[Node], tmp_path: Path) -> None:
    a, b, c = await three(nodes, tmp_path)
    rulings = await asyncio.gather(*(node.rule(f"flow/{node.heard.me}{n}") for node in (a, b, c) for n in range(100)))
    assert all(ruling.verdict is Verdict.APPLIED for ruling in rulings)
    await asyncio.gather(*(node.log.barrier() for node in nodes))
    assert a.store.rows == b.store.rows == c.store.rows
    assert len(a.store.rows) == 300
    assert {node.log.status.leader for node in nodes} == {max(n.log.status.leader for n in nodes)}
    await eventually(lambda: len({node.log.status.commit for node in nodes}) == 1)


async def test_a_flow_of_another_node_is_fenced(nodes: list[Node], tmp_path: Path) -> None:
    a, b, _ = await three(nodes, tmp_path)
    await a.rule("flow/x")
    await b.log.barrier()
    assert (await b.rule("flow/x", 1)).verdict is Verdict.FENCED


async def test_a_barrier_makes_other_nodes_writes_readable(nodes: list[Node], tmp_path: Path) -> None:
    await three(nodes, tmp_path)
    for n in range(10):
        for writer in nodes:
            await writer.rule(f"flow/{writer.heard.me}-{n}")
            for reader in nodes:
                await reader.log.barrier()
                assert reader.store.next[f"flow/{writer.heard.me}-{n}"] == 1


async def test_questions_reach_the_handler_of_the_other_node(nodes: list[Node], tmp_path: Path) -> None:
    a, b, c = await three(nodes, tmp_path)

    async def answer(asking: str, body: bytes) -> bytes:
        if body == b"fail":
            raise RuntimeError("inside")
        if body == b"hang":
            await asyncio.Event().wait()
        return asking.encode() + b":" + body

    b.log.on_ask(answer)
    answers = await asyncio.gather(*(a.log.ask("b", str(n).encode(), 5) for n in range(50)))
    assert answers == [f"a:{n}".encode() for n in range(50)]
    assert await b.log.ask("b", b"self", 5) == b"b:self"
    with pytest.raises(Unavailable, match="RuntimeError at b"):
        await a.log.ask("b", b"fail", 5)
    with pytest.raises(Unavailable, match="not answered"):
        await a.log.ask("b", b"hang", 0.2)
    with pytest.raises(Unavailable, match="not ready"):
        await a.log.ask("c", b"", 5)
    with pytest.raises(Unavailable, match="no member"):
        await c.log.ask("x", b"", 5)


async def test_a_minority_answers_within_the_deadline(nodes: list[Node], tmp_path: Path) -> None:
    a, b, c = await three(nodes, tmp_path)
    await asyncio.gather(b.log.stop(), c.log.stop())
    await eventually(lambda: a.log.status.leader == "")
    n = a.log.next_n()
    loop = asyncio.get_running_loop()
    a.log.propose(batch(n, "flow/x"), loop.time() + 0.5)
    ruling = await asyncio.wait_for(a.heard.ruling(n), 3)
    assert (ruling.verdict, ruling.index) == (Verdict.UNAVAILABLE, 0)
    with pytest.raises(Unavailable):
        await a.log.barrier(timeout=0.5)
    assert a.log.status.state in ("unknown", "candidate")


async def test_a_batch_without_a_deadline_waits_for_a_leader(nodes: list[Node], tmp_path: Path) -> None:
    addresses = dict(zip("abc", free_addresses(3), strict=True))
    all_three = [Node(name, tmp_path, addresses) for name in addresses]
    await asyncio.gather(*(node.start() for node in all_three))
    a, b, c = all_three
    await asyncio.gather(b.log.stop(), c.log.stop())
    await eventually(lambda: a.log.status.leader == "")
    n = a.log.next_n()
    a.log.propose(batch(n, "flow/x"), None)
    again = Node("b", tmp_path, addresses)
    nodes += [a, again]
    await again.start()
    assert (await asyncio.wait_for(a.heard.ruling(n), 10)).verdict is Verdict.APPLIED
