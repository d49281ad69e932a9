"""Which steps a scope shows (`ui.md`, 8.2): terms of one kind are joined by "or", kinds by "and". Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.model.errors import BadRequest
from engine.model.step import OPTIONAL, OUTPUT, REQUIRED, Step

KINDS = ("step", "up", "down", "goal", "attr", "label", "type", "health", "unwired")
NEIGHBOURHOOD = ("step", "up", "down")
"""Kinds with a number of levels, or with one by nature."""
ALL_LEVELS = 1 << 30
WORST_FIRST = ("unhealthy", "unknown", "healthy")


@dataclass(frozen=True, slots=True)
class Term:
    kind: str
    value: str
    levels: int = ALL_LEVELS


@dataclass(frozen=True, slots=True)
class Scope:
    terms: tuple[Term, ...]


def parse_scope(text: str) -> Scope:
    """The terms of a scope, which are separated by spaces. Raises BadRequest."""
    return Scope(tuple(_term(word) for word in text.split()))


def _term(word: str) -> Term:
    kind, _, value = word.partition(":")
    if kind not in KINDS or not value:
        raise BadRequest(f"scope: expected a term such as up:pay, with one of {', '.join(KINDS)}; got {word[:80]!r}")
    if kind == "step":
        return Term(kind, value, 1)
    if kind in NEIGHBOURHOOD and ":" in value:
        value, _, levels = value.rpartition(":")
        if not (levels.isascii() and levels.isdecimal() and 0 < len(levels) < 7):
            raise BadRequest(f"scope: the levels of {kind}:{value[:80]} must be a number, got {levels[:20]!r}")
        return Term(kind, value, int(levels))
    return Term(kind, value)


def in_scope(
    steps: Mapping[str, Step],
    scope: Scope,
    planned: Callable[[list[str]], set[str]],
    health: Callable[[], Mapping[str, set[str]]],
) -> set[str]:
    """The ids that a scope shows. `planned` gives the steps of the plan for goals, `health` what nodes say of steps."""
    wires = _Wires(steps)
    by_kind: dict[str, list[Term]] = defaultdict(list)
    for term in scope.terms:
        by_kind[term.kind].append(term)
    shown = set(steps)
    for kind, terms in by_kind.items():
        if kind == "goal":
            shown &= planned([term.value for term in terms])
        elif kind == "health":
            wanted = {term.value for term in terms}
            shown &= {step_id for step_id, said in health().items() if _worst(said) in wanted}
        else:
            shown &= set().union(*(_of(term, steps, wires) for term in terms))
    return shown


def _worst(statuses: set[str]) -> str:
    return next((status for status in WORST_FIRST if status in statuses), "unknown")


class _Wires:
    def __init__(self, steps: Mapping[str, Step]) -> None:
        self.makers: dict[str, set[str]] = defaultdict(set)
        self.takers: dict[str, set[str]] = defaultdict(set)
        for step_id, step in steps.items():
            for name, spec in step.attributes.items():
                if spec.role == OUTPUT:
                    self.makers[name].add(step_id)
                elif spec.role in (REQUIRED, OPTIONAL):
                    self.takers[name].add(step_id)
        self._steps = steps

    def up(self, step_id: str) -> set[str]:
        return self._across(step_id, (REQUIRED, OPTIONAL), self.makers)

    def down(self, step_id: str) -> set[str]:
        return self._across(step_id, (OUTPUT,), self.takers)

    def _across(self, step_id: str, roles: Iterable[str], ends: Mapping[str, set[str]]) -> set[str]:
        names = [name for name, spec in self._steps[step_id].attributes.items() if spec.role in roles]
        return set().union(*(ends.get(name, set()) for name in names))


def _of(term: Term, steps: Mapping[str, Step], wires: _Wires) -> set[str]:
    match term.kind:
        case "step" | "up" | "down" if term.value not in steps:
            return set()
        case "step":
            return {term.value} | wires.up(term.value) | wires.down(term.value)
        case "up":
            return _walk(term, wires.up)
        case "down":
            return _walk(term, wires.down)
        case "attr":
            return wires.makers.get(term.value, set()) | wires.takers.get(term.value, set())
        case "label":
            key, _, value = term.value.partition("=")
            return {i for i, step in steps.items() if step.labels.get(key) == value}
        case "type":
            return {i for i, step in steps.items() if step.type == term.value}
        case _:
            return {i for i, step in steps.items() if _is_unwired(step, wires)}


def _walk(term: Term, following: Callable[[str], set[str]]) -> set[str]:
    found = edge = {term.value}
    for _ in range(term.levels):
        edge = set().union(*(following(step_id) for step_id in edge)) - found
        if not edge:
            break
        found = found | edge
    return found


def _is_unwired(step: Step, wires: _Wires) -> bool:
    return any(spec.role == REQUIRED and name not in wires.makers for name, spec in step.attributes.items())
