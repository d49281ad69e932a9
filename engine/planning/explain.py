"""Why a start is refused (`execution.md`, 2.7; X2, X3): the sentence, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from engine.catalog.state import Catalog
from engine.model.errors import BadRequest
from engine.model.plan import Plan
from engine.model.step import NONE
from engine.model.wiring import Wiring
from engine.planning.build import Built, build
from engine.planning.gates import Evaluate

Json = Any


class StartRefused(BadRequest):
    """The only possible outcome of a start is known, and it is not an end of the flow."""


def plan_start(catalog: Catalog, goals: Sequence[str], init: Mapping[str, Sequence[Json]], evaluate: Evaluate) -> Built:
    """The plan of a flow that may start. Raises StartRefused, and what `build` raises."""
    built = build(catalog, goals, init, start=True, evaluate=evaluate)
    check_start(catalog, built.plan, init, evaluate)
    return built


def check_start(catalog: Catalog, plan: Plan, init: Mapping[str, Sequence[Json]], evaluate: Evaluate) -> None:
    """Refuse a start by its plan. Raises StartRefused; what `evaluate` raises passes through."""
    if is_refused(plan):
        preview = build(catalog, plan.goals, init, start=False, evaluate=evaluate).plan
        raise StartRefused("\n".join(refusals(plan, preview.required)))


def is_refused(plan: Plan) -> bool:
    """Whether a start with this plan is refused."""
    return bool(plan.required) or any(goal in plan.excluded.blocked for goal in plan.goals)


def refusals(plan: Plan, roots: Iterable[str] = ()) -> list[str]:
    """The sentences that refuse a start with this plan; none when it may start.

    `roots` is what a preview lists in `required`: what would have to be given further up.
    """
    sentences = [
        _blocked(goal, plan.excluded.blocked[goal])
        for goal in dict.fromkeys(plan.goals)
        if goal in plan.excluded.blocked
    ]
    if plan.required:
        further_up = sorted(set(roots).difference(plan.required))
        instead = f" (the steps that could make them need {', '.join(further_up)})" if further_up else ""
        sentences.append(f"required inputs not provided: {', '.join(plan.required)}{instead}")
    return sentences


def child_refusals(plan: Plan, init: Collection[str]) -> list[str]:
    """The sentences that refuse a child flow its start; `init` names the values that it really has.

    Its plan was made before they were known: an optional input may now give what was missing, or block a goal.
    """
    blocked = {goal: names for goal, names in plan.excluded.blocked.items() if goal in plan.goals}
    for goal in plan.goals:
        step = plan.steps.get(goal)
        if step is not None:
            needs = Wiring(step).inputs
            names = tuple(need.name for need in needs if need.collect == NONE and need.name in init)
            if names:
                blocked[goal] = names
    missing = [name for name in plan.required if name not in init]
    sentences = [_blocked(goal, names) for goal, names in sorted(blocked.items())]
    if missing:
        sentences.append(f"required inputs not provided: {', '.join(missing)}")
    return sentences


def _blocked(goal: str, names: Iterable[str]) -> str:
    return f"goal {goal!r} can never run: it wants no value for {', '.join(names)}, which init gives"
