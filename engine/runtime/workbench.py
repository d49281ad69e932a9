"""The commands of the designer: check a step, and change many of them at once (`ui.md`, 20). Nothing runs here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import msgspec

from engine.catalog.change import Change, ChangeDecision, Judged, decide_change, judge
from engine.catalog.decide import BrokenRules, problems_with
from engine.catalog.effects import Effects, effects_of
from engine.catalog.events import CatalogEvent
from engine.catalog.parse import Malformed, WorkDefaults
from engine.catalog.problem import ERROR
from engine.catalog.state import Catalog
from engine.catalog.warnings import warnings_about
from engine.model import ids, jsontext
from engine.model.errors import BadRequest, Refusal
from engine.model.step import Step
from engine.runtime.catalog_keeper import CatalogKeeper, Wish
from engine.runtime.commands import Command, Refuse
from engine.runtime.scripts import Checks, NeedsCheck, PatientScripts
from engine.runtime.tasks import Tasks

CHANGE_CATALOG = "change_catalog"
CHANGE_LIMIT = 16 << 20
"""Bytes of a change; the frames between nodes and processes hold twice as much."""
TURN_S = 0.005
"""How long the loop looks at definitions of a change before it does something else."""

T = TypeVar("T")


class CheckRequest(msgspec.Struct, frozen=True):
    step: msgspec.Raw = msgspec.Raw(b"null")
    """null: the effects of removing `replaces`."""
    replaces: str | None = None


class ChangeRequest(msgspec.Struct, frozen=True):
    upserts: list[msgspec.Raw] = []
    removals: list[str] = []
    replace: bool = False
    """Whether steps that are not among the upserts are removed."""
    only: list[str] | None = None
    expected: int | None = None
    """Number of events that the catalog must have."""
    tags: dict[str, str | None] = {}
    """Entity tags that steps must have; null: there must be no such step."""
    dry_run: bool = False


class Workbench:
    def __init__(self, catalog: CatalogKeeper, defaults: WorkDefaults, scripts: PatientScripts, refuse: Refuse) -> None:
        self._catalog, self._defaults, self._scripts, self._refuse = catalog, defaults, scripts, refuse
        self._tasks = Tasks()

    def stop(self) -> None:
        self._tasks.cancel()

    # ------------------------------------------------------------------ one step

    def check_step(self, command: Command) -> None:
        """All problems, warnings and effects that a definition would have. Raises BadRequest if malformed."""
        request = _request(command, CheckRequest)
        self._tasks.spawn(self._check_step(command, request))

    async def _check_step(self, command: Command, request: CheckRequest) -> None:
        try:
            body = await self._checked(request)
        except Refusal as refusal:
            command.refuse(refusal)
        else:
            command.done(200, jsontext.encode(body), 0)

    async def _checked(self, request: CheckRequest) -> dict[str, Any]:
        catalog, replaces = self._catalog.applied, request.replaces
        text = bytes(request.step)
        if text == b"null":
            removed: dict[str, Step | None] = {replaces: None} if replaces else {}
            return {"ok": True, "problems": [], "step": None, "effects": effects_of(catalog, removed)}
        try:
            problems, step = await self._compiling(
                lambda check: problems_with(catalog, text, replaces, self._defaults, check)
            )
        except Malformed as malformed:
            return {"ok": False, "problems": malformed.problems, "step": None, "effects": effects_of(catalog, {})}
        after: dict[str, Step | None] = {replaces: None} if replaces else {}
        if step.id:
            after[step.id] = step
        problems = [*problems, *warnings_about(catalog, step)]
        return {
            "ok": not any(problem.severity == ERROR for problem in problems),
            "problems": problems,
            "step": step,
            "effects": effects_of(catalog, after),
        }

    async def _compiling(self, work: Callable[[Checks], T]) -> T:
        """Do work that compiles scripts: long ones in a worker first."""
        checks = Checks()
        while True:
            try:
                return work(checks)
            except NeedsCheck as need:
                verdict = await self._scripts.verdict(need.source)
                checks = Checks({**checks.verdicts, need.source: verdict})

    # ------------------------------------------------------------------ many steps

    def change_catalog(self, command: Command) -> None:
        """Record a change as one batch, or nothing. Raises BadRequest for a malformed request."""
        if len(command.body) > CHANGE_LIMIT:
            raise BadRequest(f"the change has {len(command.body)} bytes; at most {CHANGE_LIMIT} are allowed")
        request = _request(command, ChangeRequest)
        self._tasks.spawn(self._change(command, request))

    async def _change(self, command: Command, request: ChangeRequest) -> None:
        change = Change(
            upserts=await self._judged(request.upserts),
            removals=tuple(request.removals),
            is_whole=request.replace,
            only=None if request.only is None else frozenset(map(ids.normalise, request.only)),
            expected=request.expected,
            tags=request.tags,
        )
        try:
            # A preview must rest on what is committed. Beside the loop, as thousands of steps take a while.
            catalog = self._catalog.applied if request.dry_run else self._catalog.head
            outcome = await asyncio.to_thread(_outcome, catalog, change)
            if request.dry_run:
                command.done(200, _change_body(outcome, None), 0)
            else:
                self._catalog.grant(_wish(command, change, catalog, outcome))
        except Refusal as refusal:
            self._refuse(CHANGE_CATALOG, command, refusal)

    async def _judged(self, bodies: list[msgspec.Raw]) -> tuple[Judged, ...]:
        """Look at each definition by itself, a few milliseconds at a time: other work goes on."""
        judged: list[Judged] = []
        turn_ends = time.monotonic() + TURN_S
        for body in bodies:
            judged.append(await self._compiling(partial(judge, bytes(body), self._defaults)))
            if time.monotonic() > turn_ends:
                await asyncio.sleep(0)
                turn_ends = time.monotonic() + TURN_S
        return tuple(judged)


@dataclass(frozen=True, slots=True)
class _Outcome:
    decision: ChangeDecision
    effects: Effects

    @property
    def events(self) -> tuple[CatalogEvent, ...]:
        return self.decision.events


def _outcome(catalog: Catalog, change: Change) -> _Outcome:
    """Raises Refusal."""
    decision = decide_change(catalog, change)
    return _Outcome(decision, effects_of(catalog, {change.step_id: change.after for change in decision.changes}))


def _wish(command: Command, change: Change, seen: Catalog, outcome: _Outcome) -> Wish:
    """What to record; `outcome` is that on the catalog `seen`, and is decided again where it is another by now."""

    def decide(catalog: Catalog, _: Checks) -> _Outcome:
        decided = outcome if catalog is seen else _outcome(catalog, change)
        if decided.decision.problems:
            raise BrokenRules(decided.decision.problems)
        return decided

    return Wish(command, decide, _change_body)


def _change_body(outcome: _Outcome, first: int | None) -> bytes:
    decision = outcome.decision
    return jsontext.encode(
        {
            "sequence": first,
            "changes": [
                {"step_id": change.step_id, "before": change.before, "after": change.after}
                for change in decision.changes
            ],
            "unchanged": decision.unchanged,
            "problems": decision.problems,
            "effects": outcome.effects,
        }
    )


def _request(command: Command, into: type[T]) -> T:
    """The typed body of a command. Raises BadRequest."""
    # Decoded as a whole first: definitions stay raw in the typed form, and what is no JSON must be told in any case.
    value = jsontext.decode_object(command.body, CHANGE_LIMIT)
    given = {name: inner for name, inner in value.items() if inner is not None}
    try:
        return msgspec.json.decode(jsontext.encode(given), type=into)
    except msgspec.ValidationError as error:
        raise BadRequest(f"invalid body: {error}") from None
