"""The walk from the goals up to what is given (`execution.md`, 2.3 and 2.4): the steps of a plan, and why no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.model.plan import Excluded
from engine.model.step import ALL, FIRST, NONE
from engine.model.wiring import Input
from engine.planning.gates import Gatekeeper, Given, Verdict, together
from engine.planning.reach import Reach


@dataclass(frozen=True, slots=True)
class Selection:
    """What one walk found; everything sorted."""

    steps: tuple[str, ...]
    required: tuple[str, ...]
    """Initial values that are still missing."""
    excluded: Excluded


def select(reach: Reach, goals: Iterable[str], given: Given, gatekeeper: Gatekeeper, *, start: bool) -> Selection:
    """The steps for goals that are all in the catalog."""
    walk = _Walk(reach, given, gatekeeper, start)
    for goal in goals:
        walk.aim_at(goal)
    walk.run()
    return walk.selection()


class _Walk:
    def __init__(self, reach: Reach, given: Given, gatekeeper: Gatekeeper, start: bool) -> None:
        self.reach, self.given, self.gatekeeper, self.start = reach, given, gatekeeper, start
        self.included: dict[str, None] = {}
        self.waiting: list[str] = []
        self.required: set[str] = set()
        self.spared: set[str] = set()
        """Steps that somebody would want, had their outputs not been given."""
        self.passed_over: set[str] = set()
        """Blocked goals, and candidates that were not chosen."""
        self.choices: dict[tuple[str, bool, bool], tuple[str, ...]] = {}
        self.has_spared: set[str] = set()
        """Attributes whose providers were looked through for spared ones."""

    def aim_at(self, goal: str) -> None:
        if self.reach.blocked_by(goal):
            self.passed_over.add(goal)
        elif self.reach.has_all_outputs_given(goal):
            # Done from the start, so nothing is planned on its account (X4).
            self.spared.add(goal)
        else:
            self.include(goal)

    def include(self, step_id: str) -> None:
        if step_id not in self.included:
            self.included[step_id] = None
            self.waiting.append(step_id)

    def run(self) -> None:
        while self.waiting:
            self.visit(self.waiting.pop())

    def visit(self, step_id: str) -> None:
        wiring = self.reach.catalog.wiring(step_id)
        verdicts = {gate.name: self.verdict(gate) for gate in wiring.gates}
        gates = together(verdicts.values()) if verdicts else Verdict.MET
        given = self.given
        for need in wiring.gates if gates is Verdict.UNMEETABLE else wiring.inputs:
            name = need.name
            verdict = verdicts.get(name)
            if name in given and need.collect == FIRST and verdict in (None, Verdict.MET):
                self.spare_providers(name)
                continue
            chosen = self.choose(need)
            for provider in chosen:
                self.include(provider)
            if chosen or name in given or not need.required or need.collect == NONE:
                continue
            if gates is Verdict.MET or (gates is Verdict.UNDECIDED and verdict is not None):
                self.required.add(name)

    def verdict(self, gate: Input) -> Verdict:
        return self.gatekeeper.judge(gate, self.given, bool(self.reach.providers(gate.name)))

    def spare_providers(self, name: str) -> None:
        if name not in self.has_spared:
            self.has_spared.add(name)
            self.spared.update(filter(self.reach.has_all_outputs_given, self.reach.providers(name)))

    def choose(self, need: Input) -> tuple[str, ...]:
        """The providers that a plan takes for an input."""
        # A preview follows what cannot run to its roots, where a value has to come; with policy `none` none has to.
        follows = not self.start and need.required and need.collect != NONE
        key = (need.name, need.collect == ALL, follows)
        chosen = self.choices.get(key)
        if chosen is None:
            candidates = self.reach.providers(need.name)
            chosen = self.reach.satisfiable(candidates)
            if not chosen and follows:
                chosen = tuple(step_id for step_id in candidates if not self.reach.blocked_by(step_id))
            if need.collect == ALL and len(chosen) < len(candidates):
                chosen = ()
            if len(chosen) < len(candidates):
                self.passed_over.update(set(candidates).difference(chosen))
            self.choices[key] = chosen
        return chosen

    def selection(self) -> Selection:
        satisfied, blocked, missing = {}, {}, {}
        reach = self.reach
        for step_id in sorted((self.passed_over | self.spared) - self.included.keys()):
            if step_id in self.passed_over and reach.blocked_by(step_id):
                blocked[step_id] = reach.blocked_by(step_id)
            elif reach.has_all_outputs_given(step_id):
                satisfied[step_id] = reach.catalog.wiring(step_id).output_names
            else:
                missing[step_id] = reach.lacks(step_id)
        excluded = Excluded(satisfied=satisfied, blocked=blocked, missing=missing)
        return Selection(tuple(sorted(self.included)), tuple(sorted(self.required)), excluded)
