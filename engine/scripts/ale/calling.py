"""How a procedure is called.

A frame is a Python list: the run (0), the frame of the code around, None at the top (1), the code of the body (2),
then the values of the parameters and of all names that the body binds. Code in tail position does not call a
closure: it gives the frame of that call, and `finish` runs frame after frame. So tail calls take no room,
whoever makes them; every other call takes one level of the run's depth.

Hot code writes the numbers of the first places, since a global name costs a look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.scripts.ale.applying import apply_value
from engine.scripts.ale.errors import AleError, no_pattern
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import Closure, Frame, Library, Promise, Value

FIRST_SLOT: Final = 3
"""Where the values of a frame begin."""


def call(run: Run, procedure: Value, *arguments: Value) -> Value:
    """The result of applying any value to the arguments. Raises AleError."""
    run.step()
    if type(procedure) is Closure:
        return finish(run, frame_of(run, procedure, arguments))
    run.deepen()
    if type(procedure) is Library:
        result = call_library(run, procedure, arguments)
    elif type(procedure) is Promise and not arguments:
        result = force_promise(run, procedure)
    else:
        result = apply_value(run, procedure, arguments)
    run.depth -= 1
    return result


def finish(run: Run, frame: Frame) -> Value:
    """Run the call of a frame, and the tail calls that follow from it, to the end."""
    run.deepen()
    result = frame[2](frame)
    while type(result) is list:
        result = result[2](result)
    run.depth -= 1
    return result


def frame_of(run: Run, closure: Closure, arguments: Sequence[Value]) -> Frame:
    """The frame of a call. Raises AleError if no case takes so many arguments."""
    count = len(arguments)
    if closure.arity == count:
        return [run, closure.frame, closure.body, *arguments, *closure.padding]
    for case in closure.cases:
        if case.has_rest and case.count <= count:
            run.spend(count)
            rest = run.keep(tuple(arguments[case.count :]))
            return [run, closure.frame, case.body, *arguments[: case.count], rest, *case.padding]
        if case.count == count and not case.has_rest:
            return [run, closure.frame, case.body, *arguments, *case.padding]
    raise no_pattern()


def call_library(run: Run, procedure: Library, arguments: Sequence[Value]) -> Value:
    """The result of a library procedure whose number of arguments was not checked before."""
    count = len(arguments)
    if not procedure.accepts(count):
        raise AleError(f"{procedure.name}: expected {procedure.wants()}, got {count}")
    # Spelled out for the usual counts: a call with a star takes room on the C stack.
    if count == 1:
        return procedure.run_with(run, arguments[0])
    if count == 2:
        return procedure.run_with(run, arguments[0], arguments[1])
    return procedure.run_with(run, *arguments)


def force_promise(run: Run, promise: Promise) -> Value:
    """The value of a promise, made now if it was not made before."""
    if promise.body is not None:
        value = call(run, promise.body)
        if promise.body is not None:  # else the body has forced its own promise, and the first value stands
            promise.value, promise.body = value, None
    return promise.value
