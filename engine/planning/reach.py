"""Which steps can run, before any goal is looked at (`execution.md`, 2.2), worked out only where somebody asks."""

from __future__ import annotations

from collections.abc import Set

from engine.catalog.state import Catalog
from engine.model.step import ALL, FLOW, NONE
from engine.model.wiring import Input


class Reach:
    """The catalog as a flow with these given attributes sees it. One value for one plan; remembers what it found."""

    def __init__(self, catalog: Catalog, given: Set[str], inside: frozenset[str] = frozenset()) -> None:
        """`inside`: the flow steps that the plan is a child of. A flow step never runs within its own child flow."""
        self.catalog = catalog
        self.given = given
        self._inside = inside
        self._satisfiable: dict[str, bool] = {}
        self._providers: dict[str, tuple[str, ...]] = {}
        self._blocked: dict[str, tuple[str, ...]] = {}

    def providers(self, name: str) -> tuple[str, ...]:
        """All candidates for an attribute, in order of registration."""
        found = self.catalog.providers(name)
        if not self._inside:
            return found
        known = self._providers.get(name)
        if known is None:
            known = self._providers[name] = tuple(step_id for step_id in found if not self._leads_back(step_id))
        return known

    def blocked_by(self, step_id: str) -> tuple[str, ...]:
        """The inputs with policy `none` that are given; a step with one can never run in this flow."""
        if not self.given:
            return ()
        known = self._blocked.get(step_id)
        if known is None:
            inputs = self.catalog.wiring(step_id).inputs
            known = tuple(need.name for need in inputs if need.collect == NONE and need.name in self.given)
            self._blocked[step_id] = known
        return known

    def is_satisfiable(self, step_id: str) -> bool:
        """Whether the step is not blocked and each of its required inputs is available."""
        if step_id not in self._satisfiable:
            self._judge_with_providers(step_id)
        return self._satisfiable[step_id]

    def satisfiable(self, candidates: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the candidates that are satisfiable."""
        return tuple(filter(self.is_satisfiable, candidates))

    def lacks(self, step_id: str) -> tuple[str, ...]:
        """The required inputs of a step that are not available, sorted. Of a step that is not blocked."""
        self.is_satisfiable(step_id)
        return self._lacks(step_id)

    def has_all_outputs_given(self, step_id: str) -> bool:
        """Whether the step makes something, and all of it is given."""
        names = self.catalog.wiring(step_id).output_names
        return bool(names) and all(name in self.given for name in names)

    def _lacks(self, step_id: str) -> tuple[str, ...]:
        required = self.catalog.wiring(step_id).required
        return tuple(need.name for need in required if not self._is_available(need))

    def _is_available(self, need: Input) -> bool:
        # A given input with policy `none` blocks its step; not given it is as it should be (X1).
        if need.name in self.given or need.collect == NONE:
            return True
        # All providers have been judged; one that has not would close a cycle, and cannot run.
        can_run = [self._satisfiable.get(provider, False) for provider in self.providers(need.name)]
        return bool(can_run) and all(can_run) if need.collect == ALL else any(can_run)

    def _judge_with_providers(self, root: str) -> None:
        """Judge a step after everything above it; with a stack of its own, for chains deeper than Python's."""
        known, begun = self._satisfiable, set[str]()
        stack = [root]
        while stack:
            step_id = stack[-1]
            if step_id in known:
                stack.pop()
            elif self.blocked_by(step_id):
                known[step_id] = False
            elif step_id in begun:
                known[step_id] = not self._lacks(step_id)
            else:
                begun.add(step_id)
                for need in self.catalog.wiring(step_id).required:
                    if need.name not in self.given and need.collect != NONE:
                        stack.extend(p for p in self.providers(need.name) if p not in known and p not in begun)

    def _leads_back(self, step_id: str) -> bool:
        """Whether a step is, or would start at any depth as a goal, one of the flow steps that the plan is inside."""
        seen, waiting = {step_id}, [step_id]
        while waiting:
            here = waiting.pop()
            if here in self._inside:
                return True
            step = self.catalog.step(here)
            if step is not None and step.type == FLOW and step.flow:
                fresh = set(step.flow.goals) - seen
                seen |= fresh
                waiting.extend(fresh)
        return False
