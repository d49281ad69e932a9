"""Plans as starts and previews need them, kept with their encoded form (`architecture.md`, hot path, rule 1)."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

import msgspec

from engine.catalog.state import Catalog
from engine.model import jsontext
from engine.model.plan import Plan
from engine.model.requests import Init
from engine.planning.explain import plan_start
from engine.planning.gates import Evaluate

KEPT = 512


class EncodedPlan(NamedTuple):
    plan: Plan
    json: msgspec.Raw


class Plans:
    """Plans for starts, by goals and given names. Emptied when the catalog changes."""

    def __init__(self) -> None:
        self._version = -1
        self._plans: OrderedDict[tuple[tuple[str, ...], frozenset[str]], EncodedPlan] = OrderedDict()

    def for_start(self, catalog: Catalog, goals: tuple[str, ...], init: Init, evaluate: Evaluate) -> EncodedPlan:
        """The plan of a start. Raises NotFound and BadRequest as a start is refused, and what evaluate raises."""
        if catalog.version != self._version:
            self._version = catalog.version
            self._plans.clear()
        key = (goals, frozenset(init))
        known = self._plans.get(key)
        if known is None:
            built = plan_start(catalog, goals, init, evaluate)
            known = EncodedPlan(built.plan, msgspec.Raw(jsontext.encode(built.plan)))
            if built.by_names_only:
                self._plans[key] = known
                if len(self._plans) > KEPT:
                    self._plans.popitem(last=False)
        return known
