"""What follows from the committed events of a flow: calls, child flows, news for the parent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from engine.flow import decide
from engine.flow import events as e
from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.state import Flow
from engine.flow.work import FailedForGood, Result, Succeeded, call_facts, item_inputs, meta_values, result_of
from engine.model.step import ASYNC
from engine.runtime.children import Children
from engine.runtime.flows import Flows, Scripts
from engine.runtime.http_caller import HttpCaller
from engine.runtime.http_request import CallContext, Unusable, undo_request, work_request
from engine.runtime.live import Act, LiveFlow, record_act
from engine.runtime.memo import MemoCache
from engine.runtime.pace import Pace
from engine.runtime.surroundings import Surroundings
from engine.runtime.tasks import raise_if_failed
from engine.scripts.interface import Task

Json = Any
OnScript = Callable[[str, str], None]
"""on_script(step id, error or empty): a script step ended."""


class FlowEffects:
    """Follows each committed decision. A repeat after a crash is harmless: the receipt token tells."""

    def __init__(
        self,
        flows: Flows,
        children: Children,
        caller: HttpCaller,
        scripts: Scripts,
        surroundings: Surroundings,
        memo: MemoCache,
        on_script: OnScript,
        recovery: Pace,
        webhook_base_url: str,
        step_timeout_ms: int,
    ) -> None:
        self._flows, self._children, self._caller, self._scripts = flows, children, caller, scripts
        self._surroundings = surroundings
        self._memo, self._on_script, self._recovery = memo, on_script, recovery
        self._webhook_base_url, self._step_timeout_ms = webhook_base_url, step_timeout_ms

    def follow(self, live: LiveFlow, decision: Decision) -> None:
        flow = decision.flow
        begun: dict[str, e.WorkStarted] = {}
        for event in decision.events:
            match event:
                case e.WorkStarted():
                    begun[event.token] = event
                case e.WorkSucceeded(step_id=step_id, token=token, outputs=outputs):
                    begun.pop(token, None)
                    self._succeeded(decision, step_id, token, outputs)
                case e.WorkFailed(step_id=step_id, token=token, error=error):
                    begun.pop(token, None)
                    if decision.blueprint.steps[step_id].runs_script:
                        self._on_script(step_id, error)
                case e.CompStarted(step_id=step_id, token=token):
                    self._undo(live, decision, step_id, token)
                case e.FlowDeactivated():
                    self._children.ended(flow)
        for started in begun.values():
            self._begin(live, decision, started)
        live.is_recovering = False

    def _succeeded(self, decision: Decision, step_id: str, token: str, outputs: dict[str, Json] | None) -> None:
        step = decision.blueprint.steps[step_id]
        if step.runs_script:
            self._on_script(step_id, "")
        if step.step.memoizable:
            execution = decision.flow.executions[step_id]
            self._memo.remember(step, item_inputs(execution, execution.items[token]), outputs)

    def _begin(self, live: LiveFlow, decision: Decision, started: e.WorkStarted) -> None:
        step = decision.blueprint.steps[started.step_id]
        flow = decision.flow
        report = partial(self._report, live, step, started.token)
        if step.runs_flow:
            facts = call_facts(flow.id, step.id, started.token, flow.metadata)
            inputs = {**started.inputs, **meta_values(step.wiring.metas, facts)}
            self._children.begin(flow, step, started.token, inputs, report)
        elif step.runs_script:
            self._run_script(live, flow, step, started, report)
        else:
            self._spawn(live, self._call(flow, step, started, report, live.is_recovering))

    def _report(self, live: LiveFlow, step: PlannedStep, token: str, result: Result) -> None:
        """Record a result; it is repeated until it is recorded, superseded, or the flow has moved."""

        if self._flows.get(live.id) is live:
            self._flows.act(live, record_act(step.id, token, result))

    def _run_script(
        self, live: LiveFlow, flow: Flow, step: PlannedStep, started: e.WorkStarted, report: Callable[[Result], None]
    ) -> None:
        """Run a script that its decision left out: there was no time for it then, or it needs a worker."""
        assert step.wiring.script is not None
        facts = call_facts(flow.id, step.id, started.token, flow.metadata)
        task = Task(step.wiring.script, {**started.inputs, **meta_values(step.wiring.metas, facts)})
        outcome = self._surroundings.on_the_spot(task)
        if outcome is not None:
            report(result_of(outcome))
        else:
            self._spawn(live, self._run_slow_script(task, report))

    async def _run_slow_script(self, task: Task, report: Callable[[Result], None]) -> None:
        report(result_of(await self._scripts.run(task)))

    async def _call(
        self,
        flow: Flow,
        step: PlannedStep,
        started: e.WorkStarted,
        report: Callable[[Result], None],
        is_repeat: bool,
    ) -> None:
        if is_repeat:
            await self._recovery.turn()
        try:
            request = work_request(step, started.inputs, self._context(flow, started.token))
        except Unusable as error:
            report(FailedForGood(str(error)))
            return
        result = await self._caller.work(request)
        if step.kind == ASYNC and isinstance(result, Succeeded):
            return  # accepted; the result comes by webhook
        report(result)

    def _undo(self, live: LiveFlow, decision: Decision, step_id: str, token: str) -> None:
        self._spawn(live, self._call_undo(live, decision, decision.blueprint.steps[step_id], token))

    async def _call_undo(self, live: LiveFlow, decision: Decision, step: PlannedStep, token: str) -> None:
        execution = decision.flow.executions[step.id]
        item = execution.items[token]
        try:
            request = undo_request(
                step, item_inputs(execution, item), item.outputs, self._context(decision.flow, token)
            )
        except Unusable as error:
            result: Result = FailedForGood(str(error))
        else:
            result = await self._caller.undo(request)

        def make(flow: Flow, now_us: int, ports: Any) -> Decision:
            return decide.record_undo(flow, step.id, token, result, now_us, ports)

        if self._flows.get(live.id) is live:
            self._flows.act(live, Act(make))

    def _context(self, flow: Flow, token: str) -> CallContext:
        return CallContext(flow.id, token, flow.metadata, self._webhook_base_url, self._step_timeout_ms)

    def _spawn(self, live: LiveFlow, work: Coroutine[Any, Any, None]) -> None:
        """Begin a call. It goes on when its item has a result by other means, and is then ignored."""
        task = asyncio.get_running_loop().create_task(work)
        live.calls.add(task)
        task.add_done_callback(live.calls.discard)
        task.add_done_callback(raise_if_failed)
