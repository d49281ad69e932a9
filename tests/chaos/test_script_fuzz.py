"""Thousands of random and mutated programs through a real node: refused or run, never a crash, a hang or a 5xx."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bench.node import Node

pytestmark = pytest.mark.chaos

PROGRAMS = int(os.environ.get("ARGYLL_FUZZ_PROGRAMS", "5000"))
"""For each language."""
AT_ONCE = 24
SLOWEST_RUN_S = 60.0
"""For all flows that are left at the end; a run is ended after 5 s, and 16 run at a time."""

EXAMPLES = Path(__file__).parents[1] / "unit" / "scripts" / "ale_examples.txt"
ALE = [line.rsplit(" => ", 1)[0] for line in EXAMPLES.read_text(encoding="utf-8").splitlines() if " => " in line]
ALE += [
    "(reduce + 0 (range 100000))",
    "(let-rec [f (lambda (n) (f (inc n)))] (f 0))",
    "(map inc (range))",
    "{:x [x x]}",
]
LUA = [
    "return {x = x}",
    "local t = {} for i = 1, 1e9 do t[i] = i end return t",
    "while true do end",
    "return string.rep('ab', 2 ^ 30)",
    "return ('a?'):rep(28):find(('a'):rep(28) .. 'b')",
    "local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end return f(20)",
    "local function f() return pcall(f) end return f()",
    "error({code = x})",
    "return setmetatable({}, {__index = function(t, k) return t[k] end})[1]",
    "for k, v in pairs(_G) do _G[k] = nil end return x",
    "return table.concat({1, 2, x}, ',')",
    "goto done do return 1 end ::done:: return #tostring(x)",
]
JPATH = [
    "$.x", "$.x > 1 && $.y == 'a'", "$..[?@.a == 2 || !@.b]", "$[?match(@, '(a+)+b')]", "$" + "[*,*]" * 12, "$..*..*",
    "count($..*) > 3", "$[?length(@) == 5 && search(@, '^[a-z]*$')]", "$['x'][0:5:2][-1]", "!$.x", "value(@.a) <= null",
]  # fmt: skip
PIECES = {
    "ale": [*"()[]{}'`,\" 0:#.", "lambda", "let", "if", "(range)", "null", " map ", "x", "1/0", "λ", "\x00"],
    "lua": [*"()[]{}'\"=~.,; 0#", "end", "function", "return", "while", "..", "nil", "x", "::", "\x00", "--[["],
    "jpath": [*"$@.[]()?!&|='\"*:, 01-", "..", "[?", "&&", "match(", "value(", "x", "\\u", "\x00"],
}
SEEDS = {"ale": ALE, "lua": LUA, "jpath": JPATH}


def program(chance: random.Random, language: str) -> str:
    """Random pieces, or a seed with a few changes."""
    pieces = PIECES[language]
    if chance.random() < 0.2:
        return "".join(chance.choice(pieces) for _ in range(chance.randint(1, 25)))
    text = chance.choice(SEEDS[language])
    for _ in range(chance.randint(0, 4)):
        at, length = chance.randrange(len(text) + 1), chance.randint(0, 4)
        text = text[:at] + chance.choice(["", chance.choice(pieces), text[:length]]) + text[at + length :]
    return text


def step(slot: int, language: str, text: str) -> dict[str, Any]:
    """A step with the program in it; jpath as a predicate, for it is no language of steps."""
    kind: dict[str, Any] = {"script": {"language": language, "script": text}}
    if language == "jpath":
        kind = {"script": {"language": "ale", "script": "x"}, "predicate": {"language": "jpath", "script": text}}
    attributes = {"x": {"role": "required"}, f"out-{slot}": {"role": "output"}}
    return {"id": f"fuzz-{slot}", "name": "fuzz", "type": "script", "attributes": attributes, **kind}


@pytest.mark.parametrize("language", ["ale", "lua", "jpath"])
async def test_no_program_harms_the_node(tmp_path: Path, language: str) -> None:
    node = Node(tmp_path)
    await node.start()
    try:
        engine = node.pids("engine")[0]
        answers: Counter[int] = Counter()
        async with aiohttp.ClientSession(node.url) as http:
            for slot in range(AT_ONCE):
                assert await _send(http, "POST", "/engine/step", step(slot, "ale", "x")) == 201
            numbers = iter(range(PROGRAMS))
            await asyncio.gather(*(_slot(http, slot, language, numbers, answers) for slot in range(AT_ONCE)))
            assert not [status for status in answers if status >= 500], answers
            assert answers[201] > PROGRAMS // 20, f"hardly a program was run: {answers}"
            assert answers[400] > PROGRAMS // 20, f"hardly a program was refused: {answers}"
            await _all_end(http)
        assert node.pids("engine")[0] == engine, f"the engine was restarted:\n{node.last_lines()}"
    finally:
        node.stop()


async def _slot(http: aiohttp.ClientSession, slot: int, language: str, numbers: Any, answers: Counter[int]) -> None:
    """Put one program after the other into a step, and start a flow with each that is accepted."""
    for number in numbers:
        chance = random.Random(f"{language}-{number}")
        status = await _send(http, "PUT", f"/engine/step/fuzz-{slot}", step(slot, language, program(chance, language)))
        answers[status] += 1
        if status == 200:
            start = {
                "id": f"run-{number}",
                "goals": [f"fuzz-{slot}"],
                "init": {"x": [chance.choice([1, "a", [1], {"a": 2}])]},
            }
            answers[await _send(http, "POST", "/engine/flow", start)] += 1


async def _send(http: aiohttp.ClientSession, method: str, path: str, body: Any) -> int:
    # ASCII, so that lone surrogates are sent as they are.
    async with http.request(method, path, data=json.dumps(body)) as answer:
        await answer.read()
        return answer.status


async def _all_end(http: aiohttp.ClientSession) -> None:
    deadline = time.monotonic() + SLOWEST_RUN_S
    while True:
        async with http.post("/engine/flow/query", json={"statuses": ["active"], "limit": 1}) as answer:
            left = (await answer.json()).get("total", 0)
        if not left:
            return
        assert time.monotonic() < deadline, f"{left} flows have not ended"
        await asyncio.sleep(0.1)
