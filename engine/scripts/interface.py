"""What the engine asks of a script language, and what it gets back.

A script is text in one of three languages. The rest of the engine never sees a language: it makes a `Task`
(which script, in which place, with which values) and gets an `Outcome`. `scripts.md` names the places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

Json = Any
"""A decoded JSON value: None, bool, int of any size, finite float, str, list, dict with str keys."""


class Purpose(StrEnum):
    """The place of a script; it decides what the script sees and how its result is read (`scripts.md`, 1)."""

    STEP = "step"
    PREDICATE = "predicate"
    MATCH = "match"
    INPUT_MAPPING = "input mapping"
    OUTPUT_MAPPING = "output mapping"


@dataclass(frozen=True, slots=True)
class Source:
    """A script as it is compiled: the unit of caching."""

    language: str
    """`ale`, `lua` or `jpath`."""
    text: str
    purpose: Purpose
    names: tuple[str, ...] = ()
    """Inner names of the inputs, sorted by code point; empty for a match (its only name is `value`)."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run of a script. Equal tasks have equal outcomes."""

    source: Source
    arguments: Mapping[str, Json] = field(default_factory=dict)
    """Values by name; names of the source without a value are null, nil or absent.

    STEP, PREDICATE: the inputs. MATCH: `{"value": candidate}`. INPUT_MAPPING: `{inner name: value}` and, unless an
    input has that name, `value`. OUTPUT_MAPPING: the step's inputs, with `value` the object of raw outputs."""
    document: Json = None
    """What `$` is for jpath: the object of inputs, the candidate, the input value, the object of raw outputs."""


class Nothing:
    """The result of a jpath mapping that finds nothing; not the same as null."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = Nothing()


@dataclass(frozen=True, slots=True)
class Returned:
    """The script ended. `value` is a dict of raw outputs for STEP, a bool for PREDICATE and MATCH, and for the
    mappings the one value that `scripts.md` section 7 takes, or NOTHING."""

    value: Json | Nothing


@dataclass(frozen=True, slots=True)
class Failed:
    """The script failed while running, or ran over a limit (`script limit exceeded: <name>`)."""

    message: str


Outcome = Returned | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use (`scripts.md`, 8)."""

    wall_ms: int
    lua_instructions: int
    ale_steps: int
    jpath_steps: int = 1_000_000
    memory_bytes: int
    depth: int = 2_000
    """Nested calls that are not tail calls; at least so many must work."""
    result_bytes: int = 4 << 20
    result_depth: int = 100
    integer_digits: int = 4_300


STEP_LIMITS: Final = Limits(wall_ms=5_000, lua_instructions=50_000_000, ale_steps=5_000_000, memory_bytes=64 << 20)
CONDITION_LIMITS: Final = Limits(wall_ms=1_000, lua_instructions=10_000_000, ale_steps=1_000_000, memory_bytes=32 << 20)


class CompileError(Exception):
    """A script is refused at registration. `line` and `column` count from 1; 0 where the language gives none."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        place = f"line {line}" + (f", column {column}" if column else "") + ": " if line else ""
        super().__init__(place + message)
        self.message, self.line, self.column = message, line, column


class ScriptError(Exception):
    """A script failed while running; the text is what the step's error shows."""


class LimitExceeded(ScriptError):
    """A run went over a limit: `time`, `steps`, `memory`, `depth` or `result`. No script can catch it."""

    def __init__(self, limit: str, detail: str = "") -> None:
        super().__init__(f"script limit exceeded: {limit}" + (f" ({detail})" if detail else ""))
        self.limit = limit


class OutOfBudget(Exception):
    """A quick run in the engine did not end within its budget; the task goes to a worker."""


class Program(Protocol):
    """A compiled Ale or Lua script. Has no state between runs; may be run from one thread at a time.

    `quick` is for runs on the engine's loop: over about 1 ms or 2,000 steps, or before any library call whose cost
    is not bounded by a small size, raises OutOfBudget. Otherwise limits apply; wall clock is enforced from outside.
    """

    def outputs(self, arguments: Mapping[str, Json], limits: Limits, quick: bool = False) -> dict[str, Json]:
        """Run and convert the result to raw outputs (`scripts.md`, 4). Raises ScriptError, OutOfBudget."""

    def truth(self, arguments: Mapping[str, Json], limits: Limits, quick: bool = False) -> bool:
        """Run and judge the result as a predicate (`scripts.md`, 6). Raises ScriptError, OutOfBudget."""


class Query(Protocol):
    """A compiled jpath query. Raises LimitExceeded, OutOfBudget."""

    def finds(self, document: Json, limits: Limits, quick: bool = False) -> bool:
        """Whether at least one node is found; stops at the first."""

    def nodes(self, document: Json, limits: Limits, quick: bool = False) -> Sequence[Json]:
        """The values of all nodes, in order, members of objects by name."""
