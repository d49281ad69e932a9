"""Errors, application, promises, the clock."""

from __future__ import annotations

import time
from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.builtins.text import plain_text
from engine.scripts.ale.calling import call, force_promise
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import all_elements
from engine.scripts.ale.values import Library, Promise, Value

CONTROL: Final = Family()


@CONTROL.procedure("raise", 0, more=True)
def _raise(run: Run, *parts: Value) -> Value:
    raise AleError(plain_text(run, *parts))


@CONTROL.procedure("recover", 2)
def _recover(run: Run, body: Value, handler: Value) -> Value:
    depth = run.depth
    try:
        return call(run, body)
    except AleError as error:
        message = error.message
    run.depth = depth
    return call(run, handler, message)


@CONTROL.procedure("apply", 1, more=True)
def _apply(run: Run, procedure: Value, *arguments: Value) -> Value:
    if not arguments:
        return call(run, procedure)
    values = [*arguments[:-1], *all_elements(run, arguments[-1])]
    run.spend(len(values))
    return call(run, procedure, *values)


@CONTROL.procedure("partial", 1, more=True)
def _partial(run: Run, procedure: Value, *fixed: Value) -> Library:
    return Library("partial", lambda run, *others: call(run, procedure, *fixed, *others), 0, None)


@CONTROL.procedure("juxt", 1, more=True)
def _juxt(run: Run, *procedures: Value) -> Library:
    def run_with(run: Run, *arguments: Value) -> Value:
        results = []
        for procedure in procedures:
            results.append(call(run, procedure, *arguments))  # noqa: PERF401 - a call in a loop, see `code`
        return run.keep(tuple(results))

    return Library("juxt", run_with, 0, None)


@CONTROL.procedure("force", 1)
def _force(run: Run, value: Value) -> Value:
    return force_promise(run, value) if type(value) is Promise else value


@CONTROL.procedure("force!", 1)
def _force_all(run: Run, value: Value) -> Value:
    while type(value) is Promise:
        value = force_promise(run, value)
    return value


@CONTROL.procedure("current-time", 0)
def _current_time(run: Run) -> int:
    """Nanoseconds since 1970-01-01 UTC."""
    return time.time_ns()
