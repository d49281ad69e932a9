"""Child flows of flow steps (`steps.md`, 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from engine.flow import decide
from engine.flow.blueprint import PlannedStep, prepare
from engine.flow.ports import NeedsWorker
from engine.flow.state import COMPLETED, Flow
from engine.flow.work import FailedForGood, Result, Succeeded
from engine.model import ids, jsontext
from engine.model.errors import BadRequest
from engine.model.plan import Plan
from engine.planning.explain import child_refusals
from engine.replication.log import Ruling, Verdict
from engine.runtime.clock import now_us
from engine.runtime.flows import Flows, Scripts, Store
from engine.runtime.live import record_act
from engine.runtime.surroundings import Surroundings, key_of
from engine.runtime.tasks import Tasks
from engine.scripts.interface import Outcome

Json = Any
Report = Callable[[Result], None]


class Children:
    """Starts child flows, and tells their parents how they ended."""

    def __init__(self, flows: Flows, surroundings: Surroundings, scripts: Scripts, store: Store) -> None:
        self._flows, self._surroundings, self._scripts, self._store = flows, surroundings, scripts, store
        self._tasks = Tasks()

    def begin(self, parent: Flow, step: PlannedStep, token: str, inputs: dict[str, Json], report: Report) -> None:
        """Start the child of a work item; one that is there already is left as it is, or its end reported."""
        plan = parent.plan.sub_plans[step.id]
        if refusals := child_refusals(plan, inputs.keys()):
            report(FailedForGood("\n".join(refusals)))
            return
        child_id = ids.child_id(parent.id, step.id, token)
        if self._flows.get(child_id) is not None:
            return
        metadata = {
            **parent.metadata,
            "parent_flow_id": parent.id,
            "parent_step_id": step.id,
            "parent_work_item_token": token,
        }
        init = {name: [value] for name, value in inputs.items()}
        self._start(child_id, plan, init, metadata, step, report, {})

    def _start(
        self,
        child_id: str,
        plan: Plan,
        init: dict[str, list[Json]],
        metadata: dict[str, str],
        step: PlannedStep,
        report: Report,
        known: dict[bytes, Outcome],
    ) -> None:
        plan_json = msgspec.Raw(jsontext.encode(plan))
        try:
            decision = decide.start(
                child_id, plan, plan_json, init, {}, metadata, now_us(), self._surroundings.begin(known)
            )
        except NeedsWorker as need:
            task = need.task

            async def evaluate() -> None:
                outcome = await self._scripts.run(task)
                self._start(child_id, plan, init, metadata, step, report, {**known, key_of(task): outcome})

            self._tasks.spawn(evaluate())
            return

        def ruled(ruling: Ruling) -> None:
            if ruling.verdict is Verdict.CONFLICT:
                self._tasks.spawn(self._report_end(child_id, step, report))

        try:
            self._flows.begin(decision, ruled, is_internal=True)
        except BadRequest as refusal:
            report(FailedForGood(refusal.message))

    async def _report_end(self, child_id: str, step: PlannedStep, report: Report) -> None:
        """The child was started before: if it has ended, its parent may not have heard of it (S14)."""
        child = await self._store.load_flow(child_id)
        if child is not None and child.is_deactivated:
            report(result_for(step, child))

    def ended(self, child: Flow) -> None:
        """A flow was deactivated; if it is a child, its parent's work item has its result."""
        parent_id = child.metadata.get("parent_flow_id")
        parent = self._flows.get(parent_id) if parent_id else None
        if parent is None:
            return
        step_id, token = child.metadata["parent_step_id"], child.metadata["parent_work_item_token"]

        if parent.flow is not None:
            step = prepare(parent.flow.plan).steps[step_id]
            self._flows.act(parent, record_act(step_id, token, result_for(step, child)))
        # A parent that is still being read begins its active items again, and finds its child ended (S14).


def result_for(step: PlannedStep, child: Flow) -> Result:
    """What the end of a child is to the work item that started it."""
    if child.status != COMPLETED:
        return FailedForGood(child.error)
    outputs = {name: values[0].value for name, values in child.attributes.items() if values}
    for output in step.wiring.outputs:
        if output.renamed and output.mapping is None and output.inner not in outputs:
            return FailedForGood(f"flow output missing: {output.inner}")
    return Succeeded(outputs)
