"""The monitor behind the writer process: when it follows, and what happens when it cannot."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from engine.store import rebuild, wire
from engine.store.handover import StoreLost, StoreWriter
from engine.store.monitor import schema
from engine.store.monitor.flow_filter import FlowFilter
from engine.store.monitor.keeper import TRIES, Monitor
from engine.store.reader import Reader
from engine.store.schema import open_writable
from engine.store.tables import Tables
from tests.unit.store.recorded import Recorder, completed, started
from tests.unit.store.test_writer_process import LONG_MS, content, eventually, history


def ids(path: Path) -> list[str]:
    reader = Reader(path)
    found = reader.monitor.flows(FlowFilter(), "id", False, None, 50)
    reader.close()
    return [listed.row.id for listed in found.flows]


async def test_whoever_looks_sees_what_was_handed_over(tmp_path: Path) -> None:
    store, log = StoreWriter(tmp_path / "store", pass_ms=LONG_MS), Recorder()
    await store.start()
    for name in "abc":
        store.write(log.group(log.flow(name, started(name) + completed(name))))
        assert await store.show(log.index) == log.index
        assert ids(tmp_path / "store")[-1] == name
    assert await store.show(10**6) == log.index
    await store.stop()


async def test_the_monitor_follows_when_nobody_looks(tmp_path: Path) -> None:
    store, log = StoreWriter(tmp_path / "store", pass_ms=1), Recorder()
    await store.start()
    store.write(log.group(log.flow("f", started("f"))))
    await store.flush(log.index)
    await eventually(lambda: ids(tmp_path / "store") == ["f"])
    await store.stop()


async def test_what_the_monitor_lacks_after_a_kill_follows_at_the_next_start(tmp_path: Path) -> None:
    store, log = StoreWriter(tmp_path / "store", pass_ms=LONG_MS), Recorder()
    await store.start()
    for n in range(50):
        store.write(log.group(log.flow(f"f{n:02d}", started(f"f{n:02d}"))))
    await store.flush(log.index)
    os.kill(store.pid, signal.SIGKILL)
    await store.stop()
    again = StoreWriter(tmp_path / "store", pass_ms=LONG_MS)
    await again.start()
    await again.show(log.index)
    await again.stop()
    assert len(ids(tmp_path / "store")) == 50


async def test_looking_ends_with_the_writer(tmp_path: Path) -> None:
    store, log = StoreWriter(tmp_path / "store", pass_ms=LONG_MS), Recorder()
    await store.start()
    os.kill(store.pid, signal.SIGSTOP)
    store.write(log.group(log.flow("f", started("f"))))
    looking = asyncio.create_task(store.show(log.index))
    await asyncio.sleep(0)
    os.kill(store.pid, signal.SIGKILL)
    with pytest.raises(StoreLost):
        await looking
    await store.stop()


def filled(path: Path) -> None:
    connection = open_writable(path)
    Tables(connection).write([wire.entries_of(group) for group in history(3)])
    connection.close()


def run(monitor: Monitor, covered: int) -> int | None:
    """Work until there is nothing to do."""
    monitor.want(covered)
    for _ in range(10_000):
        shown = monitor.step(covered)
        if shown is not None:
            return shown
    return None


def test_a_monitor_with_a_fault_is_made_anew_and_the_store_is_left_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store"
    filled(path)
    before = content(path)
    monitor = Monitor(path)
    assert run(monitor, 1) == 1
    whole = content(schema.path_of(path))
    other = sqlite3.connect(schema.path_of(path))
    other.execute("DROP TABLE flow_sets")
    other.execute("UPDATE meta SET position = 0")
    other.commit()
    other.close()
    monitor.close()
    monitor = Monitor(path)
    assert run(monitor, 2) == 2
    monitor.close()
    assert "made anew" in capfd.readouterr().err
    assert content(schema.path_of(path)) == whole
    assert content(path) == before


def test_a_monitor_that_fails_again_and_again_stands_still(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "store"
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE batches SET events = 'no JSON' WHERE aggregate = 3 AND first = 0")
    connection.commit()
    connection.close()
    monitor = Monitor(path)
    assert run(monitor, 1) is None
    assert capfd.readouterr().err.count("made anew") == TRIES
    monitor.close()


def test_a_rebuild_makes_the_monitor_too(tmp_path: Path) -> None:
    path = tmp_path / "store"
    filled(path)
    monitor = Monitor(path)
    run(monitor, 1)
    monitor.close()
    before = content(schema.path_of(path))
    schema.path_of(path).unlink()
    rebuild.rebuild(path)
    assert content(schema.path_of(path)) == before


def test_a_damaged_monitor_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "store"
    filled(path)
    schema.path_of(path).write_bytes(b"not a database " * 1000)
    monitor = Monitor(path)
    assert run(monitor, 1) == 1
    monitor.close()
    assert ids(path)
