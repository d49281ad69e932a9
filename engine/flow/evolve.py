"""`evolve`: the flow after an event. Total: the past cannot be refused (`events.md`, 4.1).

Changes the flow that it is given, which must be a draft or a fold's own (see `engine.flow.state`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from engine.flow import events as e
from engine.flow.state import (
    ACTIVE,
    COMPENSATED,
    COMPENSATING,
    COMPENSATION_FAILED,
    COMPLETED,
    FAILED,
    NOT_COMPLETED,
    PENDING,
    SKIPPED,
    SUCCEEDED,
    AttributeValue,
    Execution,
    Flow,
    WorkItem,
)
from engine.model import instant
from engine.model.instant import NEVER
from engine.model.plan import Plan, decode_plan


def begin(event: e.FlowStarted, at_us: int, plan: Plan | None = None) -> Flow:
    """The flow that its first event makes; `plan` where it is at hand decoded."""
    flow = Flow(event.flow_id, plan or decode_plan(bytes(event.plan)), at_us)
    for name, values in event.init.items():
        if values:
            flow.attributes[name] = [AttributeValue(value, at_us) for value in values]
    flow.labels = dict(event.labels)
    flow.metadata = dict(event.metadata)
    flow.sequence = 1
    return flow


def evolve(flow: Flow, event: e.FlowEvent | None, at_us: int) -> None:
    """Apply the next event; None stands for one of an unknown type, which only counts."""
    if event is not None:
        _EVOLVE[type(event)](flow, event, at_us)
        if type(event) not in _SILENT:
            flow.last_updated = at_us
    flow.last_event_at = at_us
    flow.sequence += 1


def fold(batches: Iterable[tuple[int, Sequence[e.FlowEvent | None]]]) -> Flow | None:
    """The flow of its whole history, as (timestamp, events) of each batch; None without one."""
    flow: Flow | None = None
    for at_us, events in batches:
        for event in events:
            if flow is None:
                if not isinstance(event, e.FlowStarted):
                    raise ValueError(f"history begins with {event!r}, not with flow_started")
                flow = begin(event, at_us)
            else:
                evolve(flow, event, at_us)
    return flow


def _flow_completed(flow: Flow, event: e.FlowCompleted, at_us: int) -> None:
    flow.status = COMPLETED
    flow.completed_at = at_us


def _flow_failed(flow: Flow, event: e.FlowFailed, at_us: int) -> None:
    flow.status = FAILED
    flow.error = event.error
    flow.completed_at = at_us


def _flow_deactivated(flow: Flow, event: e.FlowDeactivated, at_us: int) -> None:
    flow.deactivated_at = at_us


def _step_started(flow: Flow, event: e.StepStarted, at_us: int) -> None:
    execution = flow.own(event.step_id)
    execution.status = ACTIVE
    execution.started_at = at_us
    execution.inputs = event.inputs
    execution.order = tuple(event.work_items)
    execution.items = {token: WorkItem(place, inputs) for place, (token, inputs) in enumerate(event.work_items.items())}


def _settle(flow: Flow, execution: Execution, status: str, at_us: int) -> None:
    execution.status = status
    execution.completed_at = at_us
    execution.settled_at = flow.sequence


def _step_completed(flow: Flow, event: e.StepCompleted, at_us: int) -> None:
    execution = flow.own(event.step_id)
    _settle(flow, execution, COMPLETED, at_us)
    execution.outputs = event.outputs
    execution.duration = event.duration


def _step_failed(flow: Flow, event: e.StepFailed, at_us: int) -> None:
    execution = flow.own(event.step_id)
    _settle(flow, execution, FAILED, at_us)
    execution.error = event.error
    execution.inputs = event.inputs
    execution.unsatisfied = event.unsatisfied


def _step_skipped(flow: Flow, event: e.StepSkipped, at_us: int) -> None:
    execution = flow.own(event.step_id)
    _settle(flow, execution, SKIPPED, at_us)
    execution.error = event.reason
    execution.inputs = event.inputs
    execution.unsatisfied = event.unsatisfied


def _attribute_set(flow: Flow, event: e.AttributeSet, at_us: int) -> None:
    value = AttributeValue(event.value, at_us, event.step_id)
    flow.attributes[event.key] = [*flow.attributes.get(event.key, ()), value]


def _item(flow: Flow, event: e.WorkEvent) -> tuple[Execution, WorkItem] | None:
    """The execution, owned, and the item of an event; None for a token that it does not have."""
    if event.step_id not in flow.executions or event.token not in flow.executions[event.step_id].items:
        return None
    execution = flow.own(event.step_id)
    item = execution.items[event.token]
    if item.status == ACTIVE:
        execution.active -= 1
    elif item.status == COMPENSATING:
        execution.undoing -= 1
    execution.retries.pop(event.token, None)
    execution.undo_retries.pop(event.token, None)
    return execution, item


def _work_started(flow: Flow, event: e.WorkStarted, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.active += 1
        _touch(execution, item)
        execution.items[event.token] = _with(
            item, status=ACTIVE, started_at=at_us, completed_at=NEVER, next_retry_at=NEVER
        )


def _touch(execution: Execution, item: WorkItem) -> None:
    """The item is fresh no longer."""
    if item.place == execution.next_fresh:
        at = item.place + 1
        while at < len(execution.order) and not _is_fresh(execution.items[execution.order[at]]):
            at += 1
        execution.next_fresh = at


def _is_fresh(item: WorkItem) -> bool:
    return item.status == PENDING and item.started_at == NEVER and item.next_retry_at == NEVER


def _work_succeeded(flow: Flow, event: e.WorkSucceeded, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.succeeded += 1
        execution.items[event.token] = _with(item, status=SUCCEEDED, completed_at=at_us, outputs=event.outputs)
        _touch(execution, item)


def _work_failed(flow: Flow, event: e.WorkFailed, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.items[event.token] = _with(item, status=FAILED, completed_at=at_us, error=event.error)
        _touch(execution, item)


def _work_not_completed(flow: Flow, event: e.WorkNotCompleted, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.items[event.token] = _with(item, status=NOT_COMPLETED, completed_at=at_us, error=event.error)


def _work_retry_scheduled(flow: Flow, event: e.WorkRetryScheduled, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        due = instant.parse(event.next_retry_at)
        execution.retries[event.token] = due
        execution.items[event.token] = _with(
            item, status=PENDING, retry_count=event.retry_count, next_retry_at=due, error=event.error
        )


def _comp_started(flow: Flow, event: e.CompStarted, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.undoing += 1
        # Compensation has its own budget (E1).
        retry_count = 0 if item.status == SUCCEEDED else item.retry_count
        execution.items[event.token] = _with(item, status=COMPENSATING, next_retry_at=NEVER, retry_count=retry_count)


def _comp_retry_scheduled(flow: Flow, event: e.CompRetryScheduled, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        due = instant.parse(event.next_retry_at)
        execution.undoing += 1
        execution.undo_retries[event.token] = due
        execution.items[event.token] = _with(
            item, status=COMPENSATING, retry_count=event.retry_count, next_retry_at=due, error=event.error
        )


def _comp_succeeded(flow: Flow, event: e.CompSucceeded, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.items[event.token] = _with(item, status=COMPENSATED, completed_at=at_us)


def _comp_failed(flow: Flow, event: e.CompFailed, at_us: int) -> None:
    if found := _item(flow, event):
        execution, item = found
        execution.items[event.token] = _with(item, status=COMPENSATION_FAILED, completed_at=at_us, error=event.error)


def _nothing(flow: Flow, event: e.FlowEvent, at_us: int) -> None:
    """`dispatch_deferred`, or a second `flow_started`: counted, and nothing else."""


_with: Callable[..., WorkItem] = msgspec.structs.replace
_SILENT = (e.DispatchDeferred, e.CompStarted)
_EVOLVE: dict[type[e.FlowEvent], Callable[[Flow, Any, int], None]] = {
    e.FlowStarted: _nothing,
    e.FlowCompleted: _flow_completed,
    e.FlowFailed: _flow_failed,
    e.FlowDeactivated: _flow_deactivated,
    e.StepStarted: _step_started,
    e.StepCompleted: _step_completed,
    e.StepFailed: _step_failed,
    e.StepSkipped: _step_skipped,
    e.AttributeSet: _attribute_set,
    e.WorkStarted: _work_started,
    e.WorkSucceeded: _work_succeeded,
    e.WorkFailed: _work_failed,
    e.WorkNotCompleted: _work_not_completed,
    e.WorkRetryScheduled: _work_retry_scheduled,
    e.DispatchDeferred: _nothing,
    e.CompStarted: _comp_started,
    e.CompSucceeded: _comp_succeeded,
    e.CompRetryScheduled: _comp_retry_scheduled,
    e.CompFailed: _comp_failed,
}
