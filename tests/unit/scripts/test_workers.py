"""The pool of script workers, with real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from engine.scripts.interface import (
    CONDITION_LIMITS,
    NOTHING,
    STEP_LIMITS,
    CompileError,
    Failed,
    Json,
    Purpose,
    Returned,
    Source,
    Task,
)
from engine.scripts.service import PlaceLimits, Scripts
from engine.scripts.workers import ScriptWorkers, WorkersClosed

LIMITS = PlaceLimits(
    step=replace(STEP_LIMITS, wall_ms=2_000, lua_instructions=5_000_000),
    condition=replace(CONDITION_LIMITS, wall_ms=300, lua_instructions=500_000),
)
EXPLOSION = "return ('a'):rep(30):find(('a?'):rep(30) .. ('a'):rep(30))"
"""A single call of the library that takes minutes."""
ROOT = Path(__file__).parents[3]


def lua(text: str, purpose: Purpose = Purpose.STEP, **inputs: Json) -> Task:
    return Task(Source("lua", text, purpose, tuple(sorted(inputs))), inputs)


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[ScriptWorkers]:
    pool = ScriptWorkers(Scripts(LIMITS), most=4)
    await pool.start()
    yield pool
    await pool.close()


async def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


def living() -> dict[int, int]:
    """The processes of this machine that have not ended, each with the one that started it."""
    found: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state not in "ZX":
            found[int(stat.parent.name)] = int(parent)
    return found


def processes(parent: int | None = None) -> set[int]:
    """The processes below that one, or below this."""
    parents = living()
    found: set[int] = set()
    waiting = [parent or os.getpid()]
    while waiting:
        above = waiting.pop()
        below = {pid for pid, ancestor in parents.items() if ancestor == above}
        found |= below
        waiting.extend(below)
    return found


@pytest.mark.parametrize(
    ("task", "outcome"),
    [
        (lua("return {x = a + 1}", a=2), Returned({"x": 3})),
        (lua("error('oh', 0)"), Failed("oh")),
        (lua("error('oh', 0)", Purpose.PREDICATE), Failed("predicate evaluation failed: oh")),
        (lua("return nil", Purpose.PREDICATE), Returned(False)),
        (lua("return nil", Purpose.INPUT_MAPPING), Returned(None)),
        (lua("return 1 +"), Failed("line 1: unexpected symbol near <eof>")),
        (lua("return a", a="\ud800"), Returned({"result": "\ufffd"})),
        (Task(Source("jpath", "$.none", Purpose.INPUT_MAPPING), {}, {}), Returned(NOTHING)),
        (Task(Source("jpath", "$", Purpose.INPUT_MAPPING), {}, [10**400, 5.0, 0.1]), Returned([10**400, 5.0, 0.1])),
        (Task(Source("ale", "(* n n)", Purpose.STEP, ("n",)), {"n": 3**99}), Returned({"result": 3**198})),
    ],
    ids=lambda value: None,
)  # fmt: skip
async def test_a_worker_gives_the_outcome(workers: ScriptWorkers, task: Task, outcome: object) -> None:
    assert await workers.run(task) == outcome


RUNAWAY = {
    "pattern": (lua(EXPLOSION, Purpose.PREDICATE), "predicate evaluation failed: script limit exceeded: time"),
    "gate": (lua("while true do end", Purpose.MATCH), "match evaluation failed: script limit exceeded: steps"),
    "loop": (lua("while true do end"), "script limit exceeded: steps"),
    "memory": (lua("local t = {} while true do t[#t + 1] = {} end"), "script limit exceeded: memory"),
    "known size": (lua("return ('x'):rep(1e11)"), "script limit exceeded: memory"),
    "result": (lua("return ('x'):rep(5e6)"), "script limit exceeded: result (over 4194304 bytes)"),
    "ale": (
        Task(Source("ale", "(let-rec [f (lambda () (f))] (f))", Purpose.PREDICATE)),
        "predicate evaluation failed: script limit exceeded: ",
    ),
    "ale memory": (
        Task(Source("ale", '(let-rec [f (lambda (s) (f (str s s)))] (f "xxxxxxxx"))', Purpose.STEP)),
        "script limit exceeded: memory",
    ),
}


@pytest.mark.parametrize(("task", "message"), RUNAWAY.values(), ids=RUNAWAY.keys())
async def test_a_runaway_script_ends_with_its_limit_and_the_next_one_runs(
    workers: ScriptWorkers, task: Task, message: str
) -> None:
    outcome = await workers.run(task)
    assert isinstance(outcome, Failed)
    assert outcome.message.startswith(message)
    assert await workers.run(lua("return 1")) == Returned({"result": 1})


async def test_runaway_scripts_do_not_hold_up_a_quick_one(workers: ScriptWorkers) -> None:
    runaway = [asyncio.create_task(workers.run(lua(EXPLOSION))) for _ in range(3)]
    await eventually(lambda: len(processes()) >= 4)
    assert await workers.run(lua("return 1")) == Returned({"result": 1})
    assert not any(task.done() for task in runaway)
    assert await asyncio.gather(*runaway) == [Failed("script limit exceeded: time")] * 3


async def test_no_more_processes_are_started_than_allowed(workers: ScriptWorkers) -> None:
    script = "local n = 0 for i = 1, 1e6 do n = n + i end return n"
    outcomes = asyncio.gather(*[workers.run(lua(script)) for _ in range(20)])
    await eventually(lambda: len(processes()) == 5)
    assert await outcomes == [Returned({"result": 500000500000})] * 20
    assert len(processes()) == 5  # four, and the one that they are forked from


async def test_idle_workers_end() -> None:
    pool = ScriptWorkers(idle_seconds=0.05)
    await pool.start()
    try:
        assert await pool.run(lua("return 1")) == Returned({"result": 1})
        await eventually(lambda: len(processes()) == 1)
        assert await pool.run(lua("return 2")) == Returned({"result": 2})
    finally:
        await pool.close()


async def test_a_worker_that_is_killed_ends_its_script_as_over_its_memory(workers: ScriptWorkers) -> None:
    before = processes()
    server = next(pid for pid in before if processes(pid))
    running = asyncio.create_task(workers.run(lua(EXPLOSION)))
    (worker,) = processes(server)
    await asyncio.sleep(0)  # the request is written
    os.kill(worker, signal.SIGKILL)
    assert await running == Failed("script limit exceeded: memory")
    assert await workers.run(lua("return 1")) == Returned({"result": 1})


async def test_the_pool_outlives_the_process_that_forks(workers: ScriptWorkers) -> None:
    server = next(pid for pid in processes() if processes(pid))
    os.kill(server, signal.SIGKILL)
    outcomes = await asyncio.gather(*[workers.run(lua(f"return {number}")) for number in range(4)])
    assert outcomes == [Returned({"result": number}) for number in range(4)]


async def test_an_idle_worker_that_has_died_is_replaced(workers: ScriptWorkers) -> None:
    server = next(pid for pid in processes() if processes(pid))
    (worker,) = processes(server)
    os.kill(worker, signal.SIGKILL)
    await eventually(lambda: not processes(server))
    assert await workers.run(lua("return 1")) == Returned({"result": 1})


async def test_a_cancelled_run_ends_its_worker(workers: ScriptWorkers) -> None:
    server = next(pid for pid in processes() if processes(pid))
    running = asyncio.create_task(workers.run(lua(EXPLOSION)))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await eventually(lambda: not processes(server), seconds=1.5)


async def test_closing_ends_all_processes_and_says_nothing_about_the_scripts() -> None:
    pool = ScriptWorkers()
    running = asyncio.create_task(pool.run(lua(EXPLOSION)))
    await eventually(lambda: len(processes()) == 2)
    await pool.close()
    with pytest.raises(WorkersClosed):
        await running
    with pytest.raises(WorkersClosed):
        await pool.run(lua("return 1"))
    assert not processes()


async def test_long_scripts_are_checked_in_a_worker(workers: ScriptWorkers) -> None:
    await workers.check(Source("lua", "return 1", Purpose.STEP))
    await workers.check(Source("lua", "return 1" + " " * 200_000, Purpose.STEP))
    with pytest.raises(CompileError, match="line 2: unexpected symbol near <eof>") as caught:
        await workers.check(Source("lua", "\nreturn 1 + " + " " * 200_000, Purpose.STEP))
    assert caught.value.line == 2
    with pytest.raises(CompileError, match="nested deeper"):
        await workers.check(Source("jpath", "(" * 100_000, Purpose.MATCH))
    for nested in ("(" * 50_000 + ")" * 50_000, "[" * 200_000 + "]" * 200_000, "(+ 1 " * 20_000 + "1" + ")" * 20_000):
        try:
            await workers.check(Source("ale", nested, Purpose.STEP))
        except CompileError:
            pass
    await workers.check(Source("lua", "return 1", Purpose.STEP))


async def test_a_script_cannot_see_the_environment_of_the_engine(
    workers: ScriptWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "hidden")
    pool = ScriptWorkers()
    await pool.start()
    try:
        environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in processes()]
    finally:
        await pool.close()
    assert environments
    assert not any(b"hidden" in environment for environment in environments)


ENGINE = f"""
import asyncio
from engine.scripts.interface import Purpose, Source, Task
from engine.scripts.workers import ScriptWorkers

async def main():
    workers = ScriptWorkers()
    await workers.start()
    print("started", flush=True)
    await workers.run(Task(Source("lua", {EXPLOSION!r}, Purpose.STEP)))

asyncio.run(main())
"""


async def test_the_workers_end_with_the_engine() -> None:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ENGINE, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    assert await started.stdout.readline() == b"started\n"
    below = processes(started.pid)
    assert len(below) == 2
    started.kill()
    await started.wait()
    await eventually(lambda: not below & living().keys(), seconds=2)


async def test_a_started_pool_answers_at_once(workers: ScriptWorkers) -> None:
    started = time.monotonic()
    await workers.run(lua("return 1"))
    assert time.monotonic() - started < 1
