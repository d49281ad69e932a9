"""The rules that need the catalog (`api.md`, 3.6): does a step fit among the others?

They look at the catalog as it would be *with* the step, so that they serve one change and many at once alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise

from engine.catalog.problem import Problem, at
from engine.catalog.state import NOBODY, Catalog
from engine.model.step import FLOW


def misfits(catalog: Catalog, step_id: str) -> list[Problem]:
    """Every broken rule of a step that is in the catalog already."""
    return [*_types(catalog, step_id), *_attribute_cycle(catalog, step_id), *_goal_cycle(catalog, step_id)]


def misfits_among(catalog: Catalog, step_ids: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """The same of many steps at once, by id: in time that grows with the catalog, not with catalog times steps."""
    mixed = {
        name
        for name in {name for step_id in step_ids for name in catalog.entries[step_id].step.attributes}
        if len({catalog.entries[i].step.attributes[name].type for ids in catalog.users[name] for i in ids}) > 1
    }
    has_cycle = _has_attribute_cycle(catalog)
    for step_id in step_ids:
        step = catalog.entries[step_id].step
        if mixed and not mixed.isdisjoint(step.attributes):
            yield from ((step_id, problem) for problem in _types(catalog, step_id))
        if has_cycle:
            yield from ((step_id, problem) for problem in _attribute_cycle(catalog, step_id))
        if step.type == FLOW:
            yield from ((step_id, problem) for problem in _goal_cycle(catalog, step_id))


def _has_attribute_cycle(catalog: Catalog) -> bool:
    """Whether any step comes before itself: some are left when those without open inputs are taken off again and again.

    The attributes are nodes of the graph too, so that one with many makers and takers costs their sum.
    """
    makers_left = {name: len(users.providers) for name, users in catalog.users.items()}
    open_inputs = Counter(
        {
            step_id: sum(makers_left[need.name] > 0 for need in entry.wiring.inputs)
            for step_id, entry in catalog.entries.items()
        }
    )
    ready = [step_id for step_id, count in open_inputs.items() if not count]
    taken = 0
    while ready:
        taken += 1
        for name in catalog.wiring(ready.pop()).output_names:
            makers_left[name] -= 1
            if not makers_left[name]:
                for consumer in catalog.consumers(name):
                    open_inputs[consumer] -= 1
                    if not open_inputs[consumer]:
                        ready.append(consumer)
    return taken < len(catalog.entries)


def _types(catalog: Catalog, step_id: str) -> Iterator[Problem]:
    entries = catalog.entries
    for name, spec in sorted(entries[step_id].step.attributes.items()):
        for other in (i for ids in catalog.users.get(name, NOBODY) for i in ids if i != step_id):
            there = entries[other].step.attributes[name].type
            if there != spec.type:
                text = f"type must be {there or 'absent'} as in step {other!r}, got {spec.type or 'absent'}"
                yield Problem(("attributes", name, "type"), f"attribute {name!r}: {text}")
                break


def _attribute_cycle(catalog: Catalog, step_id: str) -> Iterator[Problem]:
    wiring = catalog.wiring(step_id)
    # Almost every new step is an end of the graph, and an end closes no cycle.
    if not any(catalog.consumers(name) for name in wiring.output_names):
        return

    def providers(of: str) -> Iterable[str]:
        for need in catalog.wiring(of).inputs:
            yield from catalog.providers(need.name)

    path = _way_back(step_id, providers)
    if path:
        # Against the direction of the search: from a provider to its consumers.
        steps = [*reversed(path)]
        text = " → ".join(f"{left} → ({_shared(catalog, left, right)})" for left, right in pairwise(steps))
        closing = _shared(catalog, steps[0], steps[1])
        yield at("attributes", f"attribute {closing!r}: attributes must form no cycle, got {text} → {steps[-1]}")


def _shared(catalog: Catalog, provider: str, consumer: str) -> str:
    """An attribute that leads from one step to the other."""
    wanted = {need.name for need in catalog.wiring(consumer).inputs}
    return next(name for name in catalog.wiring(provider).output_names if name in wanted)


def _goal_cycle(catalog: Catalog, step_id: str) -> Iterator[Problem]:
    def goals(of: str) -> Iterable[str]:
        step = catalog.step(of)
        return step.flow.goals if step and step.type == FLOW and step.flow else ()

    path = _way_back(step_id, goals)
    if path:
        yield at("flow.goals", f"flow.goals: goals of flow steps must form no cycle, got {' → '.join(path)}")


def _way_back(start: str, following: Callable[[str], Iterable[str]]) -> list[str]:
    """The steps from start back to start, both named; empty when no way leads back."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for there in following(here):
            if there == start:
                path = [start, here]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []
