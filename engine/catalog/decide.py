"""Decisions on the catalog: which events a request makes, or why it is refused (`api.md`, 3.2 to 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from engine.catalog.events import CatalogEvent, StepRegistered, StepUnregistered, StepUpdated
from engine.catalog.fit import misfits
from engine.catalog.parse import WorkDefaults, parse_step
from engine.catalog.problem import Problem
from engine.catalog.rules import Check, problems_of
from engine.catalog.state import Catalog, evolve, replay
from engine.model import ids
from engine.model.errors import BadRequest, NotFound, Refusal, Taken
from engine.model.etag import fits
from engine.model.step import Step

ANY_TIME = 0
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
        self.details = self.problems = tuple(problems)


class StepNotFound(NotFound):
    """A request names a step that is not in the catalog."""

    def __init__(self, step_id: str) -> None:
        super().__init__(f"step not found: {step_id}")
        self.step_id = step_id


class Changed(Refusal):
    """A change rests on another state than the present one: someone else was first."""

    status = 412
    may_be_behind = True

    def __init__(self, message: str, step_ids: Sequence[str]) -> None:
        super().__init__(message)
        self.details = tuple(Problem((step_id,), f"step {step_id!r} is another by now") for step_id in step_ids)


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


def update(
    catalog: Catalog, step_id: str, body: bytes, defaults: WorkDefaults, check: Check, if_match: str = ""
) -> Decision:
    """Replace a step; `step_id` is that of the path. Raises BadRequest, NotFound, or Changed.

    `if_match`: entity tags of which the stored form must have one; empty: any is replaced. An equal definition is fine
    in any case: there is nothing that could be lost.
    """
    wanted = ids.normalise(step_id)
    step = _valid(body, defaults, check, wanted)
    known = catalog.step(wanted)
    if known is None:
        raise StepNotFound(wanted)
    if equal(known, step):
        return Decision((), known)
    _check_match(known, if_match)
    return _fitting(catalog, StepUpdated(step))


def unregister(catalog: Catalog, step_id: str, if_match: str = "") -> Decision:
    """Remove a step, whoever uses it. Raises NotFound, or Changed as `update` does."""
    known = catalog.step(step_id)
    if known is None:
        raise StepNotFound(step_id)
    _check_match(known, if_match)
    return Decision((StepUnregistered(step_id),), known)


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
        problems = misfits(replay([(ANY_TIME, events)], catalog), step.id)
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
    problems = misfits(evolve(catalog, event, ANY_TIME), event.step.id)
    if problems:
        raise BrokenRules(problems)
    return Decision((event,), event.step)


def _check_match(known: Step, if_match: str) -> None:
    if if_match and not fits(if_match, known):
        raise Changed(f"step {known.id!r} was changed by someone else since", (known.id,))
