"""What the monitor knows of flows while they run, and how its file follows the store."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from engine.model.errors import Busy
from engine.store import wire
from engine.store.monitor import follower, schema
from engine.store.monitor.flow_filter import FlowFilter
from engine.store.monitor.follower import Follower
from engine.store.reader import Reader
from engine.store.schema import open_writable
from engine.store.tables import Tables
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import STEP, completed, failed, started
from tests.unit.store.test_writer_process import content, history

WORK = {"flow_id": "f", "step_id": "one"}


def ids(store: Filled, **filters: Any) -> list[str]:
    follower.catch_up(store.path)
    found = store.reader.monitor.flows(FlowFilter(**filters), "started", True, None, 50)
    return [listed.row.id for listed in found.flows]


def states(store: Filled) -> set[str]:
    """The states under which the flow is found."""
    return {
        state
        for state in ("running", "waiting", "settling", "completed", "failed")
        if ids(store, states=frozenset([state]))
    }


def started_as(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """A flow whose one step is of this type."""
    head, *rest = started("f")
    plan = head[1]["plan"] | {"steps": {"one": STEP | {"type": kind}}}
    return [(head[0], head[1] | {"plan": plan}), *rest]


def test_a_flow_that_works_is_running_until_it_ends(store: Filled) -> None:
    store.write(store.log.flow("f", started_as("sync")))
    assert states(store) == {"running"}
    store.write(store.log.flow("f", completed("f")))
    assert states(store) == {"completed"}


def test_a_flow_that_waits_for_a_callback_is_waiting(store: Filled) -> None:
    store.write(store.log.flow("f", started_as("async")))
    assert states(store) == {"waiting"}


def test_a_flow_between_two_attempts_is_waiting(store: Filled) -> None:
    store.write(store.log.flow("f", started_as("sync")))
    assert states(store) == {"running"}
    again = WORK | {"token": "token", "retry_count": 1, "next_retry_at": "2026-03-01T10:20:31Z", "error": "no"}
    store.write(
        store.log.flow(
            "f", [("work_not_completed", WORK | {"token": "token", "error": "no"}), ("work_retry_scheduled", again)]
        )
    )
    assert states(store) == {"waiting"}
    store.write(store.log.flow("f", [("work_started", WORK | {"token": "token", "inputs": {}})]))
    assert states(store) == {"running"}


def test_a_flow_whose_work_goes_on_after_its_outcome_is_settling(store: Filled) -> None:
    store.write(store.log.flow("f", started_as("sync")))
    store.write(store.log.flow("f", failed("f")[:-1]))
    assert states(store) == {"failed", "settling"}
    store.write(store.log.flow("f", failed("f")[-1:]))
    assert states(store) == {"failed"}


def test_the_row_counts_steps_and_keeps_times(store: Filled) -> None:
    store.write(store.log.flow("f", started("f", {"team": "a"})))
    begun = store.log.now
    store.write(store.log.flow("f", completed("f")))
    follower.catch_up(store.path)
    found = store.reader.monitor.flow("f")
    assert found is not None
    row = found.listed.row
    assert (row.done, row.failed, row.skipped, row.open, row.events) == (1, 0, 0, None, 8)
    assert (row.created_us, row.completed_us, row.deactivated_us) == (begun, store.log.now, store.log.now)
    assert (row.plan.goals, found.listed.labels, found.runner) == (["one"], {"team": "a"}, "n1")
    assert row.size_bytes > 500


def test_an_item_that_two_events_end_is_counted_once(store: Filled) -> None:
    store.write(store.log.flow("f", started_as("sync")))
    ends = [("work_not_completed", WORK | {"token": "token", "error": "x"})]
    store.write(store.log.flow("f", ends))
    store.write(store.log.flow("f", failed("f")))
    follower.catch_up(store.path)
    found = store.reader.monitor.flow("f")
    assert found is not None
    assert found.listed.row.open is None or not found.listed.row.open.work
    assert found.listed.row.failed == 1


def test_flows_with_one_plan_share_its_row(store: Filled) -> None:
    for n in range(5):
        store.write(store.log.flow(f"f{n}", started(f"f{n}")))
    follower.catch_up(store.path)
    connection = sqlite3.connect(schema.path_of(store.path))
    assert connection.execute("SELECT count(*) FROM plans").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize("seed", range(3))
def test_passes_of_any_size_and_broken_ones_give_the_same_monitor(tmp_path: Path, seed: int) -> None:
    rng, groups = random.Random(seed), history(seed, 60)
    for name in ("whole", "cut"):
        connection = open_writable(tmp_path / name)
        tables = Tables(connection)
        for group in groups:
            tables.write([wire.entries_of(group)])
            if name == "cut" and rng.random() < 0.5:
                monitor = Follower(tmp_path / name)
                work = monitor.catch_up()
                for _ in range(rng.randrange(12)):
                    next(work, None)
                work.close()
                monitor.close()
        follower.catch_up(tmp_path / name)
        connection.close()
    assert content(schema.path_of(tmp_path / "cut")) == content(schema.path_of(tmp_path / "whole"))


def test_a_monitor_of_another_version_is_made_anew(store: Filled) -> None:
    store.write(store.log.flow("f", started("f")))
    follower.catch_up(store.path)
    path = schema.path_of(store.path)
    before = content(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET version = 0")
    connection.execute("DROP TABLE flows")
    connection.commit()
    connection.close()
    with pytest.raises(Busy, match="made anew"):
        Reader(store.path).monitor.behind()
    follower.catch_up(store.path)
    assert content(path) == before


def test_a_monitor_of_another_store_is_made_anew(store: Filled, tmp_path: Path) -> None:
    other = Filled(tmp_path / "other")
    for n in range(3):
        other.write(other.log.flow(f"o{n}", started(f"o{n}"), at_us=7 + n))
    follower.catch_up(other.path)
    other.close()
    schema.path_of(other.path).rename(schema.path_of(store.path))
    for n in range(4):
        store.write(store.log.flow(f"f{n}", started(f"f{n}")))
    assert ids(store) == ["f3", "f2", "f1", "f0"]


def test_a_store_that_lost_its_end_keeps_its_monitor(store: Filled, tmp_path: Path) -> None:
    groups = [store.log.group(store.log.flow(f"f{n}", started(f"f{n}"))) for n in range(4)]
    store.tables.write([wire.entries_of(group) for group in groups])
    follower.catch_up(store.path)
    before = content(schema.path_of(store.path))
    shorter = open_writable(tmp_path / "shorter")
    tables = Tables(shorter)
    tables.write([wire.entries_of(groups[0])])
    schema.path_of(store.path).rename(schema.path_of(tmp_path / "shorter"))
    follower.catch_up(tmp_path / "shorter")
    tables.write([wire.entries_of(group) for group in groups[1:]])
    follower.catch_up(tmp_path / "shorter")
    shorter.close()
    assert content(schema.path_of(tmp_path / "shorter")) == before


def test_while_there_is_no_monitor_readers_are_told_to_come_again(store: Filled) -> None:
    with pytest.raises(Busy):
        store.reader.monitor.behind()
    store.write(store.log.flow("f", started("f")))
    Follower(store.path).close()
    assert store.reader.monitor.behind() == 3
    with pytest.raises(Busy):
        store.reader.monitor.flow("f")
    assert store.reader.monitor.flow("g") is None
