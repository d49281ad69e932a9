"""The state of a flow as the API answers it (`api.md`, 6.2)."""

from __future__ import annotations

from typing import Any

from engine.flow.state import AttributeValue, Execution, Flow, WorkItem
from engine.model import instant, jsontext


def render(flow: Flow) -> bytes:
    """JSON of `GET /engine/flow/{flowID}`."""
    return jsontext.encode(state_of(flow))


def state_of(flow: Flow) -> dict[str, Any]:
    """The same, before it is encoded; the plan is a struct."""
    state: dict[str, Any] = {
        "id": flow.id,
        "status": flow.status,
        "created_at": instant.text(flow.created_at),
        "completed_at": instant.text(flow.completed_at),
        "deactivated_at": instant.text(flow.deactivated_at),
        "last_updated": instant.text(flow.last_updated),
        "plan": flow.plan,
        "attributes": {name: [_value(value) for value in values] for name, values in flow.attributes.items()},
        "executions": {step_id: _execution(execution) for step_id, execution in flow.executions.items()},
    }
    return state | _present(error=flow.error, labels=flow.labels, metadata=flow.metadata)


def _present(**fields: Any) -> dict[str, Any]:
    """The optional fields that are not empty, zero or false."""
    return {name: value for name, value in fields.items() if value}


def _value(value: AttributeValue) -> dict[str, Any]:
    shown: dict[str, Any] = {"value": value.value, "set_at": instant.text(value.set_at)}
    return shown | _present(step=value.step)


def _execution(execution: Execution) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "status": execution.status,
        "started_at": instant.text(execution.started_at),
        "completed_at": instant.text(execution.completed_at),
        "inputs": execution.inputs,
    }
    return shown | _present(
        outputs=execution.outputs,
        work_items={token: _item(item) for token, item in execution.items.items()},
        error=execution.error,
        unsatisfied=execution.unsatisfied,
        duration=execution.duration,
    )


def _item(item: WorkItem) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "status": item.status,
        "started_at": instant.text(item.started_at),
        "completed_at": instant.text(item.completed_at),
        "next_retry_at": instant.text(item.next_retry_at),
        "inputs": item.inputs,
    }
    return shown | _present(outputs=item.outputs, error=item.error, retry_count=item.retry_count)
