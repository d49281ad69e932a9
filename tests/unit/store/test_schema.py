"""Versions, refusals, rebuilding, and the rows that the admin site shows."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from engine.model.errors import Busy
from engine.store import rebuild, wire
from engine.store.projection import StoreCorrupt
from engine.store.reader import Reader
from engine.store.schema import PROJECTIONS, VERSION, StoreRefused, open_writable
from engine.store.tables import Tables
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import completed, failed, health, registered, started, updated
from tests.unit.store.test_writer_process import content, history


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with all kinds of rows, closed."""
    connection = open_writable(tmp_path / "store")
    tables = Tables(connection)
    groups = [wire.entries_of(group) for group in history(7)]
    tables.write(groups[:25])
    tables.write(groups[25:])
    connection.close()
    return tmp_path / "store"


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_store_of_a_newer_version_is_refused_with_a_sentence(path: Path) -> None:
    change(path, f"UPDATE meta SET version = {VERSION + 1}")
    with pytest.raises(StoreRefused, match=r"written by a newer version .* upgrade this node"):
        open_writable(path)
    reader = Reader(path)
    with pytest.raises(StoreRefused, match="newer version"):
        reader.covered_index()


def test_a_reader_of_a_store_that_is_not_there_yet_is_told_to_come_again(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "store")
    with pytest.raises(Busy):
        reader.flow_state("f")
    sqlite3.connect(tmp_path / "store").close()
    (tmp_path / "store").touch()
    with pytest.raises(Busy):
        reader.flow_state("f")


def test_a_reader_cannot_write(store: Filled) -> None:
    with pytest.raises(sqlite3.OperationalError):
        store.reader._connection.execute("DELETE FROM batches")


def test_passes_of_any_size_give_the_same_store(path: Path, tmp_path: Path) -> None:
    connection = open_writable(tmp_path / "single")
    tables = Tables(connection)
    for group in history(7):
        tables.write([wire.entries_of(group)])
    connection.close()
    assert content(tmp_path / "single") == content(path)


def test_a_rebuild_gives_the_same_projections(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(path)
    for table in PROJECTIONS:
        change(path, f"DELETE FROM {table}")
    change(path, "INSERT INTO labels VALUES ('a', 'b', 'active', 1, 'f', 1)")
    change(path, "UPDATE meta SET projected = 0")
    assert rebuild.rebuild(path) == before["meta"][0][-1]
    assert content(path) == before


def test_a_rebuild_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    change(path, "DELETE FROM batches WHERE aggregate >= 3 AND first = 0 AND position > 20")
    before = content(path)
    with pytest.raises(StoreCorrupt):
        rebuild.rebuild(path)
    assert content(path) == before


def test_projections_that_lag_behind_are_refused_with_the_command_that_helps(path: Path) -> None:
    change(path, "UPDATE meta SET projected = projected - 1")
    with pytest.raises(StoreRefused, match=r"engine\.store\.rebuild"):
        open_writable(path)
    rebuild.rebuild(path)
    open_writable(path).close()


def test_a_pass_that_does_not_follow_changes_nothing(store: Filled) -> None:
    store.write(store.log.flow("f", started("f")))
    before = content(store.path)
    wrong = store.log.flow("f", completed("f"))
    store.log.next["flow/f"] = 5
    for facts in ([store.log.flow("f", failed("f"))], [store.log.flow("g", started("g")), wrong, wrong]):
        with pytest.raises(StoreCorrupt, match="at sequence"):
            store.write(*facts)
    assert content(store.path) == before


def test_two_writers_of_one_store_are_noticed(store: Filled) -> None:
    other = Tables(store.connection)
    store.write(store.log.flow("f", started("f")))
    with pytest.raises((StoreCorrupt, sqlite3.IntegrityError)):
        other.write([wire.entries_of(store.log.group(store.log.flow("g", started("g"))))])


def test_each_event_has_a_row_with_a_stable_id(store: Filled) -> None:
    log = store.log
    store.write(log.ruling("catalog", [registered("one"), updated("one", name="I")]))
    store.write(log.flow("f", started("f")), log.ruling("cluster", [health("n1", "one", "healthy")]))
    rows = store.connection.execute(
        "SELECT id, kind, flow_id, sequence, type, step_id, token, node, data FROM event_rows ORDER BY id"
    ).fetchall()
    assert [row[:8] for row in rows] == [
        (0, "catalog", None, 0, "step_registered", "one", "", "n1"),
        (1, "catalog", None, 1, "step_updated", "one", "", "n1"),
        (2, "flow", "f", 0, "flow_started", "", "", "n1"),
        (3, "flow", "f", 1, "step_started", "one", "", "n1"),
        (4, "flow", "f", 2, "work_started", "one", "token", "n1"),
        (5, "cluster", None, 0, "step_health_changed", "one", "", "n1"),
    ]
    assert json.loads(rows[2][8]) == started("f")[0][1]
    assert b"9007199254740993" in rows[2][8].encode()


@pytest.mark.parametrize(
    "question",
    [
        "ORDER BY at_us DESC, id DESC LIMIT 50",
        "WHERE at_us > 5 ORDER BY at_us DESC, id DESC LIMIT 50",
        "WHERE flow_id = 'f' ORDER BY sequence",
        "WHERE id = 5 AND batch = (SELECT max(position) FROM batches WHERE position <= 5)",
    ],
)
def test_event_rows_are_found_along_an_index(store: Filled, question: str) -> None:
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM event_rows {question}")]
    assert "SCAN b" not in plan
    assert "sequence" in question or "USE TEMP B-TREE FOR ORDER BY" not in plan
