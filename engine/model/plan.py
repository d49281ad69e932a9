"""An execution plan (`api.md`, 5.2): the steps that a flow may run, fixed when it starts."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from engine.model.step import Step


class Edges(msgspec.Struct, frozen=True):
    """Who makes an attribute and who takes it; step ids, sorted in a plan, by registration in the catalog."""

    providers: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()


class Excluded(msgspec.Struct, frozen=True, omit_defaults=True):
    """Steps that the plan leaves out, with the names that are the reason."""

    satisfied: dict[str, tuple[str, ...]] = {}
    """All outputs are given: the outputs."""
    blocked: dict[str, tuple[str, ...]] = {}
    """An input with policy `none` is given: these inputs."""
    missing: dict[str, tuple[str, ...]] = {}
    """Required inputs that are not available."""


class Plan(msgspec.Struct, frozen=True):
    """Acyclic; never changed afterwards. Goals that are not among the steps are done from the start."""

    goals: tuple[str, ...]
    required: tuple[str, ...] = ()
    """Initial values that are still missing."""
    steps: dict[str, Step] = {}
    attributes: dict[str, Edges] = {}
    excluded: Excluded = Excluded()
    children: dict[str, Plan] | msgspec.UnsetType = msgspec.UNSET
    """For each planned flow step the plan of its goals."""

    @property
    def sub_plans(self) -> dict[str, Plan]:
        return {} if self.children is msgspec.UNSET else self.children


_decoder = msgspec.json.Decoder(Plan)


@lru_cache(maxsize=1024)
def decode_plan(text: bytes) -> Plan:
    """The plan of its JSON text. Equal texts give one object, so that flows of one kind share their plan."""
    return _decoder.decode(text)
