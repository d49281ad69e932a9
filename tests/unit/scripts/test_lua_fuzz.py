"""Random Lua programs and values: an outcome or a refusal, never a crash or a hang."""

from __future__ import annotations

import math
import random
import time
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.scripts.interface import CONDITION_LIMITS, STEP_LIMITS, CompileError, OutOfBudget, ScriptError
from engine.scripts.lua import compile_lua

LIMITS = replace(CONDITION_LIMITS, lua_instructions=100_000, memory_bytes=4 << 20)
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NUMBERS = st.sampled_from(["0", "1", "-1", "2.5", "1e9", "2^31", "2^53", "-1e15", "1/0", "0/0", "'7'", "#t", "n"])
TEXTS = st.sampled_from(["''", "'abc'", "('a'):rep(40)", "'%a*'", "('a*'):rep(20)", "'%b()'", "'('", "s", "n", "'%'"])
LEAVES = st.one_of(NUMBERS, TEXTS, st.sampled_from(["nil", "true", "t", "{}", "{1, 2, 3}", "f", "print", "m", "_G"]))
BASE = ["f", "pcall", "xpcall", "error", "assert", "select", "type", "tostring", "tonumber", "next", "pairs", "ipairs"]
RAW = ["rawget", "rawset", "rawlen", "setmetatable", "getmetatable", "collectgarbage", "print"]
STRING = ["rep", "find", "match", "gmatch", "gsub", "format", "byte", "char", "sub", "reverse", "upper"]
TABLE = ["concat", "insert", "remove", "sort", "unpack", "pack"]
MATH = ["math.random", "math.floor", "math.max", "math.fmod", "math.randomseed", "bit32.lshift", "bit32.extract"]
LIBRARY = [*(f"string.{name}" for name in STRING), *(f"table.{name}" for name in TABLE), *MATH]
CALLS = st.sampled_from([*BASE, *RAW, *LIBRARY])


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, max_size=4).map(", ".join)
    return st.one_of(
        st.builds("{}({})".format, CALLS, arguments),
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "..", "==", "<", "and", "^", "%"]), inner),
        st.builds("{{{}, k = {}}}".format, inner, inner),
        st.builds("(function(...) t[{}] = {} return f(...) end)".format, inner, inner),
    )


EXPRESSIONS = st.recursive(LEAVES, calls, max_leaves=12)
STATEMENTS = st.one_of(
    EXPRESSIONS.map("local n = {}".format),
    st.builds("t[{}] = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("while {} do s = s .. tostring({}) end".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("for i = 1, {} do t[i] = {} end".format, NUMBERS, EXPRESSIONS),
    st.builds("pcall(function() {} = {} end)".format, st.sampled_from(["s", "n", "t", "f"]), EXPRESSIONS),
    st.builds("for k, v in pairs({}) do n = {} end".format, EXPRESSIONS, EXPRESSIONS),
)
PREFACE = (
    "local t, s, n = {}, 'x', 1 local m = {__len = function() return 1e9 end, __index = function(a, k) return k end} "
    "local function f(...) n = n + 1 return ... end "
)
PROGRAMS = st.builds(
    lambda statements, last: PREFACE + "\n".join(statements) + f"\nreturn {last}",
    st.lists(STATEMENTS, max_size=5),
    EXPRESSIONS,
)


def run_quickly(script: str) -> None:
    try:
        program = compile_lua(script, ("a",), LIMITS)
    except CompileError:
        return
    started = time.process_time()
    try:
        program.outputs({"a": [1, "x"]}, LIMITS, quick=True)
    except (ScriptError, OutOfBudget):
        pass
    assert time.process_time() - started < 0.2, script


@SETTINGS
@given(PROGRAMS)
def test_a_quick_run_of_any_program_is_quick(script: str) -> None:
    run_quickly(script)


@SETTINGS
@given(PROGRAMS)
def test_any_program_ends_under_its_limits(script: str) -> None:
    if any(name in script for name in ("find", "match", "gsub")):
        return  # the time of a pattern is limited from outside alone
    try:
        compile_lua(script, ("a",), LIMITS).outputs({"a": [1, "x"]}, LIMITS)
    except (CompileError, ScriptError):
        pass


@SETTINGS
@given(PROGRAMS, st.randoms(use_true_random=False))
def test_a_program_with_characters_changed(script: str, choices: random.Random) -> None:
    text = list(script)
    for _ in range(choices.randint(1, 5)):
        place = choices.randrange(len(text))
        choices.choice([text.insert, text.__setitem__])(place, choices.choice("(){}[]'\"=~<>.,;:#%\\ \n\x00é1ae"))
    run_quickly("".join(text))


VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=10),
    ),
    lambda inner: st.one_of(
        st.lists(st.one_of(inner, st.none()), min_size=1, max_size=4),
        st.dictionaries(st.text(max_size=3), inner, max_size=4),
    ),
    max_leaves=20,
)


def rounded(value: Any) -> Any:
    """The value as it comes back: whole numbers are integers, the trailing nulls of arrays are gone."""
    match value:
        case float() if math.isfinite(value) and value.is_integer() and abs(value) <= 2**53:
            return int(value)
        case list():
            while value and value[-1] is None:
                value = value[:-1]
            given = sum(item is not None for item in value)
            if not value:
                return {}
            if len(value) > 2 * given:
                return {str(place): rounded(item) for place, item in enumerate(value, 1) if item is not None}
            return [rounded(item) for item in value]
        case dict():
            return {key: rounded(item) for key, item in value.items()}
    return value


@SETTINGS
@given(VALUES)
def test_json_passes_through(value: Any) -> None:
    program = compile_lua("return {x = v}", ("v",), STEP_LIMITS)
    expected = repr(sorted_keys(rounded(value)))
    for quick in (True, False):
        assert repr(sorted_keys(program.outputs({"v": value}, STEP_LIMITS, quick)["x"])) == expected


def sorted_keys(value: Any) -> Any:
    match value:
        case list():
            return [sorted_keys(item) for item in value]
        case dict():
            return [(key, sorted_keys(value[key])) for key in sorted(value)]
    return value
