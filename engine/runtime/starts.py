"""Start and preview of flows (`api.md`, 5 and 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.catalog.state import Catalog
from engine.flow import decide
from engine.flow.decision import Decision
from engine.flow.ports import NeedsWorker
from engine.flow.state import Flow
from engine.model import jsontext
from engine.model.errors import Busy, Refusal, Taken
from engine.model.requests import StartFlow, parse_plan, parse_start
from engine.planning.build import build
from engine.replication.log import Ruling, Verdict
from engine.runtime.clock import now_us
from engine.runtime.commands import Command, Forward, Refuse
from engine.runtime.flows import Flows, Scripts, Store
from engine.runtime.live import Act, LiveFlow
from engine.runtime.plans import Plans
from engine.runtime.residence import Residence
from engine.runtime.surroundings import Surroundings, key_of
from engine.runtime.tasks import Tasks
from engine.scripts.interface import Outcome, Task

COMMAND = "start_flow"
MAX_BACKLOG_BYTES = 64 << 20
"""What the store may have left to write before starts are turned away."""

Known = dict[bytes, Outcome]


class Starts:
    def __init__(
        self,
        catalog: Callable[[], Catalog],
        flows: Flows,
        surroundings: Surroundings,
        scripts: Scripts,
        store: Store,
        residence: Residence,
        forward: Forward,
        refuse: Refuse,
        backlog_bytes: Callable[[], int],
    ) -> None:
        self._catalog, self._flows, self._surroundings, self._scripts = catalog, flows, surroundings, scripts
        self._store, self._residence, self._forward, self._refuse = store, residence, forward, refuse
        self._backlog_bytes = backlog_bytes
        self._plans = Plans()
        self._tasks = Tasks()

    def preview_plan(self, command: Command) -> None:
        """Answer the plan of a request; nothing is recorded. Raises BadRequest, NotFound."""
        self._preview(command, {})

    def _preview(self, command: Command, known: Known) -> None:
        request = parse_plan(command.body)
        evaluate = self._surroundings.begin(known).evaluate
        try:
            built = build(self._catalog(), request.goals, request.init, start=False, evaluate=evaluate)
        except NeedsWorker as need:
            self._evaluate(command, need.task, known, self._preview)
            return
        command.done(200, jsontext.encode(built.plan), 0)

    def start_flow(self, command: Command) -> None:
        """Start a flow, once for its id. Raises BadRequest, NotFound, Taken, Busy."""
        request = parse_start(command.body)
        live = self._flows.get(request.id)
        if live is not None:
            self._repeat_live(command, request, live)
            return
        node = self._residence.elsewhere(request.id)
        if node and not command.is_forwarded:
            self._forward(node, COMMAND, command)
            return
        if self._backlog_bytes() > MAX_BACKLOG_BYTES:
            raise Busy("the store is behind: too much waits to be written")
        self._start(command, request, {})

    def _start(self, command: Command, request: StartFlow, known: Known) -> None:
        try:
            evaluate = self._surroundings.begin(known).evaluate
            encoded = self._plans.for_start(self._catalog(), request.goals, request.init, evaluate)
            ports = self._surroundings.begin(known)
            decision = decide.start(
                request.id, encoded.plan, encoded.json, request.init, request.labels, {}, now_us(), ports
            )
        except NeedsWorker as need:
            self._evaluate(command, need.task, known, lambda c, k: self._start_again(c, request, k))
            return
        except Refusal as refusal:
            # A flow of that id may have been started before the catalog changed (A14).
            self._tasks.spawn(self._repeat_stored(command, request, refusal))
            return

        def ruled(ruling: Ruling) -> None:
            match ruling.verdict:
                case Verdict.APPLIED:
                    command.done(201, _started_body(request.id), ruling.index)
                case Verdict.CONFLICT:
                    self._tasks.spawn(self._repeat_stored(command, request, None))
                case _:
                    command.refuse(Busy("no majority of the cluster took the start in time"))

        self._flows.begin(decision, ruled)

    def _start_again(self, command: Command, request: StartFlow, known: Known) -> None:
        """Meanwhile another request may have started a flow of that id."""
        if self._flows.get(request.id) is not None:
            self._guarded(command, self.start_flow)
        else:
            self._start(command, request, known)

    def _repeat_live(self, command: Command, request: StartFlow, live: LiveFlow) -> None:
        """The id belongs to a live flow: answer once that is committed."""

        def look(flow: Flow, now: int, ports: Any) -> Decision:
            return Decision.on(flow, now, ports)

        def done(index: int) -> None:
            if live.flow is None or is_repeat(request, live.flow):
                command.done(201, _started_body(request.id), index)
            else:
                command.refuse(taken(request.id))

        self._flows.act(live, Act(look, done, lambda _: self._guarded(command, self.start_flow)))

    async def _repeat_stored(self, command: Command, request: StartFlow, refusal: Refusal | None) -> None:
        """The id may belong to a flow that is stored: answer for that, or else with the refusal."""
        flow = await self._store.load_flow(request.id)
        if flow is None:
            self._refuse(COMMAND, command, refusal or Busy(f"flow {request.id} is being started elsewhere"))
        elif is_repeat(request, flow):
            command.done(201, _started_body(request.id), 0)
        else:
            command.refuse(taken(request.id))

    def _evaluate(self, command: Command, task: Task, known: Known, go_on: Callable[[Command, Known], None]) -> None:
        """A gate needs a worker: have it judged, and go on with the verdict."""

        async def evaluate() -> None:
            outcome = await self._scripts.run(task)
            self._guarded(command, lambda c: go_on(c, {**known, key_of(task): outcome}))

        self._tasks.spawn(evaluate())

    def _guarded(self, command: Command, carry: Callable[[Command], None]) -> None:
        try:
            carry(command)
        except Refusal as refusal:
            command.refuse(refusal)


def is_repeat(request: StartFlow, flow: Flow) -> bool:
    """Whether a request asks for what a flow of its id already is; labels are not compared."""
    return tuple(flow.plan.goals) == request.goals and jsontext.same(flow.init, request.init)


def taken(flow_id: str) -> Taken:
    return Taken(f"flow {flow_id} exists already, with other goals or another init")


def _started_body(flow_id: str) -> bytes:
    # The id is normalised: it holds nothing that JSON would escape.
    return b'{"message":"","flow_id":"%s"}' % flow_id.encode()
