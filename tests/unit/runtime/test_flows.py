"""Live flows over a log that the test rules: what is answered, repeated and followed, whatever the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from engine.flow import decide
from engine.flow import events as e
from engine.flow.decision import Decision
from engine.flow.evolve import fold
from engine.flow.state import Flow
from engine.flow.work import Succeeded
from engine.model import jsontext
from engine.model.errors import Refusal
from engine.planning.explain import plan_start
from engine.replication.log import Batch, Ruling, Status, Verdict
from engine.runtime.clock import now_us
from engine.runtime.flows import Flows
from engine.runtime.live import LiveFlow, record_act
from engine.runtime.memo import MemoCache
from engine.runtime.recorder import Recorder
from engine.runtime.surroundings import Surroundings
from engine.scripts.interface import Outcome, Task
from tests.unit.flow.world import World, step


class Log:
    """A log whose verdicts the test gives. `rows` is what is committed."""

    def __init__(self) -> None:
        self.proposed: list[Batch] = []
        self.rows: list[Batch] = []
        self.is_full = False
        self.status = Status("n1", "leader", "n1", "", 1, 0, 0, 0, 1)
        self.n = 0
        self.index = 0

    def next_n(self) -> int:
        self.n += 1
        return self.n

    def propose(self, batch: Batch, deadline: float | None) -> bool:
        if not self.is_full:
            self.proposed.append(batch)
        return not self.is_full

    def rule(self, batch: Batch, verdict: Verdict = Verdict.APPLIED) -> Ruling:
        self.index += 1
        if verdict is Verdict.APPLIED:
            self.rows.append(batch)
        return Ruling(self.index, "n1", 1, batch, verdict, batch.expected)


class Bench:
    """Flows with everything around them; `followed` is what effects were asked to do."""

    def __init__(self) -> None:
        self.log = Log()
        self.followed: list[list[str]] = []
        self.recorder = Recorder(
            self.log,  # type: ignore[arg-type]
            lambda batch: None,
            lambda change: None,
            lambda ruling: self.flows.late(ruling),
        )
        self.flows = Flows(self.recorder, Surroundings(MemoCache(10)), self, self, 10)
        self.flows.connect(self)
        self.starts: list[Verdict] = []
        self.done: list[int] = []
        self.refused: list[Refusal] = []

    async def run(self, task: Task) -> Outcome:
        raise AssertionError("no script here")

    async def load_flow(self, flow_id: str) -> Flow | None:
        return fold([(batch.at_us, e.decode_events(batch.events)) for batch in self.log.rows])

    def follow(self, live: LiveFlow, decision: Decision) -> None:
        self.followed.append([event.kind for event in decision.events])

    def start(self) -> LiveFlow:
        world = World(step("s", [], ["x"], type="async"), step("t", ["x"], ["y"], type="async"))
        plan = plan_start(world.catalog, ("t",), {}, world.evaluate).plan
        raw = msgspec.Raw(jsontext.encode(plan))
        decision = decide.start("f", plan, raw, {}, {}, {}, now_us(), world)
        return self.flows.begin(decision, lambda ruling: self.starts.append(ruling.verdict))

    def answer(self, live: LiveFlow, step_id: str, *, client: bool = True) -> None:
        """A webhook of the item of a step, or the result of a call."""
        assert live.flow is not None
        token = live.flow.executions[step_id].order[0]
        on_refused: Callable[[Refusal], None] | None = self.refused.append if client else None
        self.flows.act(live, record_act(step_id, token, Succeeded({"x": 1, "y": 2}), self.done.append, on_refused))

    async def rule(self, verdict: Verdict = Verdict.APPLIED) -> None:
        """Give one verdict on all that is proposed, and let follow what follows."""
        proposed, self.log.proposed = self.log.proposed, []
        self.recorder.on_facts([self.log.rule(batch, verdict) for batch in proposed])
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_nothing_follows_before_the_commit(bench: Bench) -> None:
    live = bench.start()
    assert not bench.followed
    assert not bench.starts
    bench.answer(live, "s")
    assert not bench.done
    await bench.rule()
    assert bench.starts == [Verdict.APPLIED]
    assert bench.done == [2]
    assert bench.followed[0] == ["flow_started", "step_started", "work_started"]


async def test_results_are_decided_ahead_of_the_commit_and_recorded_in_order(bench: Bench) -> None:
    live = bench.start()
    bench.answer(live, "s")
    bench.answer(live, "t")
    assert [batch.expected for batch in bench.log.proposed] == [0, 3, 8]
    await bench.rule()
    assert bench.followed[-1][-1] == "flow_deactivated"
    assert bench.flows.get("f") is None


async def test_a_repeated_webhook_is_answered_only_after_the_first_is_committed(bench: Bench) -> None:
    live = bench.start()
    await bench.rule()
    bench.answer(live, "s")
    bench.answer(live, "s")
    assert len(bench.log.proposed) == 1
    assert not bench.done
    await bench.rule()
    assert len(bench.done) == 2


async def test_a_refused_start_leaves_nothing_behind(bench: Bench) -> None:
    bench.start()
    await bench.rule(Verdict.CONFLICT)
    assert bench.starts == [Verdict.CONFLICT]
    assert bench.flows.get("f") is None
    assert not bench.followed


async def test_what_was_decided_on_a_refused_batch_is_decided_anew(bench: Bench) -> None:
    live = bench.start()
    await bench.rule()
    bench.answer(live, "s", client=False)
    bench.answer(live, "t", client=False)
    await bench.rule(Verdict.CONFLICT)
    await bench.rule()
    # The item of t was made by what was refused, so its result belongs to nothing.
    bench.answer(live, "t", client=False)
    await bench.rule()
    flow = await bench.load_flow("f")
    assert flow is not None
    assert flow.is_deactivated


async def test_a_client_without_a_majority_is_told_and_the_flow_goes_on(bench: Bench) -> None:
    live = bench.start()
    await bench.rule()
    bench.answer(live, "s")
    await bench.rule(Verdict.UNAVAILABLE)
    assert [refusal.status for refusal in bench.refused] == [503]
    bench.answer(live, "s")
    await bench.rule()
    assert len(bench.done) == 1


async def test_a_batch_that_is_committed_after_it_was_given_up_is_followed(bench: Bench) -> None:
    bench.start()
    (batch,) = bench.log.proposed
    await bench.rule(Verdict.UNAVAILABLE)
    assert bench.flows.get("f") is None
    bench.recorder.on_facts([bench.log.rule(batch)])
    for _ in range(10):
        await asyncio.sleep(0)
    assert bench.followed == [["flow_started", "step_started", "work_started"]]
    live = bench.flows.get("f")
    assert live is not None
    assert live.is_ready
    bench.answer(live, "s")
    assert bench.log.proposed[0].expected == 3


async def test_a_start_is_unavailable_when_the_queue_is_full(bench: Bench) -> None:
    bench.log.is_full = True
    bench.start()
    await asyncio.sleep(0)
    assert bench.starts == [Verdict.UNAVAILABLE]
    assert bench.flows.get("f") is None


async def test_a_result_waits_for_a_place_in_the_queue(bench: Bench) -> None:
    live = bench.start()
    await bench.rule()
    bench.log.is_full = True
    bench.answer(live, "s", client=False)
    assert not bench.log.proposed
    bench.log.is_full = False
    async with asyncio.timeout(5):
        while not bench.log.proposed:
            await asyncio.sleep(0.01)
    await bench.rule()
    assert len(bench.done) == 1


async def test_a_flow_that_moved_away_is_forgotten_and_its_clients_told(bench: Bench) -> None:
    live = bench.start()
    await bench.rule()
    bench.answer(live, "s")
    bench.flows.drop("f")
    await bench.rule(Verdict.FENCED)
    assert [refusal.status for refusal in bench.refused] == [503]
    assert bench.flows.get("f") is None


async def test_an_adopted_flow_begins_again_what_was_under_way(bench: Bench) -> None:
    bench.start()
    await bench.rule()
    bench.flows.drop("f")
    bench.flows.adopt("f")
    for _ in range(10):
        await asyncio.sleep(0)
    await bench.rule()
    assert bench.followed[-1] == ["work_started"]
