"""The smallest pieces of compiled code: constants, names, calls.

Each function makes the code of one form from the code of its parts. What is specialised here by number of
arguments is what most scripts spend their time in.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.ale.applying import apply_value
from engine.scripts.ale.calling import call, finish, frame_of
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.scope import Place
from engine.scripts.ale.values import UNBOUND, Closure, Code, Frame, Keyword, Library, Value


def constant(value: Value) -> Code:
    return lambda frame: value


def name_at(place: Place) -> Code:
    """The value of a local name."""
    hops, slot, is_checked = place
    if is_checked:
        return _checked(hops, slot)
    if hops == 0:
        return lambda frame: frame[slot]
    if hops == 1:
        return lambda frame: frame[1][slot]
    if hops == 2:
        return lambda frame: frame[1][1][slot]

    def far(frame: Frame) -> Value:
        for _ in range(hops):
            frame = frame[1]
        return frame[slot]

    return far


def _checked(hops: int, slot: int) -> Code:
    def code(frame: Frame) -> Value:
        for _ in range(hops):
            frame = frame[1]
        value = frame[slot]
        if value is UNBOUND:
            raise AleError("name not bound yet")
        return value

    return code


def in_turn(parts: Sequence[Code]) -> Code:
    """The value of the last part, which may be in tail position; null if there are none."""
    if not parts:
        return constant(None)
    if len(parts) == 1:
        return parts[0]
    *before, last = parts

    def code(frame: Frame) -> Value:
        for part in before:
            part(frame)
        return last(frame)

    return code


def library_call(procedure: Library, arguments: Sequence[Code]) -> Code:
    """A call of a library procedure with a number of arguments that it accepts."""
    run_with, count = procedure.run_with, len(arguments)
    if count == 0:

        def code(frame: Frame) -> Value:
            run = frame[0]
            run.fuel -= 1
            return run_with(run)

    elif count == 1:
        (one,) = arguments

        def code(frame: Frame) -> Value:
            run = frame[0]
            run.fuel -= 1
            return run_with(run, one(frame))

    elif count == 2:
        first, second = arguments
        binary = procedure.binary or run_with

        def code(frame: Frame) -> Value:
            run = frame[0]
            run.fuel -= 1
            return binary(run, first(frame), second(frame))

    elif count == 3:
        left, middle, right = arguments

        def code(frame: Frame) -> Value:
            run = frame[0]
            run.fuel -= 1
            return run_with(run, left(frame), middle(frame), right(frame))

    else:

        def code(frame: Frame) -> Value:
            run = frame[0]
            run.fuel -= 1
            return run_with(run, *[argument(frame) for argument in arguments])

    return code


def keyword_call(keyword: Keyword, mapped: Code) -> Code:
    """`(:name mapped)`, the way to read an object from JSON."""
    name = keyword.name

    def code(frame: Frame) -> Value:
        frame[0].fuel -= 1
        value = mapped(frame)
        if type(value) is dict:
            return value.get(name)
        return apply_value(frame[0], keyword, (value,))

    return code


def procedure_call(head: Code, arguments: Sequence[Code], is_tail: bool) -> Code:
    """A call of whatever the head is when it runs."""
    return _tail_call(head, arguments) if is_tail else _nested_call(head, arguments)


def _tail_call(head: Code, arguments: Sequence[Code]) -> Code:
    count = len(arguments)
    if count == 1:
        (one,) = arguments

        def code(frame: Frame) -> Value:
            procedure = head(frame)
            run = frame[0]
            if type(procedure) is not Closure or procedure.arity != 1:
                return _general_tail_call(frame, procedure, (one(frame),))
            run.fuel -= 1
            if run.fuel < 0:
                run.refuel()
            if procedure.padding:
                return [run, procedure.frame, procedure.body, one(frame), *procedure.padding]
            return [run, procedure.frame, procedure.body, one(frame)]

    elif count == 2:
        first, second = arguments

        def code(frame: Frame) -> Value:
            procedure = head(frame)
            run = frame[0]
            if type(procedure) is not Closure or procedure.arity != 2:
                return _general_tail_call(frame, procedure, (first(frame), second(frame)))
            run.fuel -= 1
            if run.fuel < 0:
                run.refuel()
            if procedure.padding:
                return [run, procedure.frame, procedure.body, first(frame), second(frame), *procedure.padding]
            return [run, procedure.frame, procedure.body, first(frame), second(frame)]

    else:

        def code(frame: Frame) -> Value:
            procedure = head(frame)
            return _general_tail_call(frame, procedure, [argument(frame) for argument in arguments])

    return code


def _general_tail_call(frame: Frame, procedure: Value, arguments: Sequence[Value]) -> Value:
    """Any number of arguments, any head; only a closure makes use of the tail position."""
    run = frame[0]
    if type(procedure) is not Closure:
        return call(run, procedure, *arguments)
    run.step()
    return frame_of(run, procedure, arguments)


def _nested_call(head: Code, arguments: Sequence[Code]) -> Code:
    count = len(arguments)
    if count == 1:
        (one,) = arguments

        def code(frame: Frame) -> Value:
            procedure = head(frame)
            run = frame[0]
            if type(procedure) is not Closure or procedure.arity != 1:
                return call(run, procedure, one(frame))
            run.fuel -= 1
            if run.fuel < 0:
                run.refuel()
            return finish(run, [run, procedure.frame, procedure.body, one(frame), *procedure.padding])

    elif count == 2:
        first, second = arguments

        def code(frame: Frame) -> Value:
            procedure = head(frame)
            run = frame[0]
            if type(procedure) is not Closure or procedure.arity != 2:
                return call(run, procedure, first(frame), second(frame))
            run.fuel -= 1
            if run.fuel < 0:
                run.refuel()
            return finish(run, [run, procedure.frame, procedure.body, first(frame), second(frame), *procedure.padding])

    else:

        def code(frame: Frame) -> Value:
            procedure = head(frame)
            return call(frame[0], procedure, *[argument(frame) for argument in arguments])

    return code
