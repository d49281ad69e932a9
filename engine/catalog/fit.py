"""The rules that need the catalog (`api.md`, 3.6): does a step fit among the others?

They look at the catalog as it would be *with* the step, so that they serve one change and many at once alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from engine.catalog.rules import Problem
from engine.catalog.state import NOBODY, Catalog
from engine.model.step import FLOW


def misfits(catalog: Catalog, step_id: str) -> list[Problem]:
    """Every broken rule of a step that is in the catalog already."""
    return [*_types(catalog, step_id), *_attribute_cycle(catalog, step_id), *_goal_cycle(catalog, step_id)]


def _types(catalog: Catalog, step_id: str) -> Iterator[Problem]:
    entries = catalog.entries
    for name, spec in sorted(entries[step_id].step.attributes.items()):
        for other in (i for ids in catalog.users.get(name, NOBODY) for i in ids if i != step_id):
            there = entries[other].step.attributes[name].type
            if there != spec.type:
                text = f"type must be {there or 'absent'} as in step {other!r}, got {spec.type or 'absent'}"
                yield Problem(f"attributes.{name}.type", f"attribute {name!r}: {text}")
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
        yield Problem("attributes", f"attribute {closing!r}: attributes must form no cycle, got {text} → {steps[-1]}")


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
        yield Problem("flow.goals", f"flow.goals: goals of flow steps must form no cycle, got {' → '.join(path)}")


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
