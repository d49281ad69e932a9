"""What scripts cost: `python -m bench.scripts` prints a table and JSON.

One run of a compiled script with its values, for each language; registering 1,000 script steps; and what flows notice
of ten scripts that run to their limits beside them.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict
from typing import Any

from bench.http import Api, Latencies, start_body, start_open
from bench.loads import bench_node, mark, script_step, spec
from bench.node import Node
from engine.scripts.interface import Purpose, Returned, Source, Task
from engine.scripts.service import Scripts, try_now

RUNS = 5_000
STEPS = 1_000
AT_ONCE = 8
RUNAWAYS = 10
BESIDE = 1_000
PER_SECOND = 100.0

TASKS = {
    "Ale, one expression": Task(Source("ale", "{:out (+ a b)}", Purpose.STEP, ("a", "b")), {"a": 1, "b": 2}),
    "Lua, one expression": Task(Source("lua", "return {out = a + b}", Purpose.STEP, ("a", "b")), {"a": 1, "b": 2}),
    "JPath, predicate": Task(
        Source("jpath", "$.total > 100 && $.region == 'EU'", Purpose.PREDICATE, ("region", "total")),
        document={"total": 120, "region": "EU"},
    ),
}


def cost_us(task: Task) -> float:
    """CPU time of one run on the spot, compiled before."""
    assert isinstance(try_now(task), Returned)
    began = time.process_time()
    for _ in range(RUNS):
        try_now(task)
    return (time.process_time() - began) / RUNS * 1e6


def compile_us(task: Task) -> float:
    """CPU time of compiling a script that was never seen."""
    began = time.process_time()
    for number in range(200):
        text = f"{task.source.text} " + "\n" * (number % 50)
        Scripts().check(Source(task.source.language, text.strip(" \n"), task.source.purpose, task.source.names))
    return (time.process_time() - began) / 200 * 1e6


async def registering(node: Node) -> dict[str, Any]:
    """Seconds to register many script steps."""
    api, prefix = Api(node.url), mark()
    steps = [
        script_step(f"{prefix}-{n}", [f"{prefix}in"], f"{prefix}o{n}", f"{{:{prefix}o{n} {n}}}") for n in range(STEPS)
    ]
    began = time.perf_counter()
    await asyncio.gather(*(api.register(*steps[n::AT_ONCE]) for n in range(AT_ONCE)))
    return {"steps": STEPS, "seconds": round(time.perf_counter() - began, 2)}


async def beside_runaways(node: Node) -> dict[str, Any]:
    """Start latencies of quick flows alone, and while ten scripts run to their limits."""
    api, prefix = Api(node.url), mark()
    await api.register(
        script_step(f"{prefix}-quick", [f"{prefix}in"], f"{prefix}out", f"{{:{prefix}out {prefix}in}}"),
        {
            "id": f"{prefix}-endless",
            "name": "endless",
            "type": "script",
            "attributes": {f"{prefix}never": spec("output")},
            "script": {"language": "lua", "script": "return ('a?'):rep(40):find(('a'):rep(40) .. 'b')"},
        },
    )

    async def quick(name: str) -> Latencies:
        bodies = [start_body(f"{prefix}{name}-{n}", f"{prefix}-quick", {f"{prefix}in": ["x"]}) for n in range(BESIDE)]
        seconds = await start_open(node.url, bodies, PER_SECOND)
        await api.all_completed(f"{prefix}{name}", BESIDE)
        return Latencies.of(seconds)

    await quick("warm")
    alone = await quick("alone")
    runaways = [start_body(f"{prefix}run-{n}", f"{prefix}-endless", {}) for n in range(RUNAWAYS)]
    _, together = await asyncio.gather(start_open(node.url, runaways, 1000), quick("together"))
    return {"alone": asdict(alone), "beside ten runaways": asdict(together)}


async def main() -> None:
    figures: dict[str, Any] = {"run_us": {}, "compile_us": {}}
    for name, task in TASKS.items():
        figures["run_us"][name] = round(cost_us(task), 1)
        figures["compile_us"][name] = round(compile_us(task), 1)
        print(f"{name:28} run {figures['run_us'][name]:8.1f} µs   compile {figures['compile_us'][name]:8.1f} µs")
    async with bench_node() as node:
        figures["registering"] = await registering(node)
        print(f"{STEPS} script steps registered in {figures['registering']['seconds']} s")
        figures["runaways"] = await beside_runaways(node)
        for name, latencies in figures["runaways"].items():
            print(f"start of quick flows, {name:22} p50 {latencies['p50_ms']} ms   p99 {latencies['p99_ms']} ms")
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
