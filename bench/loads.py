"""The loads of `make bench`. Each registers steps of its own, runs flows to their end, and answers its figures."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from argyll.demo.service import Answer, Call, StepService
from bench.http import Api, Connection, Latencies, start_body, start_closed, start_open
from bench.node import Node
from bench.processes import cpu_ms, memory_mb

Figures = dict[str, Any]

CONNECTIONS = 64


def mark() -> str:
    """A name that no other load of this node has; also a variable name in every script language."""
    return f"b{time.time_ns():x}"


def spec(role: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"role": role, "type": kind, **more}


def script_step(step_id: str, given: list[str], makes: str, script: str) -> dict[str, Any]:
    attributes = {name: spec("required") for name in given} | {makes: spec("output")}
    source = {"language": "ale", "script": script}
    return {"id": step_id, "name": step_id, "type": "script", "attributes": attributes, "script": source}


def http_step(step_id: str, url: str, attributes: dict[str, Any], kind: str = "sync", **more: Any) -> dict[str, Any]:
    http = {"endpoint": url, "timeout": 30_000}
    return {"id": step_id, "name": step_id, "type": kind, "attributes": attributes, "http": http, **more}


@asynccontextmanager
async def constant_service(answer: dict[str, Any]) -> AsyncIterator[str]:
    """A step service in a process of its own that answers every call with the same outputs; its URL."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.step_service", json.dumps(answer)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def measured(node: Node, flows: int, load: Callable[[], Awaitable[list[float]]]) -> Figures:
    """Rate, latencies of starts and CPU by process of a load that returns when its flows have ended."""
    before, began = cpu_ms(node.processes()), time.perf_counter()
    seconds = await load()
    elapsed, after = time.perf_counter() - began, cpu_ms(node.processes())
    cost = {role: round((after[role] - before.get(role, 0)) / flows, 3) for role in after}
    return {
        "flows": flows,
        "flows_per_s": round(flows / elapsed, 1),
        "seconds": round(elapsed, 2),
        "start": asdict(Latencies.of(seconds)),
        "cpu_ms_per_flow": {role: ms for role, ms in cost.items() if ms > 0.0005 or role == "all"},
    }


async def run_flows(node: Node, goal: str, init: dict[str, list[Any]], flows: int, per_second: float = 0) -> Figures:
    """Start flows of one goal, over 64 connections or at a fixed rate, and wait until all are completed."""
    prefix = mark()
    bodies = [start_body(f"{prefix}-{number}", goal, init) for number in range(flows)]

    async def load() -> list[float]:
        starts = start_open(node.url, bodies, per_second) if per_second else start_closed(node.url, bodies, CONNECTIONS)
        seconds = await starts
        await Api(node.url).all_completed(prefix, flows)
        return seconds

    return await measured(node, flows, load)


async def flood(node: Node, flows: int, program: Path) -> Figures:
    """The shared load program: one-step script flows over 64 connections."""
    before = cpu_ms(node.processes())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(program), node.url, str(flows), str(CONNECTIONS)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "NODE_PID": str(node.supervisor)},
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{program.name} ended with {process.returncode}: {output.decode(errors='replace')}")
    told, after = json.loads(output.splitlines()[-1]), cpu_ms(node.processes())
    cost = {role: round((after[role] - before.get(role, 0)) / flows, 3) for role in after}
    return {
        "flows": flows,
        "flows_per_s": told["flows_per_s"],
        "start": {"p50_ms": told["start_p50_ms"], "p99_ms": told["start_p99_ms"]},
        "cpu_ms_per_flow": {**{role: ms for role, ms in cost.items() if ms > 0.0005}, "all": told["cpu_ms_per_flow"]},
    }


async def one_script(node: Node, flows: int, per_second: float = 0) -> Figures:
    """One script step."""
    name = mark()
    await Api(node.url).register(script_step(f"{name}-step", [f"{name}in"], f"{name}out", f'{{:{name}out "hello"}}'))
    return await run_flows(node, f"{name}-step", {f"{name}in": ["x"]}, flows, per_second)


async def one_http(node: Node, flows: int) -> Figures:
    """One sync HTTP step; the CPU of its service is not counted."""
    name = mark()
    async with constant_service({f"{name}out": "hello"}) as url:
        attributes = {f"{name}in": spec("required"), f"{name}out": spec("output")}
        await Api(node.url).register(http_step(f"{name}-step", f"{url}/step", attributes))
        return await run_flows(node, f"{name}-step", {f"{name}in": ["x"]}, flows)


