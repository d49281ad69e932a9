"""A flow in a world of one's own: steps in one line, scripts as Python functions, a clock that only the test moves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from engine.catalog.events import StepRegistered
from engine.catalog.state import Catalog, replay
from engine.flow import decide
from engine.flow import events as e
from engine.flow.blueprint import PlannedStep
from engine.flow.decision import Decision
from engine.flow.evolve import fold
from engine.flow.ports import MISS, Miss, NeedsWorker
from engine.flow.render import render
from engine.flow.state import Flow
from engine.flow.work import FailedForGood, Result, Succeeded, TryAgain
from engine.model import jsontext
from engine.model.step import Step
from engine.planning.explain import plan_start
from engine.scripts.interface import Failed, Outcome, Returned, Task

Json = Any
BEGAN_US = 1_700_000_000_000_000


def required(**config: Json) -> Json:
    return {"role": "required", **({"required": config} if config else {})}


def optional(**config: Json) -> Json:
    return {"role": "optional", **({"optional": config} if config else {})}


def script(name: str) -> Json:
    """A script that the world's function of that name stands for."""
    return {"language": "ale", "script": name}


def step(step_id: str, needs: Iterable[str] | dict[str, Json] = (), makes: Iterable[str] = (), **more: Json) -> Step:
    """A step; needs are required inputs, or specs by name."""
    specs = dict(needs) if isinstance(needs, dict) else {name: required() for name in needs}
    specs |= {name: {"role": "output"} for name in makes}
    kind = more.pop("type", "sync")
    work = {"max_retries": 2, "init_backoff": 100, "max_backoff": 1000, "backoff_type": "fixed"}
    body: Json = {"id": step_id, "name": step_id, "type": kind, "attributes": specs}
    if kind in ("sync", "async"):
        body["http"] = {"endpoint": "http://service/", **more.pop("http", {})}
    elif kind == "script":
        body["script"] = script("run")
    body["work_config"] = work | more.pop("work_config", {})
    return msgspec.convert(body | more, Step)


