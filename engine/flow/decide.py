"""The commands of a flow: each answers with the events that carry it out, and changes nothing itself.

The order within one decision is that of `execution.md`, 6.2: failures and skips spread until nothing changes; then the
flow ends if its outcome is known; otherwise the steps that are ready start, one after the other, each decided on the
state that the one before left. Then items start for the free slots, and scripts that end at once are run on the spot.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Any

import msgspec

from engine.flow import events as e
from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.ending import deactivate_if_due, end_if_due
from engine.flow.evolve import begin
from engine.flow.finishing import undo_succeeded
from engine.flow.ports import Ports
from engine.flow.standing import (
    UNMATCHED,
    UNNEEDED,
    Broken,
    Ready,
    ShutOut,
    Standing,
    Waiting,
    is_needed,
    standing_of,
)
from engine.flow.starting import map_inputs, start_step
from engine.flow.state import ACTIVE, COMPENSATING, FAILED, NOT_COMPLETED, PENDING, Flow, WorkItem
from engine.flow.work import (
    Result,
    TryAgain,
    result_of,
    script_task,
    settle_item,
    settle_undo,
    start_work,
    undo_again,
)
from engine.model import jsontext
from engine.model.instant import NEVER
from engine.model.plan import Plan

Json = Any


def start(
    flow_id: str,
    plan: Plan,
    plan_json: msgspec.Raw,
    init: dict[str, list[Json]],
    labels: dict[str, str],
    metadata: dict[str, str],
    now_us: int,
    ports: Ports,
) -> Decision:
    """Start a flow on a plan that nothing is missing from."""
    started = e.FlowStarted(flow_id, plan_json, init, metadata, labels)
    decision = Decision(begin(started, now_us, plan), now_us, ports)
    decision.expected = 0
    decision.events.append(started)
    advance(decision)
    return decision


def record_result(flow: Flow, step_id: str, token: str, result: Result, now_us: int, ports: Ports) -> Decision:
    """Record the result of a work item; nothing when it has one, or when the attempt is not under way any more.

    Nothing either for a token that is not there: it was made by a decision that could not be committed."""
    decision = Decision.on(flow, now_us, ports)
    item = flow.executions[step_id].items.get(token)
    if item is not None and awaits_result(item) and not (isinstance(result, TryAgain) and item.status != ACTIVE):
        settle_item(decision, decision.blueprint.steps[step_id], token, result)
        _go_on(decision)
    return decision


def awaits_result(item: WorkItem) -> bool:
    """Whether a result of the item would be recorded."""
    return item.status in (PENDING, ACTIVE, NOT_COMPLETED)


def record_undo(flow: Flow, step_id: str, token: str, result: Result, now_us: int, ports: Ports) -> Decision:
    """Record the result of a compensation; nothing when none is under way."""
    decision = Decision.on(flow, now_us, ports)
    if flow.executions[step_id].items[token].status == COMPENSATING:
        settle_undo(decision, decision.blueprint.steps[step_id], token, result)
        deactivate_if_due(decision)
    return decision


def wake(flow: Flow, now_us: int, ports: Ports) -> Decision:
    """Do what is due by the clock: retries, compensations, optional inputs whose window has closed."""
    decision = Decision.on(flow, now_us, ports)
    if not flow.is_deactivated:
        undo_again(decision)
        advance(decision)
    return decision


def recover(flow: Flow, now_us: int, ports: Ports, *, since_us: int = 0) -> Decision:
    """Take a flow over after its runner has gone: begin again what was under way, with the same tokens (14).

    `since_us` is when the takeover began, if this goes on with one: what has started since is under way."""
    decision = Decision.on(flow, now_us, ports)
    if flow.is_deactivated:
        return decision
    since_us = since_us or decision.at_us
    rest = partial(recover, since_us=since_us)
    for step_id, step in decision.blueprint.steps.items():
        execution = decision.flow.executions[step_id]
        for token, item in list(execution.items.items()):
            if item.status == ACTIVE and item.started_at < since_us:
                inputs = {**execution.inputs, **item.inputs}
                if not decision.takes(len(jsontext.encode(inputs))):
                    decision.rest = rest
                    return decision
                decision.emit(e.WorkStarted(flow.id, step_id, token, inputs))
            elif item.status == COMPENSATING and token not in execution.undo_retries:
                decision.emit(e.CompStarted(flow.id, step_id, token))
        if execution.status == FAILED:
            undo_succeeded(decision, step)
    undo_again(decision)
    advance(decision)
    return decision


def wake_at(flow: Flow, decision: Decision) -> int:
    """When the flow must be woken next; NEVER if only a result can move it."""
    times: list[int] = []
    for step_id, step in decision.blueprint.steps.items():
        execution = flow.executions[step_id]
        times += execution.undo_retries.values()
        if execution.retries and not flow.is_terminal and execution.active < step.parallelism:
            times += execution.retries.values()
    if flow.window_closes_at and not flow.is_terminal:
        times.append(flow.window_closes_at)
    return min(times, default=NEVER)


def advance(decision: Decision) -> None:
    """Look at all steps, and bring the flow as far as it can go without waiting."""
    decision.has_settled = True
    _go_on(decision)


def _go_on(decision: Decision) -> None:
    """Look at all steps if one has settled, fill free slots, run scripts on the spot, until nothing moves."""
    scripts: deque[tuple[PlannedStep, str]] = deque()
    while True:
        if decision.has_settled:
            _start_steps(decision)
        start_work(decision, scripts, wake)
        if decision.has_settled:
            continue
        if not scripts:
            break
        step, token = scripts.popleft()
        outcome = decision.ports.run_now(script_task(decision, step, token))
        if outcome is not None:
            settle_item(decision, step, token, result_of(outcome))
    deactivate_if_due(decision)


def _start_steps(decision: Decision) -> None:
    """Spread failures and skips, end the flow if its outcome is known, start what is ready."""
    flow = decision.flow
    while not flow.is_terminal:
        standings = _spread(decision)
        if end_if_due(decision):
            break
        ready = next(((id_, s) for id_, s in standings.items() if isinstance(s, Ready)), None)
        if ready is None:
            windows = [s.window_closes_at for s in standings.values() if isinstance(s, Waiting) and s.window_closes_at]
            flow.window_closes_at = min(windows, default=NEVER)
            break
        start_step(decision, decision.blueprint.steps[ready[0]], ready[1].inputs)
    decision.has_settled = False


def _spread(decision: Decision) -> dict[str, Standing]:
    """Fail and skip pending steps in rounds until nothing changes; how those that are left stand, by id."""
    flow, steps = decision.flow, decision.blueprint.steps
    while True:
        standings = {
            step_id: standing_of(decision, step)
            for step_id, step in steps.items()
            if flow.executions[step_id].status == PENDING
        }
        verdicts = [event for step_id in standings if (event := _verdict(decision, steps[step_id], standings))]
        if not verdicts:
            return standings
        for event in verdicts:
            decision.emit(event)


def _verdict(decision: Decision, step: PlannedStep, standings: dict[str, Standing]) -> e.FlowEvent | None:
    """The event that settles a pending step which can or need not start."""
    flow_id = decision.flow.id
    match standings[step.id]:
        case ShutOut(inputs, unsatisfied):
            return e.StepSkipped(flow_id, step.id, UNMATCHED, map_inputs(decision, step, inputs), unsatisfied)
        case Broken(error, inputs):
            return e.StepFailed(flow_id, step.id, error, map_inputs(decision, step, inputs))
    if not is_needed(decision, step, standings):
        return e.StepSkipped(flow_id, step.id, UNNEEDED)
    return None
