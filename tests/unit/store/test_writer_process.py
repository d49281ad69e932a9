"""The store with its writer process: hand-over, passes, crashes."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.replication.log import Verdict
from engine.replication.machine import Group, LiveFlow
from engine.store.handover import StoreLost, StoreWriter
from engine.store.reader import Reader
from engine.store.schema import StoreRefused
from engine.store.writer import hold_lock
from tests.unit.store.recorded import Recorder, completed, failed, health, registered, started

LONG_MS = 60_000
"""A pass that does not come by itself during a test."""


async def eventually(holds: Callable[[], Any], timeout_s: float = 10.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.005)


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in tables}
    connection.close()
    return rows


def history(seed: int, groups: int = 40) -> list[Group]:
    """Groups of all kinds of facts."""
    rng, log, running, made = random.Random(seed), Recorder(), list[str](), list[Group]()
    for n in range(groups):
        facts: list[Any] = [log.ruling("catalog", [registered(f"step-{n}")])] if n % 5 == 0 else []
        facts.append(log.ruling("cluster", [health("n1", f"step-{n // 3}", rng.choice(["healthy", "unhealthy"]))]))
        for m in range(rng.randrange(4)):
            flow_id = f"f{n}-{m}"
            facts.append(log.flow(flow_id, started(flow_id, {"n": str(n % 3)})))
            running.append(flow_id)
        while running and rng.random() < 0.5:
            flow_id = running.pop(rng.randrange(len(running)))
            facts.append(log.flow(flow_id, rng.choice([completed, failed])(flow_id)))
        if running and rng.random() < 0.2:
            facts.append(log.lost("n1", [(rng.choice(running), f"n{n}")]))
        facts.append(log.ruling("catalog", [registered("late")], verdict=Verdict.CONFLICT))
        made.append(log.group(*facts))
    return made


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreWriter]:
    writer = StoreWriter(tmp_path / "store", pass_ms=LONG_MS)
    await writer.start()
    yield writer
    await writer.stop()


async def test_an_empty_store_has_an_empty_checkpoint(store: StoreWriter) -> None:
    checkpoint = store.checkpoint()
    assert (checkpoint.index, checkpoint.term, checkpoint.judge, list(checkpoint.live)) == (0, 0, b"", [])
    assert checkpoint.sequences == {"catalog": 0, "cluster": 0}


async def test_a_flush_makes_what_was_handed_over_readable(store: StoreWriter, tmp_path: Path) -> None:
    log = Recorder()
    store.write(log.group(log.flow("f", started("f"))))
    assert store.backlog_bytes > 0
    assert await store.flush(log.index) == log.index == store.covered_index
    assert store.backlog_bytes == 0
    reader = Reader(tmp_path / "store")
    assert reader.flow_status("f") == b'{"id":"f","status":"active"}'
    assert reader.covered_index() == log.index
    reader.close()


async def test_a_flush_beyond_what_was_handed_over_waits_for_no_more_than_that(store: StoreWriter) -> None:
    assert await store.flush(10**6) == 0


async def test_many_readers_share_a_pass(store: StoreWriter) -> None:
    log = Recorder()
    store.write(log.group(log.flow("a", started("a"))))
    store.write(log.group(log.flow("b", started("b"))))
    assert set(await asyncio.gather(*(store.flush(index) for index in (1, 2, 2, 1)))) <= {1, 2}
    assert store.covered_index == 2


async def test_a_pass_comes_by_itself(tmp_path: Path) -> None:
    store, log = StoreWriter(tmp_path / "store", pass_ms=1), Recorder()
    await store.start()
    store.write(log.group(log.flow("f", started("f"))))
    await eventually(lambda: store.covered_index == log.index)
    await store.stop()


async def test_the_checkpoint_names_live_flows_their_runners_and_all_sequences(store: StoreWriter) -> None:
    log = Recorder()
    store.write(log.group(log.flow("a", started("a")), log.flow("b", started("b") + completed("b"))))
    store.write(log.group(log.flow("c", started("c")), log.lost("n1", [("a", "n2")])))
    store.write(log.group(log.ruling("catalog", [registered("x"), registered("y")])))
    await store.flush(log.index)
    checkpoint = store.checkpoint()
    assert list(checkpoint.live) == [LiveFlow("a", 3, "n2"), LiveFlow("c", 3, "n1")]
    assert checkpoint.sequences == {"catalog": 2, "cluster": 0}
    assert (checkpoint.index, checkpoint.term, checkpoint.judge) == (log.index, 1, b"judge %d" % log.index)


async def test_active_flows_are_found_by_their_runner(store: StoreWriter, tmp_path: Path) -> None:
    log = Recorder()
    store.write(log.group(*(log.flow(f, started(f)) for f in "abc"), log.flow("b", completed("b"))))
    store.write(log.group(log.lost("n1", [("c", "n2")])))
    await store.flush(log.index)
    reader = Reader(tmp_path / "store")
    assert (reader.active_flows("n1"), reader.active_flows("n2"), reader.active_flows("n3")) == (["a"], ["c"], [])
    reader.close()


async def test_the_next_sequence_of_a_closed_flow_is_known_before_and_after_it_is_written(store: StoreWriter) -> None:
    log = Recorder()
    assert store.next_sequence("flow/f") == 0
    store.write(log.group(log.flow("f", started("f") + completed("f"))))
    assert store.next_sequence("flow/f") == 8
    await store.flush(log.index)
    store.write(log.group(log.flow("g", started("g"))))
    assert (store.next_sequence("flow/f"), store.next_sequence("flow/nobody")) == (8, 0)


async def test_a_group_that_does_not_follow_is_refused(store: StoreWriter) -> None:
    log = Recorder()
    group = log.group(log.flow("f", started("f")))
    store.write(group)
    with pytest.raises(ValueError, match="after group 1"):
        store.write(group)


async def test_the_durable_index_follows_without_waiting(store: StoreWriter) -> None:
    log = Recorder()
    store.write(log.group(log.flow("f", started("f"))))
    assert store.durable_index() == 0
    await store.flush(log.index)
    await eventually(lambda: store.durable_index() == log.index)


async def test_stop_writes_what_is_left(tmp_path: Path) -> None:
    store, log = StoreWriter(tmp_path / "store", pass_ms=LONG_MS), Recorder()
    await store.start()
    store.write(log.group(log.flow("f", started("f"))))
    await store.stop()
    reader = Reader(tmp_path / "store")
    assert reader.covered_index() == 1
    reader.close()
    with pytest.raises(StoreLost):
        store.write(log.group(log.flow("g", started("g"))))


async def test_a_slow_writer_blocks_nobody_and_its_backlog_shows(store: StoreWriter) -> None:
    log, large = Recorder(), {"note": "x" * 100_000}
    os.kill(store.pid, signal.SIGSTOP)
    for n in range(200):
        store.write(log.group(log.flow(f"f{n}", started(f"f{n}", large))))
    assert store.backlog_bytes > 20_000_000
    os.kill(store.pid, signal.SIGCONT)
    assert await store.flush(log.index) == log.index
    assert store.backlog_bytes == 0


async def test_the_end_of_the_writer_is_told_to_all_who_depend_on_it(tmp_path: Path) -> None:
    reasons: list[str] = []
    store, log = StoreWriter(tmp_path / "store", pass_ms=LONG_MS, on_lost=reasons.append), Recorder()
    await store.start()
    os.kill(store.pid, signal.SIGSTOP)
    store.write(log.group(log.flow("f", started("f"))))
    waiting = asyncio.create_task(store.flush(log.index))
    await asyncio.sleep(0)
    os.kill(store.pid, signal.SIGKILL)
    with pytest.raises(StoreLost):
        await waiting
    assert len(reasons) == 1
    with pytest.raises(StoreLost):
        store.write(log.group(log.flow("g", started("g"))))
    await store.stop()


async def test_a_failure_of_the_writer_comes_with_its_reason(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    reasons: list[str] = []
    store, log = StoreWriter(tmp_path / "store", on_lost=reasons.append), Recorder()
    await store.start()
    log.next["flow/f"] = 3
    store.write(log.group(log.flow("f", completed("f"))))
    await eventually(lambda: reasons)
    await store.stop()
    assert "'f' is not in the store" in reasons[0]
    assert "'f' is not in the store" in capfd.readouterr().err


@pytest.mark.parametrize("seed", range(3))
async def test_a_writer_that_is_killed_between_passes_and_a_replay_give_the_same_store(
    tmp_path: Path, seed: int
) -> None:
    groups, rng = history(seed), random.Random(seed)
    whole = StoreWriter(tmp_path / "whole")
    await whole.start()
    for group in groups:
        whole.write(group)
    await whole.stop()

    torn, starts = tmp_path / "torn", 0
    while True:
        store = StoreWriter(torn, pass_ms=LONG_MS)
        await store.start()
        starts += 1
        left = [group for group in groups if group.index > store.checkpoint().index]
        some = left[: rng.randrange(1, 20)]
        for group in some:
            store.write(group)
        if some:
            await store.flush(some[rng.randrange(len(some))].index)
        os.kill(store.pid, signal.SIGKILL)
        await store.stop()
        if not left:
            break
    assert starts > 2
    assert content(torn) == content(tmp_path / "whole")


async def test_the_writer_dies_with_the_engine_and_a_new_one_waits_for_its_last_pass(tmp_path: Path) -> None:
    engine = """