class World:
    """Catalog, clock, scripts and services of one test; the surroundings of its flow."""

    def __init__(self, *steps: Step, **functions: Callable[[Json], Json]) -> None:
        self.catalog: Catalog = replay([(BEGAN_US, [StepRegistered(s) for s in steps])])
        self.functions = functions
        self.now_us = BEGAN_US
        self.batches: list[tuple[int, list[e.FlowEvent]]] = []
        self.open_work: dict[str, e.WorkStarted] = {}
        """Work items whose call is under way, by token."""
        self.open_undo: dict[str, e.CompStarted] = {}
        self.memo: dict[tuple[str, bytes], Json] = {}
        self.slow: set[str] = set()
        """Functions that need a worker the first time they are asked."""
        self.known: dict[str, Outcome] = {}
        self.wake_at_us = 0
        self._tokens = (f"t{n}" for n in itertools.count(1))
        self.flow: Flow = None  # type: ignore[assignment]

    # the surroundings

    def new_token(self) -> str:
        return next(self._tokens)

    def warn(self, message: str) -> None:
        pass

    def evaluate(self, task: Task) -> Outcome:
        name = task.source.text
        if name in self.slow and name not in self.known:
            raise NeedsWorker(task)
        try:
            return Returned(self.functions[name](task.document if task.document is not None else task.arguments))
        except ZeroDivisionError as error:
            return Failed(f"{task.source.purpose} evaluation failed: {error}")

    def run_now(self, task: Task) -> Outcome | None:
        if task.source.text in self.slow:
            return None
        return self.evaluate(Task(task.source, {}, dict(task.arguments)))

    def recall(self, planned: PlannedStep, inputs: dict[str, Json]) -> dict[str, Json] | Miss | None:
        return self.memo.get((planned.id, jsontext.encode(inputs)), MISS)

    # what happens

    def start(self, *goals: str, **init: list[Json]) -> World:
        plan = plan_start(self.catalog, goals, init, self.evaluate).plan
        raw = msgspec.Raw(jsontext.encode(plan))
        return self._take(
            lambda: decide.start("f", plan, raw, {k: v for k, v in init.items() if v}, {}, {}, self.now_us, self)
        )

    def succeed(self, step_id: str, at: int = 0, **outputs: Json) -> World:
        """The call of an item of the step answers; `at` counts its items that are under way."""
        return self.answer(step_id, Succeeded(outputs), at)

    def fail(self, step_id: str, error: str = "no luck", at: int = 0) -> World:
        return self.answer(step_id, FailedForGood(error), at)

    def stumble(self, step_id: str, error: str = "busy", at: int = 0) -> World:
        return self.answer(step_id, TryAgain(error), at)

    def answer(self, step_id: str, result: Result, at: int = 0) -> World:
        token = [t for t, started in self.open_work.items() if started.step_id == step_id][at]
        return self.report(step_id, token, result)

    def report(self, step_id: str, token: str, result: Result) -> World:
        self.open_work.pop(token, None)
        return self._take(lambda: decide.record_result(self.flow, step_id, token, result, self.now_us, self))

    def undone(self, token: str, result: Result) -> World:
        started = self.open_undo.pop(token)
        return self._take(lambda: decide.record_undo(self.flow, started.step_id, token, result, self.now_us, self))

    def sleep(self, ms: int) -> World:
        """Let time go by, waking the flow when it asked for it."""
        until = self.now_us + ms * 1000
        while self.wake_at_us and self.wake_at_us <= until:
            self.now_us = max(self.now_us, self.wake_at_us)
            self._take(lambda: decide.wake(self.flow, self.now_us, self))
        self.now_us = max(self.now_us, until)
        return self

    def crash(self) -> World:
        """The runner is gone; another one reads the history and takes the flow over."""
        self.open_work.clear()
        self.open_undo.clear()
        decoded = [(at, e.decode_events(e.encode_events(events))) for at, events in self.batches]
        flow = fold(decoded)
        assert flow is not None
        self.flow = flow
        return self._take(lambda: decide.recover(self.flow, self.now_us, self))

    def _take(self, make: Callable[[], Decision]) -> World:
        try:
            decision = make()
        except NeedsWorker as need:
            self.known[need.task.source.text] = Returned(None)
            return self._take(make)
        assert not decision.events or decision.expected == sum(len(events) for _, events in self.batches)
        self.flow = decision.flow
        if decision.events:
            self.now_us = decision.at_us
            self.batches.append((decision.at_us, decision.events))
        for event in decision.events:
            match event:
                case e.WorkStarted(token=token):
                    self.open_work[token] = event
                case e.WorkSucceeded(token=token) | e.WorkFailed(token=token) | e.WorkNotCompleted(token=token):
                    self.open_work.pop(token, None)
                case e.CompStarted(token=token):
                    self.open_undo[token] = event
        self.wake_at_us = decide.wake_at(self.flow, decision)
        return self

    # what is seen

    @property
    def events(self) -> list[e.FlowEvent]:
        return [event for _, events in self.batches for event in events]

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    @property
    def last_batch(self) -> list[str]:
        """The last batch in words: `work_started pay`, `flow_completed`."""
        return [f"{x.kind} {x.step_id}" if isinstance(x, e.StepEvent) else x.kind for x in self.batches[-1][1]]

    def status(self, *step_ids: str) -> list[str]:
        return [self.flow.executions[step_id].status for step_id in step_ids]

    def error(self, step_id: str) -> str:
        return self.flow.executions[step_id].error

    def values(self, name: str) -> list[Json]:
        return [value.value for value in self.flow.attributes.get(name, ())]

    def check_replay(self) -> None:
        """The history, read back, gives exactly the state that the decisions left."""
        folded = fold([(at, e.decode_events(e.encode_events(events))) for at, events in self.batches])
        assert folded is not None
        assert jsontext.decode(render(folded)) == jsontext.decode(render(self.flow))
