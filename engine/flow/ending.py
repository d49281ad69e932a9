"""The end of a flow: when, how, and what is named as the cause (`execution.md`, 7; `steps.md`, S16)."""

from __future__ import annotations

from typing import Any

from engine.flow import events as e
from engine.flow.decision import Decision
from engine.flow.standing import UNMATCHED, UNREACHABLE
from engine.flow.state import COMPLETED, FAILED, SKIPPED, Execution
from engine.model.instant import NEVER

NO_CAUSE = "flow failed"


def end_if_due(decision: Decision) -> bool:
    """End the flow if its outcome is known; whether it has ended."""
    flow, blueprint = decision.flow, decision.blueprint
    goals = [flow.executions[goal] for goal in blueprint.goals]
    if any(goal.status == FAILED for goal in goals) or _all_shut_out(decision, goals):
        decision.emit(e.FlowFailed(flow.id, _error(decision)))
    elif all(goal.status in (COMPLETED, SKIPPED) for goal in goals) and all(
        execution.is_settled for execution in flow.executions.values()
    ):
        decision.emit(e.FlowCompleted(flow.id, _result(decision)))
    else:
        return False
    return True


def deactivate_if_due(decision: Decision) -> None:
    """Record the deactivation of a terminal flow in which nothing is active or compensating."""
    flow = decision.flow
    if flow.is_terminal and not flow.is_deactivated and not flow.has_open_work:
        decision.emit(e.FlowDeactivated(flow.id, flow.status))


def _is_shut_out(execution: Execution) -> bool:
    return execution.status == SKIPPED and execution.error == UNMATCHED


def _all_shut_out(decision: Decision, goals: list[Execution]) -> bool:
    """Whether all goals were skipped by their gates; a goal that was given is done and was not skipped."""
    return bool(goals) and not decision.blueprint.given_goals and all(map(_is_shut_out, goals))


def _result(decision: Decision) -> dict[str, Any]:
    """The outputs of the goals, in the order of the goals; of equal names the last wins."""
    flow, result = decision.flow, dict[str, Any]()
    for goal in flow.plan.goals:
        if goal in flow.executions:
            result |= flow.executions[goal].outputs
        else:
            for name in flow.plan.excluded.satisfied.get(goal, ()):
                result[name] = flow.attributes[name][0].value
    return result


def _error(decision: Decision) -> str:
    """`step <id> failed: <error>` of the cause."""
    executions, goals = decision.flow.executions, decision.blueprint.goals
    failed = [goal for goal in goals if executions[goal].status == FAILED]
    if failed:
        first = min(failed, key=lambda goal: executions[goal].settled_at)
        upstream = _first_failure(decision, [first]) if _was_unreachable(executions[first]) else None
        cause: str | None = upstream or first
    else:
        cause = _first_failure(decision, list(goals))
    return f"step {cause} failed: {executions[cause].error}" if cause else NO_CAUSE


def _was_unreachable(execution: Execution) -> bool:
    """Whether a step failed without starting because an input could not come."""
    return execution.started_at == NEVER and execution.error == UNREACHABLE


def _first_failure(decision: Decision, below: list[str]) -> str | None:
    """The step that failed first among all upstream of these, over required inputs and gates."""
    steps, executions = decision.blueprint.steps, decision.flow.executions
    seen: set[str] = set()
    todo = list(below)
    while todo:
        step = steps[todo.pop()]
        for taken in step.wiring.required:
            for provider in step.providers[taken.name]:
                if provider not in seen:
                    seen.add(provider)
                    todo.append(provider)
    failed = [step_id for step_id in seen if executions[step_id].status == FAILED]
    return min(failed, key=lambda step_id: executions[step_id].settled_at) if failed else None