import asyncio, os, signal, sys
from pathlib import Path
from engine.store.handover import StoreWriter
from tests.unit.store.recorded import Recorder, started
async def main():
    store, log = StoreWriter(Path(sys.argv[1]), pass_ms=60_000), Recorder()
    await store.start()
    for n in range(500):
        store.write(log.group(log.flow(f"f{n}", started(f"f{n}"))))
    print(store.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    root = Path(__file__).parents[3]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", engine, str(tmp_path / "store"),
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    successor = StoreWriter(tmp_path / "store")
    await successor.start()
    assert successor.checkpoint().index == 500
    await successor.stop()
    await eventually(lambda: not Path(f"/proc/{int(output)}").exists())


def test_a_store_that_another_process_writes_is_refused(tmp_path: Path) -> None:
    with hold_lock(tmp_path / "store"), pytest.raises(StoreRefused, match="in use by another process"):
        hold_lock(tmp_path / "store", wait_s=0.0)


async def test_a_store_of_another_cluster_is_refused_with_the_reason(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = StoreWriter(tmp_path / "store", "one")
    await first.start()
    await first.stop()
    with pytest.raises(StoreRefused, match="cluster 'one'"):
        await StoreWriter(tmp_path / "store", "two").start()
    assert "cluster 'one'" in capfd.readouterr().err


async def test_a_file_that_is_no_store_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "store").write_bytes(b"not a database " * 1000)
    with pytest.raises(StoreLost, match="not a database"):
        await StoreWriter(tmp_path / "store").start()
    assert "not a database" in capfd.readouterr().err
