"""Lua 5.2 scripts: compiled, run and judged. What a script can reach is in `lua_sandbox`."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import lupa.lua52 as lua52

from engine.scripts.interface import (
    CompileError,
    Json,
    LimitExceeded,
    Limits,
    OutOfBudget,
    ScriptError,
)
from engine.scripts.limits import utf8
from engine.scripts.lua_sandbox import ENDED, FAILED, fresh_runtime, open_sandbox
from engine.scripts.lua_values import Harvest, Intake

_QUICK_INSTRUCTIONS = 50_000
_QUICK_SECONDS = 0.001
_QUICK_MEMORY_BYTES = 256 << 10
_QUICK_SOURCE_BYTES = 16_384
_QUICK_STRIDE, _STRIDE = 100, 1_000
"""Instructions between two calls of the hook."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = re.compile(
    "and|break|do|else|elseif|end|false|for|function|goto|if|in|local|nil|not|or|repeat|return|then|true|until|while"
)

_PLACE = re.compile(r"script:(\d+): (.*)", re.DOTALL)


class LuaProgram:
    """A Lua script. Every run has a runtime of its own, so nothing of one run reaches another."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self._names = names
        binding = f"local {', '.join(names)} = ...;" if names else ""
        self._source = utf8(binding + text)

    def check(self, limits: Limits) -> None:
        """Raises CompileError for a script that does not parse within the limit on memory."""
        runtime = fresh_runtime()
        _, outcome, check = self._open(runtime, None, limits, quick=False)
        runtime.set_max_memory(runtime.get_memory_used() + limits.memory_bytes)
        status = check()
        runtime.set_max_memory(0)
        if status != ENDED:
            message = outcome()[1].decode("utf-8", "replace")
            if placed := _PLACE.fullmatch(message):
                raise CompileError(placed[2], line=int(placed[1]))
            raise CompileError(message)

    def outputs(self, arguments: Mapping[str, Json], limits: Limits, quick: bool = False) -> dict[str, Json]:
        """Run; the raw outputs of a step script. Raises ScriptError, OutOfBudget."""
        return Harvest(limits, quick).outputs(self._run(arguments, limits, quick))

    def truth(self, arguments: Mapping[str, Json], limits: Limits, quick: bool = False) -> bool:
        """Run; whether the first value is neither nil nor false. Raises ScriptError, OutOfBudget."""
        result = self._run(arguments, limits, quick)
        return result is not None and result is not False

    def _run(self, arguments: Mapping[str, Json], limits: Limits, quick: bool) -> Any:
        if quick and len(self._source) > _QUICK_SOURCE_BYTES:
            raise OutOfBudget
        intake = Intake(quick)
        try:
            values = [intake.take(arguments.get(name)) for name in self._names]
        except RecursionError:
            raise LimitExceeded("depth", "the inputs nest too deep")
        runtime = fresh_runtime()
        table = runtime.table_from(values, recursive=True)
        run, outcome, _ = self._open(runtime, table, limits, quick)
        memory_bytes = _QUICK_MEMORY_BYTES if quick else limits.memory_bytes
        runtime.set_max_memory(runtime.get_memory_used() + memory_bytes)
        try:
            status = run()
        except lua52.LuaError as late:  # the hook or the allocator struck after the script, in `run` itself
            if quick:
                raise OutOfBudget
            raise LimitExceeded("memory" if isinstance(late, lua52.LuaMemoryError) else "steps")
        runtime.set_max_memory(0)
        limit, result = outcome()
        if status == ENDED:
            return result
        if status == FAILED:
            raise ScriptError(result.decode("utf-8", "replace"))
        # Only the depth is the same in a worker; time, steps and memory of a quick run are far below the limits.
        if quick and limit != b"depth":
            raise OutOfBudget
        raise LimitExceeded(limit.decode())

    def _open(self, runtime: Any, table: Any, limits: Limits, quick: bool) -> tuple[Any, Any, Any]:
        return open_sandbox(
            runtime,
            self._source,
            table,
            len(self._names),
            _QUICK_INSTRUCTIONS if quick else limits.lua_instructions,
            _QUICK_STRIDE if quick else _STRIDE,
            _QUICK_MEMORY_BYTES if quick else limits.memory_bytes,
            _QUICK_SECONDS if quick else None,
            random.getrandbits(52),
        )


def compile_lua(text: str, names: tuple[str, ...], limits: Limits) -> LuaProgram:
    """The script with its names bound as locals, in this order also in `...`. Raises CompileError."""
    for name in names:
        if _NAME.fullmatch(name) is None:
            raise CompileError(f"the input name '{name}' is not an identifier of Lua; set mapping.name of that input")
        if _RESERVED.fullmatch(name):
            raise CompileError(f"the input name '{name}' is a reserved word of Lua; set mapping.name of that input")
    program = LuaProgram(text, names)
    program.check(limits)
    return program
