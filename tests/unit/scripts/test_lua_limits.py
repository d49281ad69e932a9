"""Lua scripts that would never end, or take everything: stopped by name of the limit, uncatchable."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from engine.scripts.interface import CONDITION_LIMITS, STEP_LIMITS, LimitExceeded, OutOfBudget
from engine.scripts.lua import compile_lua

LIMITS = replace(CONDITION_LIMITS, lua_instructions=1_000_000, memory_bytes=8 << 20)

ENDLESS = {
    "loop": "while true do end",
    "goto": "::again:: goto again",
    "loop inside pcall": "pcall(function() while true do end end) return 1",
    "loop around pcall": "while true do pcall(function() while true do end end) end",
    "loop in a handler": "xpcall(error, function() while true do end end)",
    "failing calls": "while true do pcall(error) end",
    "metamethod": "local t = setmetatable({}, {__index = function() return 1 end}) while true do local x = t[1] end",
    "callback": "table.sort({1, 2, 3}, function() while true do end end)",
    "replacement": "return (('x'):gsub('x', function() while true do end end))",
    "iterator": "for x in function() return 1 end do end",
    "text of an error": "error(setmetatable({}, {__tostring = function() while true do end end}))",
    "tail calls": "local function f() return f() end return f()",
}
GROWING = {
    "table": "local t = {} while true do t[#t + 1] = {} end",
    "text": "local s = 'x' while true do s = s .. s end",
    "text inside pcall": "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end",
    "known size": "return ('x'):rep(1e10)",
    "known size with a separator": "return (''):rep(1e10, 'abc')",
    "size as text": "return ('x'):rep('10000000000')",
    "format": "local s = ('x'):rep(1e6) while true do s = string.format('%s%s', s, s) end",
    "gsub": "return (('x'):rep(1e5):gsub('x', ('y'):rep(1e5)))",
    "concat": "local t = {} for i = 1, 1e4 do t[i] = ('x'):rep(1e4) end return table.concat(t)",
    "catching every error": "repeat until pcall(function() local t = {} for i = 1, 1e7 do t[i] = {} end end)",
}
DEEP = {
    "metamethods": "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) return t[1]",
    "through pcall": "local function f() pcall(f) f() end f()",
    "through sort": "local function f() table.sort({1, 2}, f) end f()",
    "through gsub": "local function f() return (('x'):gsub('x', f)) end return f()",
}


def stopped(script: str, limit: str) -> None:
    program = compile_lua(script, (), LIMITS)
    with pytest.raises(LimitExceeded) as caught:
        program.truth({}, LIMITS)
    assert caught.value.limit == limit
    started = time.process_time()
    with pytest.raises((OutOfBudget, LimitExceeded)) as given_up:
        program.truth({}, LIMITS, quick=True)
    assert time.process_time() - started < 0.1
    if isinstance(given_up.value, LimitExceeded):  # depth alone is the same for both
        assert limit == "depth"


@pytest.mark.parametrize("script", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_script_runs_over_its_steps(script: str) -> None:
    stopped(script, "steps")


@pytest.mark.parametrize("script", GROWING.values(), ids=GROWING.keys())
def test_a_growing_script_runs_over_its_memory(script: str) -> None:
    stopped(script, "memory")


@pytest.mark.parametrize("script", DEEP.values(), ids=DEEP.keys())
def test_a_script_that_nests_calls_of_the_library_runs_over_its_depth(script: str) -> None:
    stopped(script, "depth")


def test_nested_calls_reach_two_thousand_and_then_fail() -> None:
    deep = "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(2000)"
    assert compile_lua(deep, (), LIMITS).outputs({}, LIMITS) == {"result": 2000}
    through_library = (
        "local function f(n) if n == 0 then return 0 end return 1 + select(2, pcall(f, n - 1)) end return f(180)"
    )
    assert compile_lua(through_library, (), LIMITS).outputs({}, LIMITS) == {"result": 180}
    with pytest.raises(LimitExceeded, match=r"memory|depth"):
        compile_lua("local function f() return 1 + f() end return f()", (), STEP_LIMITS).truth({}, STEP_LIMITS)


HARD_PATTERNS = {
    "optional characters": "return ('a'):rep(30):find(('a?'):rep(30) .. ('a'):rep(30))",
    "repetitions": "return ('a'):rep(100):match(('.*'):rep(10) .. 'b')",
    "lazy repetitions": "return ('a'):rep(100):gsub(('.-'):rep(10) .. 'b', '')",
    "balance": "for x in ('('):rep(3000):gmatch('.*%b()') do end",
    "a number as the text": "return string.find(1234567890123, ('%d?'):rep(100) .. 'x')",
    "plain text": "local s = ('a'):rep(20000) return (s .. s):find(s .. 'b', 1, true)",
    "many cheap ones": "local s = ('a'):rep(300) for i = 1, 1000 do s:find('a*b') end",
}


@pytest.mark.parametrize("script", HARD_PATTERNS.values(), ids=HARD_PATTERNS.keys())
def test_a_quick_run_starts_no_library_call_that_may_take_long(script: str) -> None:
    program = compile_lua(script, (), LIMITS)
    started = time.process_time()
    with pytest.raises(OutOfBudget):
        program.truth({}, LIMITS, quick=True)
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    "call",
    ["table.insert(t, 1, 0)", "table.remove(t, 1)", "table.sort(t)", "table.concat(t)"],
)
def test_a_quick_run_leaves_long_or_lying_tables_to_a_worker(call: str) -> None:
    for made in ("setmetatable({}, {__len = function() return 1e9 end, __metatable = false})", "long()"):
        script = (
            f"local function long() local t = {{}} for i = 1, 2000 do t[i] = i end return t end local t = {made} {call}"
        )
        with pytest.raises(OutOfBudget):
            compile_lua(script, (), LIMITS).truth({}, LIMITS, quick=True)


@pytest.mark.parametrize(
    "script",
    [
        "local t = {} t.t = t return {x = t}",
        "local t = {} for _ = 1, 200 do t = {t} end return {x = t}",
        "return ('y'):rep(5 * 1024 * 1024)",
        "return ('\\0'):rep(1024 * 1024)",
        "local t = {1} for i = 1, 60 do t = {t, t} end return {x = t}",
        "local t = {} for i = 1, 60 do t = {a = t, b = {t}} end return {x = t}",
    ],
    ids=["itself", "deep", "long", "escaped", "shared", "shared more"],
)
def test_a_result_too_large_fails(script: str) -> None:
    with pytest.raises(LimitExceeded, match="script limit exceeded: result"):
        compile_lua(script, (), STEP_LIMITS).outputs({}, STEP_LIMITS)


def test_a_result_of_a_hundred_levels_is_taken() -> None:
    script = "local t = 1 for _ = 1, 100 do t = {t} end return {x = t}"
    value = compile_lua(script, (), STEP_LIMITS).outputs({}, STEP_LIMITS)["x"]
    levels = 0
    while isinstance(value, list):
        value, levels = value[0], levels + 1
    assert levels == 100


def test_what_a_script_leaves_behind_does_not_run_afterwards() -> None:
    script = (
        "debug = {traceback = function() while true do end end} "
        "setmetatable(_G, {__index = function() while true do end end}) "
        "getmetatable('').__index = function() while true do end end return 1"
    )
    assert compile_lua(script, (), LIMITS).outputs({}, LIMITS, quick=True) == {"result": 1}
