"""The catalog as this node has it, and the commands that change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from engine.catalog import decide
from engine.catalog.decide import Decision
from engine.catalog.events import CatalogEvent, StepRegistered, StepUpdated, decode_events, encode_events
from engine.catalog.parse import WorkDefaults
from engine.catalog.render import UNREGISTERED, registered_body, updated_body
from engine.catalog.state import EMPTY, Catalog, replay
from engine.model.errors import Busy, Refusal
from engine.model.step import Step
from engine.replication.log import Ruling, Verdict
from engine.runtime.clock import now_us
from engine.runtime.commands import Command
from engine.runtime.recorder import Recorder
from engine.runtime.scripts import Checks, NeedsCheck, PatientScripts
from engine.runtime.tasks import Tasks
from engine.scripts.interface import Source

AGGREGATE = "catalog"


class Decided(Protocol):
    """What a wish comes to."""

    @property
    def events(self) -> tuple[CatalogEvent, ...]:
        """To be recorded together; none when nothing changes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A command that changes the catalog. It may be decided several times, and is answered once."""

    command: Command
    decide: Callable[[Catalog, Checks], Any]
    """Gives a Decided. Raises Refusal, and what Checks raises."""
    body: Callable[[Any, int | None], bytes]
    """The answer, from the Decided and the sequence of its first event; None when it has no events."""
    status: int = 200


class CatalogKeeper:
    """`applied` is what is committed here; decisions are made on `head`, which has what is under way too."""

    def __init__(
        self,
        recorder: Recorder,
        defaults: WorkDefaults,
        timeout_s: float,
        scripts: PatientScripts,
        on_change: Callable[[Step, Callable[[int], None]], None],
    ) -> None:
        self._recorder, self._defaults, self._timeout_s = recorder, defaults, timeout_s
        self._scripts, self._tasks = scripts, Tasks()
        self._on_change = on_change
        """on_change(step, done): a new or changed step is committed; done(index) once its first health record is."""
        self.applied = EMPTY
        self.head = EMPTY
        self._in_flight = 0
        self._waiting: list[Callable[[], None]] = []
        recorder.observe(self._observe)

    def load(self, batches: Sequence[tuple[int, Sequence[CatalogEvent | None]]]) -> None:
        """Begin with the history that the store holds."""
        self.applied = self.head = replay(batches)

    def register(self, command: Command) -> None:
        self.grant(
            Wish(
                command,
                lambda catalog, check: decide.register(catalog, command.body, self._defaults, check),
                _told(command, registered_body),
                201,
            )
        )

    def update(self, command: Command) -> None:
        step_id, tags = command.params["step_id"], command.params.get("if_match", "")
        self.grant(
            Wish(
                command,
                lambda catalog, check: decide.update(catalog, step_id, command.body, self._defaults, check, tags),
                _told(command, updated_body),
            )
        )

    def remove(self, command: Command) -> None:
        step_id, tags = command.params["step_id"], command.params.get("if_match", "")
        self.grant(
            Wish(
                command,
                lambda catalog, _: decide.unregister(catalog, step_id, tags),
                _told(command, lambda step: UNREGISTERED),
            )
        )

    def grant(self, wish: Wish, checks: Checks | None = None) -> None:
        """Decide, record and answer. Raises a Refusal at once."""
        checks = checks or Checks()
        try:
            decided: Decided = wish.decide(self.head, checks)
        except NeedsCheck as need:
            self._tasks.spawn(self._check(wish, checks, need.source))
            return
        events = decided.events
        if not events:
            command = wish.command
            self._when_settled(lambda: command.done(wish.status, wish.body(decided, None), self._recorder.applied))
            return
        at_us = max(now_us(), self.head.last_updated + 1)
        expected = self.head.version
        self.head = replay([(at_us, events)], self.head)
        self._in_flight += 1
        self._recorder.propose(
            AGGREGATE,
            expected,
            len(events),
            at_us,
            encode_events(events),
            partial(self._ruled, wish, decided),
            timeout_s=self._timeout_s,
        )

    def _ruled(self, wish: Wish, decided: Decided, ruling: Ruling) -> None:
        self._in_flight -= 1
        if ruling.verdict is Verdict.APPLIED:
            self._answer(wish, decided, ruling)
        else:
            # Another node was first: what was decided on top of this is void as well.
            self.head = self.applied
            if ruling.verdict is Verdict.CONFLICT:
                self._waiting.append(partial(self._again, wish))
            else:
                wish.command.refuse(Busy("no majority of the cluster took the change in time"))
        if not self._in_flight:
            self.head = self.applied
            waiting, self._waiting = self._waiting, []
            for go_on in waiting:
                go_on()

    async def _check(self, wish: Wish, checks: Checks, source: Source) -> None:
        """Have a worker compile a long script, and decide again."""
        verdict = await self._scripts.verdict(source)
        self._again(wish, Checks({**checks.verdicts, source: verdict}))

    def _again(self, wish: Wish, checks: Checks | None = None) -> None:
        try:
            self.grant(wish, checks)
        except Refusal as refusal:
            wish.command.refuse(refusal)

    def _answer(self, wish: Wish, decided: Decided, ruling: Ruling) -> None:
        """Answer once the first health records of all changed steps are committed too."""
        changed = {event.step.id: event.step for event in decided.events if isinstance(event, _WITH_STEP)}
        body, latest, missing = wish.body(decided, ruling.first), ruling.index, len(changed)

        def done(index: int) -> None:
            nonlocal latest, missing
            latest = max(latest, index)
            missing -= 1
            if missing <= 0:
                wish.command.done(wish.status, body, latest)

        for step in changed.values():
            self._on_change(step, done)
        if not changed:
            done(0)

    def _when_settled(self, go_on: Callable[[], None]) -> None:
        if self._in_flight:
            self._waiting.append(go_on)
        else:
            go_on()

    def _observe(self, ruling: Ruling) -> None:
        """A batch of any node was applied."""
        if ruling.batch.aggregate != AGGREGATE:
            return
        self.applied = replay([(ruling.batch.at_us, decode_events(ruling.batch.events))], self.applied)
        if not self._in_flight:
            self.head = self.applied


_WITH_STEP = (StepRegistered, StepUpdated)


def _told(command: Command, body: Callable[[Step], bytes]) -> Callable[[Decision, int | None], bytes]:
    """The API's answer; with the parameter `sequenced` after the sequence of the event and a line feed.

    The web tier notes by that sequence who made a change.
    """
    if command.params.get("sequenced") != "1":
        return lambda decision, first: body(decision.step)
    return lambda decision, first: b"%s\n%s" % (b"" if first is None else b"%d" % first, body(decision.step))
