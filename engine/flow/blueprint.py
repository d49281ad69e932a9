"""A plan prepared for execution: who delivers each input, who waits for each output. Worked out once per plan."""

from __future__ import annotations

from collections import OrderedDict

from engine.model.plan import Plan
from engine.model.step import FLOW, SCRIPT, Step, WorkConfig
from engine.model.wiring import Input, Wiring

MAX_PREPARED = 1024


class PlannedStep:
    """A step inside a plan."""

    __slots__ = ("compensates", "id", "kind", "parallelism", "providers", "step", "waiters", "wiring", "work")

    def __init__(self, step: Step, wiring: Wiring, providers: dict[str, tuple[str, ...]]) -> None:
        self.id = step.id
        self.kind = step.type
        self.step = step
        self.wiring = wiring
        self.providers = providers
        """Planned providers by the name of each input."""
        self.waiters: tuple[tuple[str, Input], ...] = ()
        """Planned consumers of its outputs, with the input that takes them."""
        self.work = step.work_config or WorkConfig()
        self.parallelism = max(1, self.work.parallelism)
        self.compensates = bool(step.http and step.http.compensate)

    @property
    def runs_script(self) -> bool:
        return self.kind == SCRIPT

    @property
    def runs_flow(self) -> bool:
        return self.kind == FLOW


class Blueprint:
    """All steps of a plan, by id in order of id."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        edges = plan.attributes
        self.steps: dict[str, PlannedStep] = {}
        for step_id in sorted(plan.steps):
            wiring = Wiring(plan.steps[step_id])
            providers = {i.name: edges[i.name].providers if i.name in edges else () for i in wiring.inputs}
            self.steps[step_id] = PlannedStep(plan.steps[step_id], wiring, providers)
        for planned in self.steps.values():
            planned.waiters = tuple(
                (other.id, taken)
                for other in self.steps.values()
                for taken in other.wiring.inputs
                if planned.id in other.providers[taken.name]
            )
        self.goals = tuple(dict.fromkeys(goal for goal in plan.goals if goal in plan.steps))
        """Goals that the flow runs, each once, in the order of the request."""
        self.given_goals = tuple(dict.fromkeys(goal for goal in plan.goals if goal not in plan.steps))
        """Goals whose outputs were all given: done from the start (X4)."""


_prepared: OrderedDict[int, Blueprint] = OrderedDict()


def prepare(plan: Plan) -> Blueprint:
    """The blueprint of a plan. Flows that share a plan object share its blueprint."""
    known = _prepared.get(id(plan))
    if known is None:
        # A blueprint holds its plan, so that the key of a plan that is gone cannot come again while it is known.
        known = _prepared[id(plan)] = Blueprint(plan)
        if len(_prepared) > MAX_PREPARED:
            _prepared.popitem(last=False)
    return known
