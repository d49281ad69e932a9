"""What a change of steps does to the others: wires, inputs without a maker, flow steps (`ui.md`, 9.4)."""

from __future__ import annotations

from collections import defaultdict
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
    was, will_be = _Ends(before), _Ends(after)
    gained: list[Wire] = []
    lost: list[Wire] = []
    open_inputs: list[OpenInput] = []
    for name in sorted({*was.names, *will_be.names}):
        makers = [step_id for step_id in catalog.providers(name) if step_id not in after]
        takers = [step_id for step_id in catalog.consumers(name) if step_id not in after]
        wires_before, wires_after = was.wires(name, makers, takers), will_be.wires(name, makers, takers)
        gained += wires_after - wires_before
        lost += wires_before - wires_after
        if not makers and name not in will_be.makers:
            was_made = name in was.makers
            open_inputs += [
                OpenInput(step_id, name, was_made or not _needs(before[step_id], name))
                for step_id in will_be.takers[name]
                if _needs(after[step_id], name)
            ]
            if was_made:
                open_inputs += [
                    OpenInput(step_id, name, True) for step_id in takers if _needs(catalog.step(step_id), name)
                ]
    return Effects(tuple(sorted(gained)), tuple(sorted(lost)), tuple(sorted(open_inputs)), _flow_steps(catalog, after))


class _Ends:
    """Who among some steps makes and takes each attribute."""

    def __init__(self, steps: Mapping[str, Step | None]) -> None:
        self.names: set[str] = set()
        self.makers: defaultdict[str, list[str]] = defaultdict(list)
        self.takers: defaultdict[str, list[str]] = defaultdict(list)
        for step_id, step in steps.items():
            for name, spec in step.attributes.items() if step else ():
                self.names.add(name)
                if spec.role == OUTPUT:
                    self.makers[name].append(step_id)
                elif spec.role in (REQUIRED, OPTIONAL):
                    self.takers[name].append(step_id)

    def wires(self, name: str, other_makers: Iterable[str], other_takers: Sequence[str]) -> set[Wire]:
        """Those with one of the steps at one end at least."""
        makers, takers = self.makers.get(name, ()), self.takers.get(name, ())
        pairs = [(maker, taker) for maker in makers for taker in (*other_takers, *takers)]
        pairs += [(maker, taker) for maker in other_makers for taker in takers]
        return {Wire(name, maker, taker) for maker, taker in pairs}


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
