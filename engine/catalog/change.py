"""Many changes of the catalog as one, decided together: import, undo, and changes in bulk (`ui.md`, 20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.catalog.decide import ANY_TIME, Changed, StepNotFound, equal
from engine.catalog.events import CatalogEvent, StepRegistered, StepUnregistered, StepUpdated
from engine.catalog.fit import misfits_among
from engine.catalog.parse import Malformed, WorkDefaults, parse_step
from engine.catalog.problem import Problem, at
from engine.catalog.rules import Check, problems_of
from engine.catalog.state import Catalog, replay
from engine.model import ids, jsontext
from engine.model.errors import BadRequest
from engine.model.etag import etag_of
from engine.model.step import Step

UPSERTS = "upserts"


@dataclass(frozen=True, slots=True)
class Judged:
    """A definition that was looked at by itself."""

    step: Step
    """Its stored form, as far as it could be understood."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What shall become of the catalog, all of it or nothing."""

    upserts: tuple[Judged, ...] = ()
    removals: tuple[str, ...] = ()
    is_whole: bool = False
    """Whether steps that are not among the upserts are removed too."""
    only: frozenset[str] | None = None
    """If given, other steps stay as they are, whatever the rest says."""
    expected: int | None = None
    """If given, the number of events that the catalog must have."""
    tags: Mapping[str, str | None] = field(default_factory=dict)
    """By step id: the entity tag that its stored form must have; None: there must be no such step."""


@dataclass(frozen=True, slots=True)
class StepChange:
    step_id: str
    before: Step | None
    after: Step | None


@dataclass(frozen=True, slots=True)
class ChangeDecision:
    events: tuple[CatalogEvent, ...] = ()
    """None when there are problems."""
    changes: tuple[StepChange, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    """With paths that begin with `upserts` and the place in that list."""


def judge(body: bytes, defaults: WorkDefaults, check: Check) -> Judged:
    """Look at a definition by itself. Raises only what `check` lets through."""
    try:
        proposal = parse_step(body, defaults)
    except Malformed as malformed:
        return Judged(Step(id=_id_in(body)), malformed.problems)
    except BadRequest as refusal:
        return Judged(Step(), (Problem((), refusal.message),))
    return Judged(proposal.stored(), tuple(problems_of(proposal, check)))


def _id_in(body: bytes) -> str:
    """The id of a definition that cannot be understood, if at least that can."""
    given = jsontext.decode(body).get("id")
    return ids.normalise(given) if isinstance(given, str) else ""


def decide_change(catalog: Catalog, change: Change) -> ChangeDecision:
    """The events of a change, or its problems. Raises NotFound for a removal, and Changed."""
    _check_state(catalog, change)
    changes, unchanged, places, problems = list[StepChange](), list[str](), dict[str, int](), list[Problem]()
    for place, judged in enumerate(change.upserts):
        step = judged.step
        if step.id and not _concerns(change, step.id):
            continue
        broken = list(judged.problems)
        if step.id in places:
            broken.append(at("id", "id is given twice"))
        problems.extend(_in_change(place, step.id, problem) for problem in broken)
        if broken:
            continue
        places[step.id] = place
        known = catalog.step(step.id)
        if known is not None and equal(known, step) and step.id not in change.removals:
            unchanged.append(step.id)
        else:
            changes.append(StepChange(step.id, known, step))
    if not problems:
        removed = [StepChange(step_id, catalog.step(step_id), None) for step_id in _removals(catalog, change, places)]
        changes = [*removed, *changes]
        problems = _misfits(catalog, changes, places)
    events = tuple(event for step_change in changes for event in _events(change, step_change))
    return ChangeDecision(() if problems else events, tuple(changes), tuple(unchanged), tuple(problems))


def _check_state(catalog: Catalog, change: Change) -> None:
    if change.expected is not None and change.expected != catalog.version:
        raise Changed(f"the catalog has {catalog.version} events by now; the change expected {change.expected}", ())
    differing = tuple(
        step_id for step_id, tag in change.tags.items() if tag != ((s := catalog.step(step_id)) and etag_of(s))
    )
    if differing:
        raise Changed(f"changed by someone else since: {', '.join(map(repr, differing))}", differing)


def _concerns(change: Change, step_id: str) -> bool:
    return change.only is None or step_id in change.only


def _removals(catalog: Catalog, change: Change, kept: Mapping[str, int]) -> list[str]:
    named = [step_id for step_id in dict.fromkeys(change.removals) if _concerns(change, step_id)]
    for step_id in named:
        if step_id not in catalog:
            raise StepNotFound(step_id)
    rest = [i for i in catalog.entries if i not in kept and _concerns(change, i)] if change.is_whole else []
    return [step_id for step_id in dict.fromkeys([*named, *rest]) if step_id not in kept]


def _events(change: Change, step_change: StepChange) -> list[CatalogEvent]:
    step_id, before, after = step_change.step_id, step_change.before, step_change.after
    if after is None:
        return [StepUnregistered(step_id)]
    if before is None:
        return [StepRegistered(after)]
    # Named for removal and given anew: its place in the order of registration is a new one.
    return [StepUnregistered(step_id), StepRegistered(after)] if step_id in change.removals else [StepUpdated(after)]


def _misfits(catalog: Catalog, changes: list[StepChange], places: Mapping[str, int]) -> list[Problem]:
    """The result is judged as a whole, so an attribute may change its type in all its steps at once."""
    events: list[CatalogEvent] = [
        StepUpdated(change.after) if change.after else StepUnregistered(change.step_id) for change in changes
    ]
    trial = replay([(ANY_TIME, events)], catalog)
    changed = [change.step_id for change in changes if change.after]
    return [_in_change(places[step_id], step_id, problem) for step_id, problem in misfits_among(trial, changed)]


def _in_change(place: int, step_id: str, problem: Problem) -> Problem:
    return problem.under((UPSERTS, place), f"step {step_id!r}: " if step_id else f"step {place + 1}: ")