async def chain(node: Node, flows: int, length: int = 10) -> Figures:
    """Script steps, each waiting for the one before."""
    name = mark()
    steps = [
        script_step(f"{name}-{n}", [f"{name}v{n}"], f"{name}v{n + 1}", f'{{:{name}v{n + 1} "hello"}}')
        for n in range(length)
    ]
    await Api(node.url).register(*steps)
    return await run_flows(node, steps[-1]["id"], {f"{name}v0": ["x"]}, flows)


async def side_by_side(node: Node, flows: int, width: int = 20) -> Figures:
    """HTTP steps that all run at the same time, under one goal that needs them all."""
    name = mark()
    outputs = [f"{name}v{n}" for n in range(width)]
    async with constant_service(dict.fromkeys(outputs, "hello")) as url:
        attributes = {f"{name}in": spec("required")}
        steps = [
            http_step(f"{name}-{n}", f"{url}/step", {**attributes, output: spec("output")})
            for n, output in enumerate(outputs)
        ]
        goal = script_step(f"{name}-goal", outputs, f"{name}out", f'{{:{name}out "done"}}')
        await Api(node.url).register(*steps, goal)
        return await run_flows(node, goal["id"], {f"{name}in": ["x"]}, flows)


async def many_items(node: Node, items: int = 1000, parallelism: int = 10) -> Figures:
    """One HTTP step over a list."""
    name = mark()
    async with constant_service({f"{name}out": "hello"}) as url:
        attributes = {
            f"{name}in": spec("required", "array", required={"for_each": True}),
            f"{name}out": spec("output", "array"),
        }
        step = http_step(f"{name}-step", f"{url}/step", attributes, work_config={"parallelism": parallelism})
        await Api(node.url).register(step)
        return await run_flows(node, step["id"], {f"{name}in": [list(range(items))]}, 1)


async def callbacks_at_once(node: Node, callbacks: int = 64) -> Figures:
    """One async step over a list; when every item waits, all callbacks come at the same moment."""
    name, waiting = mark(), asyncio.Event()
    webhooks: list[str] = []

    async def accept(call: Call) -> Answer:
        webhooks.append(call.webhook_url)
        if len(webhooks) == callbacks:
            waiting.set()
        return 202, None

    service = StepService({"/step": accept})
    attributes = {
        f"{name}in": spec("required", "array", required={"for_each": True}),
        f"{name}out": spec("output", "array"),
    }
    step = http_step(
        *(f"{name}-step", f"{await service.start()}/step", attributes, "async"), work_config={"parallelism": callbacks}
    )
    await Api(node.url).register(step)

    async def load() -> list[float]:
        bodies = [start_body(f"{name}-flow", step["id"], {f"{name}in": [list(range(callbacks))]})]
        seconds = await start_closed(node.url, bodies, 1)
        async with asyncio.timeout(60):
            await waiting.wait()
        connections = [await Connection.open(node.url) for _ in webhooks]
        answers = await asyncio.gather(
            *(
                connection.send("POST", webhook.removeprefix(node.url), json.dumps({f"{name}out": "hello"}).encode())
                for connection, webhook in zip(connections, webhooks, strict=True)
            )
        )
        if refused := [answer for answer in answers if answer[0] != 200]:
            raise RuntimeError(f"{len(refused)} of {callbacks} callbacks were refused, the first with {refused[0]}")
        for connection in connections:
            connection.close()
        await Api(node.url).all_completed(f"{name}-flow", 1)
        return seconds

    try:
        return await measured(node, 1, load)
    finally:
        await service.stop()


async def memory_after(node: Node, done: int, flows: int) -> Figures:
    """Memory of the node's processes when so many flows have ended, `done` of them before."""
    if flows > done:
        await one_script(node, flows - done)
    return {"flows": max(done, flows), "memory_mb": memory_now(node)}


def memory_now(node: Node) -> dict[str, int]:
    """Memory of the node's processes in MB, by role."""
    return {role: round(size) for role, size in memory_mb(node.processes()).items()}


@asynccontextmanager
async def bench_node() -> AsyncIterator[Node]:
    """A fresh node in a directory of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="argyll-bench-") as directory:
        node = Node(Path(directory))
        try:
            await node.start()
            yield node
        finally:
            node.stop()
