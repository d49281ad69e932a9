"""Scripts in the designer: what is wrong with one, and what it makes of samples (`ui.md`, 10). Nothing is recorded."""

from __future__ import annotations

import re
import time
from typing import Any

import msgspec

from engine.catalog.problem import Problem, warning
from engine.catalog.rules import ATTRIBUTE_TYPES
from engine.model import jsontext
from engine.model.errors import BadRequest
from engine.runtime.commands import Command
from engine.runtime.scripts import PatientScripts
from engine.runtime.tasks import Tasks
from engine.scripts.interface import NOTHING, CompileError, Failed, Purpose, Returned, Source, Task

Json = Any

REQUEST_LIMIT = 4 << 20
USES = {
    "step": Purpose.STEP,
    "predicate": Purpose.PREDICATE,
    "match": Purpose.MATCH,
    "mapping": Purpose.INPUT_MAPPING,
    "output_mapping": Purpose.OUTPUT_MAPPING,
}
NEEDS_NO_SOURCE = (Purpose.MATCH, Purpose.INPUT_MAPPING, Purpose.OUTPUT_MAPPING)
"""An empty match or mapping has no effect, and is no fault (`api.md`, A8)."""

_LUA_LINE = re.compile(r"script:(\d+): ")


class ScriptRequest(msgspec.Struct, frozen=True):
    """A script in its place; what is not for running is ignored by a check, and the other way round."""

    language: str = ""
    script: str = ""
    use: str = "step"
    names: list[str] = []
    """Inner names of the inputs; those of `inputs` count too."""
    inputs: dict[str, Json] = {}
    """By inner name."""
    value: Json = None
    """Of a match the candidate, of a mapping the value before it; of an output mapping all that the step made."""
    name: str = ""
    """Of a mapping: the inner name of the input that is mapped."""
    outputs: dict[str, str] = {}
    """What a step declares: type by inner name; an empty type is none."""


class ScriptBench:
    """Compiles and runs in the engine's workers, under their limits."""

    def __init__(self, scripts: PatientScripts) -> None:
        self._scripts, self._tasks = scripts, Tasks()

    def stop(self) -> None:
        self._tasks.cancel()

    def check_script(self, command: Command) -> None:
        """Raises BadRequest for a malformed request."""
        request = _request(command)
        self._tasks.spawn(self._check(command, request, _source(request)))

    def run_script(self, command: Command) -> None:
        """Raises BadRequest for a malformed request."""
        request = _request(command)
        self._tasks.spawn(self._run(command, request, _source(request)))

    async def _check(self, command: Command, request: ScriptRequest, source: Source) -> None:
        problems = await self._problems(source)
        command.done(200, jsontext.encode({"ok": not problems, "problems": problems}), 0)

    async def _problems(self, source: Source) -> list[Problem]:
        if not source.text and source.purpose in NEEDS_NO_SOURCE:
            return []
        error = await self._scripts.verdict(source)
        return [Problem(("script",), error.message, line=error.line, column=error.column)] if error else []

    async def _run(self, command: Command, request: ScriptRequest, source: Source) -> None:
        refused = await self._scripts.verdict(source)
        if refused is not None:
            answer = _refused(refused)
        else:
            began = time.perf_counter()
            outcome = await self._scripts.run(_task(request, source))
            duration_ms = round((time.perf_counter() - began) * 1000, 2)
            if isinstance(outcome, Failed):
                answer = _failed(outcome, duration_ms)
            else:
                answer = _returned(request, source, outcome, duration_ms)
        command.done(200, jsontext.encode(answer), 0)


def _request(command: Command) -> ScriptRequest:
    value = jsontext.decode_object(command.body, REQUEST_LIMIT)
    given = {field: inner for field, inner in value.items() if inner is not None}
    request = jsontext.convert(given, ScriptRequest)
    if request.use not in USES:
        raise BadRequest(f"use must be one of {', '.join(USES)}, got {request.use!r}")
    for name, wanted in request.outputs.items():
        if wanted and wanted not in ATTRIBUTE_TYPES:
            raise BadRequest(f"outputs.{name} must be one of {', '.join(ATTRIBUTE_TYPES)}, got {wanted!r}")
    return request


def _source(request: ScriptRequest) -> Source:
    purpose = USES[request.use]
    own = (request.name,) if request.name else ()
    names = () if purpose is Purpose.MATCH else tuple(sorted({*request.names, *request.inputs, *own}))
    return Source(request.language, request.script, purpose, names)


def _task(request: ScriptRequest, source: Source) -> Task:
    """The run as a flow would make it (`scripts.md`, 6 and 7)."""
    value = request.value
    match source.purpose:
        case Purpose.MATCH:
            return Task(source, {"value": value}, value)
        case Purpose.INPUT_MAPPING:
            own = {request.name: value} if request.name else {}
            return Task(source, {**({} if "value" in source.names else {"value": value}), **own}, value)
        case Purpose.OUTPUT_MAPPING:
            return Task(source, {**request.inputs, "value": value}, value)
        case Purpose.PREDICATE | Purpose.STEP:
            return Task(source, request.inputs, request.inputs)


def _answer(**fields: Json) -> dict[str, Json]:
    nothing: dict[str, Json] = {"ok": False, "result": None, "outputs": {}, "problems": [], "error": None, "line": None}
    return {**nothing, "duration_ms": 0, **fields}


def _refused(error: CompileError) -> dict[str, Json]:
    problem = Problem(("script",), error.message, line=error.line, column=error.column)
    return _answer(problems=[problem], error=str(error), line=error.line or None)


def _failed(outcome: Failed, duration_ms: float) -> dict[str, Json]:
    place = _LUA_LINE.search(outcome.message)
    return _answer(error=outcome.message, line=int(place[1]) if place else None, duration_ms=duration_ms)


def _returned(request: ScriptRequest, source: Source, outcome: Returned, duration_ms: float) -> dict[str, Json]:
    value: Json = outcome.value
    if value is NOTHING:
        text = "the query finds nothing: the value stays as it is"
        if source.purpose is Purpose.OUTPUT_MAPPING:
            text = "the query finds nothing: the attribute is not set"
        return _answer(ok=True, problems=[warning(("script",), text)], duration_ms=duration_ms)
    if source.purpose is not Purpose.STEP:
        return _answer(ok=True, result=value, duration_ms=duration_ms)
    raw: dict[str, Json] = value
    problems = [problem for name, wanted in request.outputs.items() if (problem := _misfit(name, wanted, raw))]
    outputs = {name: raw[name] for name in request.outputs if name in raw} if request.outputs else raw
    return _answer(ok=True, result=raw, outputs=outputs, problems=problems, duration_ms=duration_ms)


def _misfit(name: str, wanted: str, raw: dict[str, Json]) -> Problem | None:
    if name not in raw:
        return warning(("outputs", name), f"output {name!r} is missing; it would not be set")
    came = jsontext.kind_of(raw[name])
    if wanted in ("", "any", came):
        return None
    return warning(("outputs", name), f"output {name!r} is declared as {wanted}, but the script gave {came}")
