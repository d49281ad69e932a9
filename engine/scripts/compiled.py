"""One script of any language in its place: compiled, and run to the outcome that the place asks for."""

from __future__ import annotations

from collections.abc import Callable

from engine.scripts.ale import compile_ale
from engine.scripts.interface import (
    NOTHING,
    CompileError,
    Json,
    Limits,
    Nothing,
    Program,
    Purpose,
    Query,
    Source,
    Task,
)
from engine.scripts.jpath import compile_jpath
from engine.scripts.limits import check_result
from engine.scripts.lua import compile_lua

MOST_LUA_INPUTS = 150
"""Lua allows 200 locals in a function; the rest is the script's."""

Run = Callable[[Task, Limits, bool], Json | Nothing]
"""Gives the value of `Returned`. Raises ScriptError, and with `quick` OutOfBudget."""


class Compiled:
    """A script that is ready to run in its place."""

    __slots__ = ("run",)

    def __init__(self, run: Run) -> None:
        self.run = run


def compile_source(source: Source, limits: Limits) -> Compiled:
    """Raises CompileError for a script that `scripts.md` sections 1 and 2 refuse."""
    match source.language:
        case "ale" | "lua":
            return Compiled(_run_program(_compile_program(source, limits), source.purpose))
        case "jpath":
            if source.purpose is Purpose.STEP:
                raise CompileError("a step script is written in ale or lua; jpath is for conditions and mappings")
            _refuse_empty(source)
            return Compiled(_run_query(compile_jpath(source.text, limits), source.purpose))
    raise CompileError(f"language {source.language!r} is unknown; expected ale, lua or jpath")


def _refuse_empty(source: Source) -> None:
    # White space is a script of Lua, which gives nil; in Ale there is no value in it.
    if not (source.text.strip() if source.language == "ale" else source.text):
        raise CompileError("the script is empty")


def _compile_program(source: Source, limits: Limits) -> Program:
    _refuse_empty(source)
    if source.language == "ale":
        return compile_ale(source.text, argument_names(source), limits)
    if len(source.names) > MOST_LUA_INPUTS:
        raise CompileError(f"{len(source.names)} inputs; a script of Lua takes at most {MOST_LUA_INPUTS}")
    return compile_lua(source.text, argument_names(source), limits)


def argument_names(source: Source) -> tuple[str, ...]:
    """What the script can name: the inputs, in a mapping `value` too, in a match nothing but `value`."""
    match source.purpose:
        case Purpose.MATCH:
            return ("value",)
        case Purpose.INPUT_MAPPING | Purpose.OUTPUT_MAPPING if "value" not in source.names:
            return (*source.names, "value")
    return source.names


def _run_program(program: Program, purpose: Purpose) -> Run:
    match purpose:
        case Purpose.STEP:
            return lambda task, limits, quick: program.outputs(task.arguments, limits, quick)
        case Purpose.PREDICATE | Purpose.MATCH:
            return lambda task, limits, quick: program.truth(task.arguments, limits, quick)
        case Purpose.INPUT_MAPPING | Purpose.OUTPUT_MAPPING:
            return lambda task, limits, quick: reduced(program.outputs(task.arguments, limits, quick))


def _run_query(query: Query, purpose: Purpose) -> Run:
    if purpose in (Purpose.PREDICATE, Purpose.MATCH):
        return lambda task, limits, quick: query.finds(task.document, limits, quick)

    def run(task: Task, limits: Limits, quick: bool) -> Json | Nothing:
        nodes = query.nodes(task.document, limits, quick)
        if not nodes:
            return NOTHING
        value = nodes[0] if len(nodes) == 1 else list(nodes)
        check_result(value, limits, quick)
        return value

    return run


def reduced(outputs: dict[str, Json]) -> Json:
    """The one value that a mapping makes of raw outputs (`scripts.md`, 7)."""
    if not outputs:
        return None
    if "value" in outputs:
        return outputs["value"]
    if len(outputs) == 1:
        return next(iter(outputs.values()))
    return outputs
