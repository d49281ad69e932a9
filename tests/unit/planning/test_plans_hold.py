"""What holds for every plan, over random catalogs without cycles."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.state import Catalog
from engine.model.plan import Plan
from engine.model.step import Step
from engine.planning.build import build
from engine.planning.explain import is_refused
from engine.planning.reach import Reach
from tests.unit.planning.making import catalog_of, equals, optional, required, step

NAMES = [f"a{n}" for n in range(7)]
POLICIES = st.sampled_from(["first", "last", "some", "all", "none"])


@st.composite
def inputs(draw: st.DrawFn) -> Any:
    if draw(st.integers(0, 3)) == 0:
        return optional(draw(POLICIES))
    return required(draw(POLICIES), draw(st.sampled_from(["", "", "", "yes", "!"])))


@st.composite
def catalogs(draw: st.DrawFn) -> list[Step]:
    """Attributes are ordered; a step makes only names after those that it takes."""
    steps = []
    for n in range(draw(st.integers(1, 8))):
        border = draw(st.integers(0, len(NAMES)))
        needs = {
            name: draw(inputs()) for name in draw(st.sets(st.sampled_from(NAMES[:border] or NAMES[:1]), max_size=3))
        }
        makes = draw(st.sets(st.sampled_from(NAMES[border:]), max_size=2)) if border < len(NAMES) else set()
        steps.append(step(f"s{n}", needs, " ".join(sorted(makes - needs.keys()))))
    return steps


INITS = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(["yes", "no"]), min_size=1, max_size=2))


@st.composite
def requests(draw: st.DrawFn) -> tuple[Catalog, list[str], dict[str, list[str]]]:
    steps = draw(catalogs())
    goals = draw(st.lists(st.sampled_from([each.id for each in steps]), min_size=1, max_size=3))
    return catalog_of(*steps), goals, draw(INITS)


def plan(request: tuple[Catalog, list[str], dict[str, list[str]]], *, start: bool) -> Plan:
    catalog, goals, init = request
    return build(catalog, goals, init, start=start, evaluate=equals).plan


@given(requests(), st.booleans())
@settings(deadline=None)
def test_a_plan_is_pure(request: Any, start: bool) -> None:
    assert plan(request, start=start) == plan(request, start=start)


@given(requests(), st.booleans())
@settings(deadline=None)
def test_each_planned_step_is_reached_from_a_goal_and_none_is_also_excluded(request: Any, start: bool) -> None:
    catalog, goals, _ = request
    found = plan(request, start=start)
    reached, waiting = set[str](), [goal for goal in goals if goal in found.steps]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            names = [need.name for need in catalog.wiring(here).inputs if need.name in found.attributes]
            waiting += [provider for name in names for provider in found.attributes[name].providers]
    assert reached == set(found.steps)
    excluded = [*found.excluded.satisfied, *found.excluded.blocked, *found.excluded.missing]
    assert len(excluded) == len(set(excluded))
    assert not set(excluded) & set(found.steps)


@given(requests(), st.booleans())
@settings(deadline=None)
def test_a_plan_has_no_cycle(request: Any, start: bool) -> None:
    found = plan(request, start=start)
    waits_for = {
        step_id: {p for edges in found.attributes.values() if step_id in edges.consumers for p in edges.providers}
        for step_id in found.steps
    }
    while waits_for:
        free = [step_id for step_id, needs in waits_for.items() if not needs & waits_for.keys()]
        assert free
        for step_id in free:
            del waits_for[step_id]


@given(requests())
@settings(deadline=None)
def test_every_step_of_a_start_but_its_goals_is_satisfiable(request: Any) -> None:
    catalog, goals, init = request
    reach = Reach(catalog, init.keys())
    assert all(reach.is_satisfiable(step_id) for step_id in plan(request, start=True).steps if step_id not in goals)


@given(requests())
@settings(deadline=None)
def test_satisfiable_steps_are_the_smallest_set_that_repeating_finds(request: Any) -> None:
    catalog, _, init = request
    found = set[str]()
    while True:
        before = len(found)
        for step_id, entry in catalog.entries.items():
            inputs = entry.wiring.inputs
            blocked = any(need.collect == "none" and need.name in init for need in inputs)
            if not blocked and all(_available(catalog, need, init, found) for need in inputs if need.required):
                found.add(step_id)
        if len(found) == before:
            break
    reach = Reach(catalog, init.keys())
    assert {step_id for step_id in catalog.entries if reach.is_satisfiable(step_id)} == found


def _available(catalog: Catalog, need: Any, init: dict[str, Any], found: set[str]) -> bool:
    if need.name in init or need.collect == "none":
        return True
    providers = set(catalog.providers(need.name))
    return bool(providers) and providers <= found if need.collect == "all" else bool(providers & found)


@given(requests())
@settings(deadline=None)
def test_a_start_that_its_preview_calls_complete_is_not_refused(request: Any) -> None:
    if not is_refused(plan(request, start=False)):
        assert not is_refused(plan(request, start=True))
