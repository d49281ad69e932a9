"""Decisions on the catalog: which events a request makes, or why it is refused (`api.md`, 3.2 to 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from engine.catalog.events import CatalogEvent, StepRegistered, StepUnregistered, StepUpdated
from engine.catalog.fit import misfits
from engine.catalog.parse import WorkDefaults, parse_step
from engine.catalog.rules import Check, Problem, problems_of
from engine.catalog.state import Catalog, evolve, replay
from engine.model import ids
from engine.model.errors import BadRequest, NotFound, Taken
from engine.model.step import Step

_ANY_TIME = 0
"""A trial is thrown away, so its time does not matter."""


@dataclass(frozen=True, slots=True)
class Decision:
    events: tuple[CatalogEvent, ...]
    """To be recorded together; none when nothing changes."""
    step: Step
    """The stored form that the answer shows; of a removal what was removed."""


class BrokenRules(BadRequest):
    """A definition breaks rules; its text has one line for each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class StepNotFound(NotFound):
    """A request names a step that is not in the catalog."""

    def __init__(self, step_id: str) -> None:
        super().__init__(f"step not found: {step_id}")
        self.step_id = step_id


def register(catalog: Catalog, body: bytes, defaults: WorkDefaults, check: Check) -> Decision:
    """Take a new step in; nothing changes when it is there already with an equal definition.

    Raises BadRequest, or Taken when the id has another definition.
    """
    step = _valid(body, defaults, check)
    known = catalog.step(step.id)
    if known is not None:
        if not equal(known, step):
            raise Taken(f"step {step.id!r} is registered already, with another definition")
        return Decision((), known)
    return _fitting(catalog, StepRegistered(step))


def update(catalog: Catalog, step_id: str, body: bytes, defaults: WorkDefaults, check: Check) -> Decision:
    """Replace a step; `step_id` is that of the path. Raises BadRequest or NotFound."""
    wanted = ids.normalise(step_id)
    step = _valid(body, defaults, check, wanted)
    known = catalog.step(wanted)
    if known is None:
        raise StepNotFound(wanted)
    if equal(known, step):
        return Decision((), known)
    return _fitting(catalog, StepUpdated(step))


def unregister(catalog: Catalog, step_id: str) -> Decision:
    """Remove a step, whoever uses it. Raises NotFound."""
    known = catalog.step(step_id)
    if known is None:
        raise StepNotFound(step_id)
    return Decision((StepUnregistered(step_id),), known)


def change(
    catalog: Catalog, upserts: Sequence[bytes], removals: Sequence[str], defaults: WorkDefaults, check: Check
) -> tuple[CatalogEvent, ...]:
    """Many changes as one: removals first, then each body as a new or changed step; equal ones make no event.

    The result is judged as a whole, so an attribute may change its type in all its steps at once. Raises
    BrokenRules with paths that begin with the step's id, or NotFound for a removal.
    """
    events: list[CatalogEvent] = []
    for step_id in dict.fromkeys(removals):
        events.extend(unregister(catalog, step_id).events)
    problems: list[Problem] = []
    changed: dict[str, Step] = {}
    for body in upserts:
        proposal = parse_step(body, defaults)
        broken = problems_of(proposal, check)
        step_id = proposal.step.id
        if step_id in changed:
            broken.append(Problem("id", "id is given twice"))
        problems.extend(_of_step(step_id, broken))
        if not broken:
            changed[step_id] = proposal.stored()
    if problems:
        raise BrokenRules(problems)
    for step_id, step in changed.items():
        known = None if step_id in removals else catalog.step(step_id)
        if known is None:
            events.append(StepRegistered(step))
        elif not equal(known, step):
            events.append(StepUpdated(step))
    trial = replay([(_ANY_TIME, events)], catalog)
    problems = [problem for step_id in changed for problem in _of_step(step_id, misfits(trial, step_id))]
    if problems:
        raise BrokenRules(problems)
    return tuple(events)


def problems_with(
    catalog: Catalog, body: bytes, replaces: str | None, defaults: WorkDefaults, check: Check
) -> tuple[list[Problem], Step]:
    """All broken rules of a definition at once, and its stored form; nothing is decided.

    `replaces` is the step whose place it would take. Rules over the catalog are looked at once the others hold.
    Raises BadRequest for a malformed body.
    """
    proposal = parse_step(body, defaults)
    problems = problems_of(proposal, check)
    step = proposal.stored()
    if not problems:
        events: list[CatalogEvent] = [StepUpdated(step) if step.id in catalog else StepRegistered(step)]
        if replaces is not None and replaces in catalog and replaces != step.id:
            events.insert(0, StepUnregistered(replaces))
        problems = misfits(replay([(_ANY_TIME, events)], catalog), step.id)
    return problems, step


def equal(left: Step, right: Step) -> bool:
    """Whether two stored forms define the same step: an absent method is POST, the order of keys does not matter."""
    return _with_method(left) == _with_method(right)


def _with_method(step: Step) -> Step:
    if step.http is None or step.http.method is not msgspec.UNSET:
        return step
    return msgspec.structs.replace(step, http=msgspec.structs.replace(step.http, method="POST"))


def _valid(body: bytes, defaults: WorkDefaults, check: Check, wanted: str | None = None) -> Step:
    proposal = parse_step(body, defaults)
    if wanted is not None and proposal.step.id != wanted:
        raise BadRequest(f"id of the body must be {wanted!r} as in the path, got {proposal.step.id!r}")
    problems = problems_of(proposal, check)
    if problems:
        raise BrokenRules(problems)
    return proposal.stored()


def _fitting(catalog: Catalog, event: StepRegistered | StepUpdated) -> Decision:
    problems = misfits(evolve(catalog, event, _ANY_TIME), event.step.id)
    if problems:
        raise BrokenRules(problems)
    return Decision((event,), event.step)


def _of_step(step_id: str, problems: Sequence[Problem]) -> list[Problem]:
    return [Problem(f"{step_id}.{problem.path}", f"step {step_id!r}: {problem.message}") for problem in problems]
