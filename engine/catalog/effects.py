"""What a change of steps does to the others: wires, inputs without a maker, flow steps (`ui.md`, 9.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from engine.catalog.state import Catalog
from engine.model.step import OPTIONAL, OUTPUT, REQUIRED, Step


class Wire(msgspec.Struct, frozen=True, order=True):
    """An attribute on its way from a step that makes it to one that takes it."""

    attribute: str
    provider: str
    consumer: str


class OpenInput(msgspec.Struct, frozen=True, order=True):
    """A required input that no step makes: it has to be given at the start."""

    step_id: str
    attribute: str
    is_new: bool
    """Whether it was not so before."""


class FlowStepConcerned(msgspec.Struct, frozen=True):
    """A flow step with goals among the changed steps."""

    step_id: str
    goals: tuple[str, ...]


class Effects(msgspec.Struct, frozen=True):
    """Running flows are never among them: they keep their plan."""

    wires_gained: tuple[Wire, ...]
    wires_lost: tuple[Wire, ...]
    inputs_without_provider: tuple[OpenInput, ...]
    """Those of the changed steps, and those of others that lose their last provider."""
    flow_steps: tuple[FlowStepConcerned, ...]


def effects_of(catalog: Catalog, after: Mapping[str, Step | None]) -> Effects:
    """The effects if these steps became so (None: were removed). The steps need not keep the rules."""
    before = {step_id: catalog.step(step_id) for step_id in after}
    touched = sorted({name for step in (*before.values(), *after.values()) if step for name in step.attributes})
    gained: list[Wire] = []
    lost: list[Wire] = []
    open_inputs: list[OpenInput] = []
    for name in touched:
        others = _Ends(catalog, name, after)
        wires_before, wires_after = others.wires(before), others.wires(after)
        gained += wires_after - wires_before
        lost += wires_before - wires_after
        if not others.providers_with(after):
            was_made = bool(others.providers_with(before))
            open_inputs += [
                OpenInput(step_id, name, was_made or not _needs(before.get(step_id), name))
                for step_id in others.needing_with(after, are_others_concerned=was_made)
            ]
    return Effects(tuple(sorted(gained)), tuple(sorted(lost)), tuple(sorted(open_inputs)), _flow_steps(catalog, after))


class _Ends:
    """The steps at the ends of one attribute that do not change; and with them those that do."""

    def __init__(self, catalog: Catalog, name: str, changed: Mapping[str, Step | None]) -> None:
        self._catalog, self._name = catalog, name
        self._providers = [step_id for step_id in catalog.providers(name) if step_id not in changed]
        self._consumers = [step_id for step_id in catalog.consumers(name) if step_id not in changed]

    def providers_with(self, steps: Mapping[str, Step | None]) -> list[str]:
        return [*self._providers, *self._among(steps, (OUTPUT,))]

    def wires(self, steps: Mapping[str, Step | None]) -> set[Wire]:
        """Those that have a changing step at one end at least."""
        makers, takers = self._among(steps, (OUTPUT,)), self._among(steps, (REQUIRED, OPTIONAL))
        pairs = [(maker, taker) for maker in makers for taker in (*self._consumers, *takers)]
        pairs += [(maker, taker) for maker in self._providers for taker in takers]
        return {Wire(self._name, maker, taker) for maker, taker in pairs}

    def needing_with(self, steps: Mapping[str, Step | None], *, are_others_concerned: bool) -> Iterable[str]:
        yield from self._among(steps, (REQUIRED,))
        if are_others_concerned:
            yield from (i for i in self._consumers if _needs(self._catalog.step(i), self._name))

    def _among(self, steps: Mapping[str, Step | None], roles: Sequence[str]) -> list[str]:
        return [
            step_id
            for step_id, step in steps.items()
            if step and self._name in step.attributes and step.attributes[self._name].role in roles
        ]


def _needs(step: Step | None, name: str) -> bool:
    return step is not None and name in step.attributes and step.attributes[name].role == REQUIRED


def _flow_steps(catalog: Catalog, after: Mapping[str, Step | None]) -> tuple[FlowStepConcerned, ...]:
    found = []
    for step_id, entry in catalog.entries.items():
        flow = entry.step.flow
        goals = tuple(goal for goal in dict.fromkeys(flow.goals) if goal in after) if flow else ()
        if goals and step_id not in after:
            found.append(FlowStepConcerned(step_id, goals))
    return tuple(found)
