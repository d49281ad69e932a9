"""From a ready step to its work items (`steps.md`, 2)."""

from __future__ import annotations

import itertools
import math
from typing import Any

from engine.flow import events as e
from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.finishing import complete_step
from engine.flow.standing import Collected
from engine.model.wiring import Input
from engine.scripts.interface import NOTHING, Returned, Task

Json = Any

MAX_ITEMS = 10_000
NOT_WANTED = "predicate returned false"


def start_step(decision: Decision, step: PlannedStep, collected: Collected) -> None:
    """Start the step, or skip or fail it by its predicate or by the number of its items."""
    inputs = map_inputs(decision, step, collected)
    inputs.update(step.wiring.consts)
    flow_id = decision.flow.id
    if step.wiring.predicate is not None:
        outcome = decision.ports.evaluate(Task(step.wiring.predicate, inputs, inputs))
        if not isinstance(outcome, Returned):
            decision.emit(e.StepFailed(flow_id, step.id, outcome.message, inputs))
            decision.has_settled = True
            return
        if not outcome.value:
            decision.emit(e.StepSkipped(flow_id, step.id, NOT_WANTED, inputs))
            decision.has_settled = True
            return
    taking_part = [name for name in step.wiring.fans_out if isinstance(inputs.get(name), list)]
    count = math.prod(len(inputs[name]) for name in taking_part)
    if count > MAX_ITEMS:
        error = f"{count} work items; at most {MAX_ITEMS} are allowed for one step"
        decision.emit(e.StepFailed(flow_id, step.id, error, inputs))
        decision.has_settled = True
        return
    new_token = decision.ports.new_token
    if taking_part:
        items = {
            new_token(): dict(zip(taking_part, elements, strict=True))
            for elements in itertools.product(*(inputs[name] for name in taking_part))
        }
    else:
        items = {new_token(): {}}
    decision.emit(e.StepStarted(flow_id, step.id, inputs, items))
    if not items:
        complete_step(decision, step)


def map_inputs(decision: Decision, step: PlannedStep, collected: Collected) -> dict[str, Json]:
    """The collected values under their inner names, after their mappings."""
    return {
        taken.inner: value if taken.mapping is None else _mapped(decision, step, taken, value)
        for taken, value in collected
    }


def _mapped(decision: Decision, step: PlannedStep, taken: Input, value: Json) -> Json:
    assert taken.mapping is not None
    arguments = {"value": value} if "value" not in step.wiring.argument_names else {}
    arguments[taken.inner] = value
    outcome = decision.ports.evaluate(Task(taken.mapping, arguments, value))
    if isinstance(outcome, Returned):
        return value if outcome.value is NOTHING else outcome.value
    decision.ports.warn(
        f"flow {decision.flow.id}, step {step.id}: mapping of input {taken.name} failed, "
        f"the value is taken as it is: {outcome.message}"
    )
    return value
