"""From a catalog, goals and initial values to a plan (`execution.md`, 2). Pure: the same input gives the same plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from engine.catalog.state import Catalog
from engine.model.errors import BadRequest, NotFound
from engine.model.plan import Edges, Plan
from engine.model.step import FLOW, NONE
from engine.model.wiring import ABSENT, Wiring
from engine.planning.gates import PLACEHOLDER, Evaluate, Gatekeeper, Given
from engine.planning.reach import Reach
from engine.planning.walk import select

Json = Any

ALWAYS_PRESENT: Final = ("flow_id", "step_id", "receipt_token")
"""Meta keys that each call has."""
MAX_DEPTH: Final = 64
"""Flow steps within flow steps; a plan is one nested JSON text."""
MAX_STEPS: Final = 20_000
"""Steps of a plan and its child plans together. Few flow steps that name each other in two ways make thousands."""


@dataclass(frozen=True, slots=True)
class Built:
    plan: Plan
    by_names_only: bool
    """Whether only the names of the initial values mattered; if not, other values may make another plan."""


class GoalNotFound(NotFound):
    """A goal, or a goal of a flow step in the plan, is not in the catalog."""

    def __init__(self, goal: str) -> None:
        super().__init__(f"goal not found: {goal}")
        self.goal = goal


def build(
    catalog: Catalog,
    goals: Sequence[str],
    init: Mapping[str, Sequence[Json]],
    *,
    start: bool,
    evaluate: Evaluate,
    inside: frozenset[str] = frozenset(),
) -> Built:
    """The plan of a start, or of a preview; refused starts are the matter of `explain`.

    `inside` names flow steps whose child flow is planned. Raises GoalNotFound, and BadRequest for a plan over a
    limit; what `evaluate` raises passes through.
    """
    gatekeeper = Gatekeeper(evaluate)
    given = {name: values for name, values in init.items() if values}
    plan = _Planner(catalog, gatekeeper, start).plan(tuple(goals), given, inside)
    return Built(plan, by_names_only=not gatekeeper.looked_at_values)


@dataclass(slots=True)
class _Planner:
    catalog: Catalog
    gatekeeper: Gatekeeper
    start: bool
    steps_so_far: int = field(default=0, init=False)

    def plan(self, goals: tuple[str, ...], given: Given, inside: frozenset[str]) -> Plan:
        for goal in goals:
            if goal not in self.catalog:
                raise GoalNotFound(goal)
        reach = Reach(self.catalog, given.keys(), inside)
        selection = select(reach, dict.fromkeys(goals), given, self.gatekeeper, start=self.start)
        self.steps_so_far += len(selection.steps)
        if self.steps_so_far > MAX_STEPS:
            raise BadRequest(f"the plan has more than {MAX_STEPS} steps, those of child flows included")
        entries = {step_id: self.catalog.entries[step_id] for step_id in selection.steps}
        children = {
            step_id: self._child(entry.wiring, inside) for step_id, entry in entries.items() if entry.step.type == FLOW
        }
        return Plan(
            goals=goals,
            required=selection.required,
            steps={step_id: entry.step for step_id, entry in entries.items()},
            attributes=_graph((entry.wiring for entry in entries.values()), given),
            excluded=selection.excluded,
            children=children or msgspec.UNSET,
        )

    def _child(self, wiring: Wiring, inside: frozenset[str]) -> Plan:
        step = wiring.step
        assert step.flow is not None, f"flow step {step.id!r} without goals"
        if len(inside) >= MAX_DEPTH:
            raise BadRequest(f"flow step {step.id!r} is nested more than {MAX_DEPTH} levels deep")
        return self.plan(step.flow.goals, dict.fromkeys(_sure_inputs(wiring), PLACEHOLDER), inside | {step.id})


def _sure_inputs(wiring: Wiring) -> list[str]:
    """Inner names of the inputs of a flow step that have a value whenever it runs (`execution.md`, 2.6)."""
    required = [need.inner for need in wiring.required if need.collect != NONE]
    defaulted = [need.inner for need in wiring.optional if need.default is not ABSENT]
    metas = [name for name, key in wiring.metas.items() if key in ALWAYS_PRESENT]
    return [*required, *defaulted, *wiring.consts, *metas]


def _graph(wirings: Iterable[Wiring], given: Given) -> dict[str, Edges]:
    """Who makes and who takes each attribute, among steps that come sorted by id (`execution.md`, 2.5)."""
    providers: dict[str, list[str]] = {}
    wanted: dict[str, list[str]] = {}
    for wiring in wirings:
        step_id = wiring.step.id
        for name in wiring.output_names:
            providers.setdefault(name, []).append(step_id)
        for need in wiring.inputs:
            wanted.setdefault(need.name, []).append(step_id)
    consumers = {name: ids for name, ids in wanted.items() if name in given or name in providers}
    return {
        name: Edges(tuple(providers.get(name, ())), tuple(consumers.get(name, ())))
        for name in sorted(providers.keys() | consumers.keys())
    }
