"""Work items: which start, and what their results change (`steps.md`, 3 and 8 to 11)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from engine.flow import events as e
from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision, Make
from engine.flow.finishing import complete_step, fail_step
from engine.flow.ports import Miss
from engine.flow.retry import delay_ms, retries_left
from engine.flow.state import ACTIVE, FAILED, PENDING, Execution, WorkItem
from engine.model import instant, jsontext
from engine.model.instant import NEVER
from engine.scripts.interface import Outcome, Returned, Task

Json = Any


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The handler did its work; `outputs` is everything that it returned."""

    outputs: dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class FailedForGood:
    error: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The attempt failed; another may succeed."""

    error: str


Result = Succeeded | FailedForGood | TryAgain


def result_of(outcome: Outcome) -> Result:
    """What a script's outcome is to its work item: an error of a script is never retried."""
    if isinstance(outcome, Returned):
        return Succeeded(cast("dict[str, Json]", outcome.value))
    return FailedForGood(outcome.message)


def start_work(decision: Decision, scripts: deque[tuple[PlannedStep, str]], wake: Make) -> None:
    """Start items of all active steps for their free slots; add those of script steps, to be tried on the spot.

    `wake` is what the decision leaves to be done when it has no room for all."""
    flow = decision.flow
    for step_id, step in decision.blueprint.steps.items():
        if flow.is_terminal:
            return
        if flow.executions[step_id].status == ACTIVE:
            _start_items(decision, step, scripts, wake)


def _start_items(decision: Decision, step: PlannedStep, scripts: deque[tuple[PlannedStep, str]], wake: Make) -> None:
    flow = decision.flow
    for token in _startable(flow.executions[step.id], decision.at_us):
        execution = flow.executions[step.id]
        if execution.status != ACTIVE:
            return
        inputs = item_inputs(execution, execution.items[token])
        if step.step.memoizable:
            remembered = decision.ports.recall(step, inputs)
            if not isinstance(remembered, Miss):
                succeed(decision, step, token, remembered)
                continue
        if execution.active >= step.parallelism:
            return
        if len(execution.order) > 1 and not decision.takes(len(jsontext.encode(inputs))):
            decision.rest = decision.rest or wake
            return
        decision.emit(e.WorkStarted(flow.id, step.id, token, inputs))
        if step.runs_script:
            scripts.append((step, token))


def _startable(execution: Execution, at_us: int) -> Iterator[str]:
    """Pending items that may start now: due retries first, then those that were never started, in their order."""
    if execution.retries:
        due = [token for token, due_us in execution.retries.items() if due_us <= at_us]
        yield from sorted(due, key=lambda token: execution.items[token].place)
    for place in range(execution.next_fresh, len(execution.order)):
        token = execution.order[place]
        item = execution.items[token]
        if item.status == PENDING and item.started_at == NEVER and token not in execution.retries:
            yield token


def item_inputs(execution: Execution, item: WorkItem) -> dict[str, Json]:
    """What a call receives, without meta values."""
    return {**execution.inputs, **item.inputs} if item.inputs else execution.inputs


def script_task(decision: Decision, step: PlannedStep, token: str) -> Task:
    """The run of a script step for one item."""
    assert step.wiring.script is not None
    flow = decision.flow
    execution = flow.executions[step.id]
    inputs = item_inputs(execution, execution.items[token])
    metas = step.wiring.metas
    if metas:
        inputs = {**inputs, **meta_values(metas, call_facts(flow.id, step.id, token, flow.metadata))}
    return Task(step.wiring.script, inputs)


def call_facts(flow_id: str, step_id: str, token: str, metadata: dict[str, str]) -> dict[str, str]:
    """The facts about a call that meta attributes can name (`steps.md`, 4.5), but for the webhook."""
    return {**metadata, "flow_id": flow_id, "step_id": step_id, "receipt_token": token}


def meta_values(metas: dict[str, str], facts: dict[str, str]) -> dict[str, str]:
    """Values of meta attributes by name; a key that is unknown or not present is left out."""
    return {name: facts[key] for name, key in metas.items() if key in facts}


def settle_item(decision: Decision, step: PlannedStep, token: str, result: Result) -> None:
    """Record the result of an item that has none yet, and what it means for its step."""
    match result:
        case Succeeded(outputs):
            succeed(decision, step, token, outputs)
        case FailedForGood(error):
            _fail(decision, step, token, error)
        case TryAgain(error):
            _try_again(decision, step, token, error)


def succeed(decision: Decision, step: PlannedStep, token: str, outputs: dict[str, Json] | None) -> None:
    flow = decision.flow
    decision.emit(e.WorkSucceeded(flow.id, step.id, token, outputs))
    execution = flow.executions[step.id]
    if execution.status == ACTIVE:
        if execution.succeeded == len(execution.order):
            complete_step(decision, step)
    elif execution.status == FAILED and step.compensates:
        decision.emit(e.CompStarted(flow.id, step.id, token))


def _fail(decision: Decision, step: PlannedStep, token: str, error: str) -> None:
    flow = decision.flow
    decision.emit(e.WorkFailed(flow.id, step.id, token, error))
    if flow.executions[step.id].status == ACTIVE:
        fail_step(decision, step, error)


def _try_again(decision: Decision, step: PlannedStep, token: str, error: str) -> None:
    flow = decision.flow
    execution = flow.executions[step.id]
    decision.emit(e.WorkNotCompleted(flow.id, step.id, token, error))
    if flow.is_terminal or execution.status != ACTIVE:
        return
    item = execution.items[token]
    if not retries_left(step.work, item.retry_count):
        _fail(decision, step, token, error)
        return
    number = item.retry_count + 1
    due = instant.text(decision.at_us + delay_ms(step.work, number) * 1000)
    decision.emit(e.WorkRetryScheduled(flow.id, step.id, token, number, due, error))


def settle_undo(decision: Decision, step: PlannedStep, token: str, result: Result) -> None:
    """Record the result of the compensation of an item (`steps.md`, 11)."""
    flow = decision.flow
    match result:
        case Succeeded():
            decision.emit(e.CompSucceeded(flow.id, step.id, token))
        case FailedForGood(error):
            decision.emit(e.CompFailed(flow.id, step.id, token, error))
        case TryAgain(error):
            item = flow.executions[step.id].items[token]
            if not retries_left(step.work, item.retry_count):
                decision.emit(e.CompFailed(flow.id, step.id, token, error))
                return
            number = item.retry_count + 1
            due = instant.text(decision.at_us + delay_ms(step.work, number) * 1000)
            decision.emit(e.CompRetryScheduled(flow.id, step.id, token, number, due, error))


def undo_again(decision: Decision) -> None:
    """Begin the compensations whose retry is due."""
    flow = decision.flow
    for step_id, execution in list(flow.executions.items()):
        for token, due_us in list(execution.undo_retries.items()):
            if due_us <= decision.at_us:
                decision.emit(e.CompStarted(flow.id, step_id, token))
