"""From the results of its items to the end of a step (`steps.md`, 8)."""

from __future__ import annotations

from typing import Any

from engine.flow import events as e
from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.state import SUCCEEDED, Execution
from engine.model.wiring import Output
from engine.scripts.interface import NOTHING, Returned, Task

Json = Any

NO_REASON = "work item failed"


def complete_step(decision: Decision, step: PlannedStep) -> None:
    """All items have succeeded: set the outputs, in order of their names, and complete the step."""
    flow = decision.flow
    execution = flow.executions[step.id]
    outputs = _outputs(decision, step, execution)
    for name, value in outputs.items():
        decision.emit(e.AttributeSet(flow.id, step.id, name, value))
    duration_ms = max(0, (decision.at_us - execution.started_at) // 1000)
    decision.emit(e.StepCompleted(flow.id, step.id, outputs, duration_ms))
    decision.has_settled = True


def fail_step(decision: Decision, step: PlannedStep, error: str) -> None:
    """An item has failed for good: fail its step, and undo what the others did."""
    flow = decision.flow
    decision.emit(e.StepFailed(flow.id, step.id, error or NO_REASON, flow.executions[step.id].inputs))
    decision.has_settled = True
    undo_succeeded(decision, step)


def undo_succeeded(decision: Decision, step: PlannedStep) -> None:
    """Begin the compensation of each item of a failed step that has succeeded."""
    if not step.compensates:
        return
    flow = decision.flow
    for token, item in list(flow.executions[step.id].items.items()):
        if item.status == SUCCEEDED:
            decision.emit(e.CompStarted(flow.id, step.id, token))


def _outputs(decision: Decision, step: PlannedStep, execution: Execution) -> dict[str, Json]:
    """The declared outputs that have a value, by name."""
    if not any(isinstance(execution.inputs.get(name), list) for name in step.wiring.fans_out):
        (item,) = execution.items.values()
        raw = item.outputs or {}
    elif not execution.items:
        return {name: [] for name in step.wiring.output_names}
    else:
        raw = _aggregated(execution)
    outputs: dict[str, Json] = {}
    for output in step.wiring.outputs:
        if output.mapping is not None:
            value = _mapped(decision, step, execution, output, raw)
            if value is not NOTHING:
                outputs[output.name] = value
        elif output.inner in raw:
            outputs[output.name] = raw[output.inner]
    return outputs


def _aggregated(execution: Execution) -> dict[str, Json]:
    """For each key of the items' outputs a list with an entry for each item that returned it, in their order."""
    joined: dict[str, list[Json]] = {}
    for token in execution.order:
        item = execution.items[token]
        for key, value in (item.outputs or {}).items():
            joined.setdefault(key, []).append({**item.inputs, key: value})
    return joined


def _mapped(decision: Decision, step: PlannedStep, execution: Execution, output: Output, raw: dict[str, Json]) -> Json:
    assert output.mapping is not None
    outcome = decision.ports.evaluate(Task(output.mapping, {**execution.inputs, "value": raw}, raw))
    if isinstance(outcome, Returned):
        return outcome.value
    decision.ports.warn(
        f"flow {decision.flow.id}, step {step.id}: mapping of output {output.name} failed, "
        f"it is not set: {outcome.message}"
    )
    return NOTHING
