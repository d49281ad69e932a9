"""The catalog as this node has it, and the commands that change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

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

Decide = Callable[[Catalog, Checks], Decision]
Body = Callable[[Step], bytes]


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
        self._head = EMPTY
        self._in_flight = 0
        self._waiting: list[Callable[[], None]] = []
        recorder.observe(self._observe)

    def load(self, batches: Sequence[tuple[int, Sequence[CatalogEvent | None]]]) -> None:
        """Begin with the history that the store holds."""
        self.applied = self._head = replay(batches)

    def register(self, command: Command) -> None:
        self._change(
            command,
            lambda catalog, check: decide.register(catalog, command.body, self._defaults, check),
            registered_body,
            201,
        )

    def update(self, command: Command) -> None:
        step_id = command.params["step_id"]
        self._change(
            command,
            lambda catalog, check: decide.update(catalog, step_id, command.body, self._defaults, check),
            updated_body,
            200,
        )

    def remove(self, command: Command) -> None:
        step_id = command.params["step_id"]
        self._change(command, lambda catalog, _: decide.unregister(catalog, step_id), lambda step: UNREGISTERED, 200)

    def _change(self, command: Command, make: Decide, body: Body, status: int, checks: Checks | None = None) -> None:
        """Decide, record and answer. Raises a Refusal at once."""
        checks = checks or Checks()
        try:
            decision = make(self._head, checks)
        except NeedsCheck as need:
            self._tasks.spawn(self._check(command, make, body, status, checks, need.source))
            return
        if not decision.events:
            self._when_settled(lambda: command.done(status, body(decision.step), self._recorder.applied))
            return
        at_us = max(now_us(), self._head.last_updated + 1)
        expected = self._head.version
        self._head = replay([(at_us, decision.events)], self._head)
        self._in_flight += 1
        self._recorder.propose(
            AGGREGATE,
            expected,
            len(decision.events),
            at_us,
            encode_events(decision.events),
            partial(self._ruled, command, make, body, status, decision),
            timeout_s=self._timeout_s,
        )

    def _ruled(
        self, command: Command, make: Decide, body: Body, status: int, decision: Decision, ruling: Ruling
    ) -> None:
        self._in_flight -= 1
        if ruling.verdict is Verdict.APPLIED:
            self._answer(command, status, body(decision.step), decision, ruling.index)
        else:
            # Another node was first: what was decided on top of this is void as well.
            self._head = self.applied
            if ruling.verdict is Verdict.CONFLICT:
                self._waiting.append(partial(self._again, command, make, body, status))
            else:
                command.refuse(Busy("no majority of the cluster took the change in time"))
        if not self._in_flight:
            self._head = self.applied
            waiting, self._waiting = self._waiting, []
            for go_on in waiting:
                go_on()

    async def _check(
        self, command: Command, make: Decide, body: Body, status: int, checks: Checks, source: Source
    ) -> None:
        """Have a worker compile a long script, and decide again."""
        verdict = await self._scripts.verdict(source)
        self._again(command, make, body, status, Checks({**checks.verdicts, source: verdict}))

    def _again(self, command: Command, make: Decide, body: Body, status: int, checks: Checks | None = None) -> None:
        try:
            self._change(command, make, body, status, checks)
        except Refusal as refusal:
            command.refuse(refusal)

    def _answer(self, command: Command, status: int, body: bytes, decision: Decision, index: int) -> None:
        changed = [event.step for event in decision.events if isinstance(event, StepRegistered | StepUpdated)]
        if changed:
            self._on_change(changed[0], lambda at: command.done(status, body, max(at, index)))
        else:
            command.done(status, body, index)

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
            self._head = self.applied
