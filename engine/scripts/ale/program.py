"""A compiled script and its runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from engine.scripts.ale.builtins.text import symbol_form
from engine.scripts.ale.compiler import Compiler
from engine.scripts.ale.convert import from_json, raw_outputs
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.forms import MACROS, SPECIAL_FORMS
from engine.scripts.ale.forms.binding import define
from engine.scripts.ale.reader import read
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.scope import Layout, Scope
from engine.scripts.ale.syntax import Refused
from engine.scripts.ale.values import Case, Value
from engine.scripts.interface import (
    CompileError,
    Json,
    LimitExceeded,
    Limits,
    OutOfBudget,
    ScriptError,
)

DEEP_RECURSION: Final = 200_000
"""Python calls that a run may nest. Evaluation uses some four for each of Ale's, and one for each form around;
none of them takes room on the C stack."""


_NO_PLAIN_SYMBOLS: Final = frozenset({".", "/", ":"})
"""Symbols that would be confused with a dotted pair, a namespace or a keyword."""

Result = TypeVar("Result")


class Input(NamedTuple):
    """An argument that the script reads, and its slot."""

    name: str
    slot: int


class AleProgram:
    """A Program (`interface`). Holds nothing of its runs."""

    __slots__ = ("_body", "_inputs", "_room")

    def __init__(self, body: Case, inputs: Sequence[Input]) -> None:
        self._body = body
        self._inputs = tuple(inputs)
        self._room = [None] * body.count + body.padding

    def outputs(self, arguments: Mapping[str, Json], limits: Limits, quick: bool = False) -> dict[str, Json]:
        return _guarded(lambda run: raw_outputs(run, self._value(run, arguments), limits), limits, quick)

    def truth(self, arguments: Mapping[str, Json], limits: Limits, quick: bool = False) -> bool:
        return _guarded(lambda run: self._value(run, arguments) is not False, limits, quick)

    def _value(self, run: Run, arguments: Mapping[str, Json]) -> Value:
        frame = [run, None, self._body.body, *self._room]
        for name, slot in self._inputs:
            value = arguments.get(name)
            frame[slot] = value if value is None else from_json(run, value)
        result = frame[2](frame)
        while type(result) is list:
            result = result[2](result)
        return result


def compile_ale(text: str, names: Sequence[str], limits: Limits) -> AleProgram:
    """The program of a script that sees `names`. Raises CompileError; for a name that is no symbol, naming it."""
    for name in names:
        _check_name(name, limits)
    try:
        return _guarded_compilation(text, names, limits)
    except Refused as refused:
        line = text.count("\n", 0, refused.at) + 1
        column = refused.at - text.rfind("\n", 0, refused.at)
        raise CompileError(refused.message, line, column) from None
    except LimitExceeded as error:
        raise CompileError(str(error)) from None


def _check_name(name: str, limits: Limits) -> None:
    form = symbol_form(name, limits.integer_digits)
    if form is None or form.namespace or name in _NO_PLAIN_SYMBOLS or _has_space(name):
        raise CompileError(f'"{name}" cannot be the name of a value in Ale: it is no plain symbol')


def _has_space(name: str) -> bool:
    return any(character.isspace() for character in name)


def _guarded_compilation(text: str, names: Sequence[str], limits: Limits) -> AleProgram:
    """Compile with the room that nearly every script needs; only a very deep one gets more."""
    try:
        return _compiled(text, names, limits)
    except RecursionError:
        pass
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEP_RECURSION))
    try:
        return _compiled(text, names, limits)
    except RecursionError:
        raise LimitExceeded("depth") from None
    except MemoryError:
        raise LimitExceeded("memory") from None
    finally:
        sys.setrecursionlimit(before)


def _compiled(text: str, names: Sequence[str], limits: Limits) -> AleProgram:
    run = Run(limits)
    forms = read(text, run)
    if not forms:
        raise Refused("a script needs at least one form", 0)
    compiler = Compiler(run, SPECIAL_FORMS, MACROS, define)
    layout = Layout()
    scope = Scope(layout)
    for name in names:
        scope.bind(name)
    body = compiler.body_of(forms, scope.inner(), True)
    inputs = [Input(name, bound.slot) for name, bound in scope.bindings.items() if bound.is_used]
    return AleProgram(Case(len(names), False, body, layout.padding(len(names))), inputs)


def _guarded(job: Callable[[Run], Result], limits: Limits, quick: bool) -> Result:
    """The result of one run, whose failures come out as what the interface names.

    A quick run keeps the recursion limit of the process, since other code of the engine relies on it; what needs
    more goes to a worker.
    """
    run = Run(limits, quick)
    before = sys.getrecursionlimit()
    if not quick:
        sys.setrecursionlimit(max(before, DEEP_RECURSION))
    failure: Exception
    try:
        return job(run)
    except RecursionError:
        failure = OutOfBudget() if quick else LimitExceeded("depth")
    except MemoryError:
        failure = OutOfBudget() if quick else LimitExceeded("memory")
    except AleError as error:
        failure = ScriptError(error.message)
    except LimitExceeded as error:
        failure = OutOfBudget() if quick else error.with_traceback(None)
        failure.__context__ = None
    finally:
        if not quick:
            sys.setrecursionlimit(before)
    # Outside of the handlers, so that no traceback keeps the values of the run.
    raise failure
