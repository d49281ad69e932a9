"""Checking scripts and running them, whatever their language: the way in for the rest of the engine.

`try_now` runs a script on the spot and gives up on anything that could take a millisecond; what it gives up on goes
to `ScriptWorkers` (in `workers`).
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.scripts.cache import CompiledCache
from engine.scripts.compiled import Compiled, compile_source
from engine.scripts.interface import (
    CONDITION_LIMITS,
    STEP_LIMITS,
    CompileError,
    Failed,
    LimitExceeded,
    Limits,
    Outcome,
    OutOfBudget,
    Purpose,
    Returned,
    ScriptError,
    Source,
    Task,
)

_QUICK_COMPILE_CHARACTERS = {"ale": 2_000, "lua": 16_000, "jpath": 4_000}
"""Texts up to here compile in about a millisecond; longer ones are a worker's business."""

_PREFIXES = {
    Purpose.PREDICATE: "predicate evaluation failed: ",
    Purpose.MATCH: "match evaluation failed: ",
}


@dataclass(frozen=True, slots=True)
class PlaceLimits:
    """What a run may use in each place."""

    step: Limits = STEP_LIMITS
    condition: Limits = CONDITION_LIMITS
    """For predicates, matches and mappings."""

    def of(self, purpose: Purpose) -> Limits:
        return self.step if purpose is Purpose.STEP else self.condition


def is_quick_to_compile(source: Source) -> bool:
    """Whether `check` may be called on the engine's loop."""
    return len(source.text) <= _QUICK_COMPILE_CHARACTERS.get(source.language, 0)


class Scripts:
    """Compiles and runs scripts in this process, and keeps what it compiled."""

    def __init__(self, limits: PlaceLimits | None = None) -> None:
        self.limits = limits or PlaceLimits()
        self._cache = CompiledCache()

    def check(self, source: Source) -> None:
        """Raises CompileError for a script that must be refused at registration."""
        self._compiled(source, self.limits.of(source.purpose))

    def try_now(self, task: Task) -> Outcome | None:
        """The outcome, if it is found within about a millisecond; else None, and the task needs a worker."""
        source = task.source
        limits = self.limits.of(source.purpose)
        compiled = self._cache.get(source)
        try:
            if compiled is None:
                if not is_quick_to_compile(source):
                    return None
                compiled = self._compiled(source, limits)
            return Returned(compiled.run(task, limits, True))
        except OutOfBudget:
            return None
        except (ScriptError, CompileError, RecursionError) as failure:
            return failed(source, failure)

    def run_fully(self, task: Task) -> Outcome:
        """The outcome under the full limits, but that of time: for a process that can be killed."""
        source = task.source
        limits = self.limits.of(source.purpose)
        try:
            return Returned(self._compiled(source, limits).run(task, limits, False))
        except (ScriptError, CompileError, RecursionError, MemoryError) as failure:
            return failed(source, failure)

    def _compiled(self, source: Source, limits: Limits) -> Compiled:
        compiled = self._cache.get(source)
        if compiled is None:
            compiled = _compile(source, limits)
            self._cache.put(source, compiled)
        return compiled


def _compile(source: Source, limits: Limits) -> Compiled:
    try:
        return compile_source(source, limits)
    except LimitExceeded as excess:
        raise CompileError(str(excess))
    except RecursionError:
        raise CompileError(str(LimitExceeded("depth")))


def failed(source: Source, failure: Exception) -> Failed:
    """What the place of the script says about its failure (`scripts.md`, 6 and 8)."""
    match failure:
        case RecursionError():
            failure = LimitExceeded("depth")
        case MemoryError():
            failure = LimitExceeded("memory")
    return Failed(_PREFIXES.get(source.purpose, "") + str(failure))


_scripts = Scripts()
check = _scripts.check
try_now = _scripts.try_now
