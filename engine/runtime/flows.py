"""The flows that this node runs: decides on them, records, and lets effects follow from what is committed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from engine.flow import decide
from engine.flow.decision import Decision
from engine.flow.events import decode_events, encode_events
from engine.flow.ports import NeedsWorker
from engine.flow.state import Flow
from engine.model.errors import BadRequest, Busy
from engine.model.instant import NEVER
from engine.replication.log import Ruling, Verdict
from engine.runtime.clock import now_us
from engine.runtime.live import Act, LiveFlow
from engine.runtime.recorder import Recorder
from engine.runtime.surroundings import Surroundings, key_of
from engine.runtime.tasks import Tasks
from engine.scripts.interface import Outcome, Task

MAX_BATCH_BYTES = 32 << 20
"""A larger batch is replaced by a failure of its step (`replication.md`, 3)."""
EFFECTS_AT_ONCE = 16
"""Effects that are carried out in one turn of the loop: answers leave first, and others get their turn."""


class Effects(Protocol):
    def follow(self, live: LiveFlow, decision: Decision) -> None:
        """Do what committed events call for: calls, child flows, news for the parent."""


class Store(Protocol):
    async def load_flow(self, flow_id: str) -> Flow | None:
        """A flow from the store, with everything that this node has applied so far."""


class Scripts(Protocol):
    async def run(self, task: Task) -> Outcome: ...


class Flows:
    """All live flows of this node, by id. Everything happens on the engine's loop."""

    def __init__(
        self, recorder: Recorder, surroundings: Surroundings, scripts: Scripts, store: Store, timeout_s: float
    ) -> None:
        self._recorder, self._surroundings, self._scripts, self._store = recorder, surroundings, scripts, store
        self._timeout_s = timeout_s
        self._live: dict[str, LiveFlow] = {}
        self._effects: Effects | None = None
        self._todo: deque[tuple[LiveFlow, Decision]] = deque()
        self._tasks = Tasks()

    def connect(self, effects: Effects) -> None:
        self._effects = effects

    def get(self, flow_id: str) -> LiveFlow | None:
        return self._live.get(flow_id)

    def __len__(self) -> int:
        return len(self._live)

    def all(self) -> list[LiveFlow]:
        return list(self._live.values())

    # ------------------------------------------------------------------ new and known flows

    def begin(self, decision: Decision, on_ruling: Callable[[Ruling], None], *, is_internal: bool = False) -> LiveFlow:
        """Record the start of a flow that is not live here. `on_ruling` hears what became of it.

        Internal: no client waits for it, and it is tried until it is ruled. Raises BadRequest for a start that is
        too much data for one batch."""
        events = encode_events(decision.events)
        if len(events) > MAX_BATCH_BYTES:
            raise BadRequest(
                f"too much data: the start makes {len(events)} bytes of events, at most {MAX_BATCH_BYTES} are allowed"
            )
        live = LiveFlow(decision.flow.id)
        live.flow = decision.flow
        self._live[live.id] = live

        def ruled(ruling: Ruling) -> None:
            live.in_flight -= 1
            if ruling.verdict is not Verdict.APPLIED:
                # Whatever was decided on top of it cannot be applied either.
                self._drop(live)
                on_ruling(ruling)
                return
            on_ruling(ruling)
            self._applied(live, decision, ruling)

        self._propose(live, decision, events, ruled, None if is_internal else self._timeout_s)
        if decision.rest is not None:
            self.act(live, Act(decision.rest))
        return live

    def adopt(self, flow_id: str) -> LiveFlow:
        """Take over a flow that the store holds: it is read, and what its last runner had under way begins again."""
        live = self._live.get(flow_id)
        if live is None:
            live = self._live[flow_id] = LiveFlow(flow_id)
            live.is_recovering = True
            live.later.append(Act(decide.recover))
            self._tasks.spawn(self._read(live))
        return live

    def late(self, ruling: Ruling) -> None:
        """A batch of a flow was given up, and committed after all: it is acted on like any other."""
        flow_id = ruling.batch.aggregate.removeprefix("flow/")
        live = self._live.get(flow_id)
        if live is None:
            live = self._live[flow_id] = LiveFlow(flow_id)
        live.late.append(ruling)
        live.is_broken = True
        if not live.in_flight:
            self._tasks.spawn(self._read(live))

    def drop(self, flow_id: str) -> None:
        """Forget a flow that another node runs now. Nothing is recorded."""
        live = self._live.get(flow_id)
        if live is not None:
            self._drop(live)

    def _drop(self, live: LiveFlow) -> None:
        live.stop()
        if self._live.get(live.id) is live:
            del self._live[live.id]
        for act in self._take_later(live):
            if act.on_refused is not None:
                act.on_refused(Busy(f"flow {live.id} has moved to another node"))

    # ------------------------------------------------------------------ acts

    def act(self, live: LiveFlow, act: Act, known: dict[bytes, Outcome] | None = None) -> None:
        """Decide and record an act. Never raises for what is wrong with the world: see Act."""
        if not live.is_ready:
            live.later.append(act)
            return
        assert live.flow is not None
        try:
            decision = act.make(live.flow, now_us(), self._surroundings.begin(known))
        except NeedsWorker as need:
            self._tasks.spawn(self._evaluate(live, act, need.task, known or {}))
            return
        if not decision.events:
            self.when_committed(live, act)
            self._set_timer(live, decision)
            return
        events = encode_events(decision.events)
        if len(events) > MAX_BATCH_BYTES and act.instead is not None:
            why = f"too much data: {len(events)} bytes to record at once, at most {MAX_BATCH_BYTES} are allowed"
            self.act(live, act.instead(why))
            return
        live.flow = decision.flow
        timeout = None if act.on_refused is None else self._timeout_s
        self._propose(live, decision, events, lambda ruling: self._ruled(live, decision, act, ruling), timeout)
        if decision.rest is not None:
            asyncio.get_running_loop().call_soon(self.act, live, Act(decision.rest))

    def when_committed(self, live: LiveFlow, act: Act) -> None:
        """The act has nothing to record: answer it once all that it was decided on is committed."""
        if act.on_done is None:
            return
        if live.in_flight:
            live.waiters.append((live.tail, act))
        else:
            act.on_done(self._recorder.applied)

    async def _evaluate(self, live: LiveFlow, act: Act, task: Task, known: dict[bytes, Outcome]) -> None:
        outcome = await self._scripts.run(task)
        if self._live.get(live.id) is live:
            self.act(live, act, {**known, key_of(task): outcome})

    def _propose(
        self,
        live: LiveFlow,
        decision: Decision,
        events: bytes,
        ruled: Callable[[Ruling], None],
        timeout_s: float | None,
    ) -> None:
        live.in_flight += 1
        live.tail = self._recorder.propose(
            live.aggregate,
            decision.expected,
            len(decision.events),
            decision.at_us,
            events,
            ruled,
            closes=decision.flow.is_deactivated,
            timeout_s=timeout_s,
        )

    def _ruled(self, live: LiveFlow, decision: Decision, act: Act, ruling: Ruling) -> None:
        live.in_flight -= 1
        if ruling.verdict is Verdict.APPLIED:
            if act.on_done is not None:
                act.on_done(ruling.index)
            self._applied(live, decision, ruling)
            return
        if self._live.get(live.id) is not live:
            # The flow has moved; its new runner begins again what was under way.
            if act.on_refused is not None:
                act.on_refused(Busy(f"flow {live.id} has moved to another node"))
            return
        live.is_broken = True
        if act.on_refused is not None and ruling.verdict is Verdict.UNAVAILABLE:
            act.on_refused(Busy("no majority of the cluster took the change in time"))
        else:
            live.later.append(act)
        if not live.in_flight:
            self._tasks.spawn(self._read(live))

    def _applied(self, live: LiveFlow, decision: Decision, ruling: Ruling) -> None:
        if live.waiters:
            self._answer_waiters(live, ruling)
        if decision.flow.is_deactivated:
            if live.timer is not None:
                live.timer.cancel()
            self._live.pop(live.id, None)
        self._todo.append((live, decision))
        if len(self._todo) == 1:
            asyncio.get_running_loop().call_soon(self._work_off)
        if live.is_broken and not live.in_flight and self._live.get(live.id) is live:
            self._tasks.spawn(self._read(live))

    def _answer_waiters(self, live: LiveFlow, ruling: Ruling) -> None:
        while live.waiters and live.waiters[0][0] <= ruling.batch.n:
            _, act = live.waiters.popleft()
            if act.on_done is not None:
                act.on_done(ruling.index)

    def _take_later(self, live: LiveFlow) -> list[Act]:
        """What waits for the flow to be read, and what rested on batches that were refused."""
        acts = live.later + [act for _, act in live.waiters]
        live.later = []
        live.waiters.clear()
        return acts

    def _work_off(self) -> None:
        assert self._effects is not None
        for _ in range(min(EFFECTS_AT_ONCE, len(self._todo))):
            live, decision = self._todo.popleft()
            self._effects.follow(live, decision)
            if self._live.get(live.id) is live:
                self._set_timer(live, decision)
        if self._todo:
            asyncio.get_running_loop().call_soon(self._work_off)

    # ------------------------------------------------------------------ time

    def _set_timer(self, live: LiveFlow, decision: Decision) -> None:
        if live.flow is None:
            return
        if live.timer is not None:
            live.timer.cancel()
            live.timer = None
        due = decide.wake_at(live.flow, decision)
        if due != NEVER:
            delay_s = max(0, due - now_us()) / 1e6
            live.timer = asyncio.get_running_loop().call_later(delay_s, self._wake, live)

    def _wake(self, live: LiveFlow) -> None:
        live.timer = None
        self.act(live, Act(decide.wake))

    # ------------------------------------------------------------------ reading

    async def _read(self, live: LiveFlow) -> None:
        """Read the flow from the store, and carry out what waits for it."""
        if live.is_reading:
            return
        live.is_reading = True
        flow = await self._store.load_flow(live.id)
        live.is_reading = False
        if self._live.get(live.id) is not live:
            return
        if flow is not None:
            self._follow_late(live, flow)
        if flow is None or flow.is_deactivated:
            self._drop(live)
            return
        live.flow, live.is_broken = flow, False
        # Also sets the timer.
        for act in [*self._take_later(live), Act(decide.wake)]:
            self.act(live, act)

    def _follow_late(self, live: LiveFlow, flow: Flow) -> None:
        assert self._effects is not None
        late, live.late = live.late, []
        for ruling in late:
            decision = Decision.on(flow, now_us(), self._surroundings)
            decision.events = [event for event in decode_events(ruling.batch.events) if event is not None]
            self._effects.follow(live, decision)
