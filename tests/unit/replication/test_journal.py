from __future__ import annotations

import logging
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.replication.errors import DiskFull, Fatal
from engine.replication.journal import PAGE_BYTES, SqliteJournal

FRAME_BYTES = PAGE_BYTES + 24


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "node").mkdir()
    return tmp_path / "node" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(path, keep_entries=20, keep_bytes=1 << 20)
    yield journal
    journal.close(with_sync=False)


def fill(journal: SqliteJournal, first: int, last: int, term: int = 1, size: int = 40) -> None:
    for index in range(first, last + 1):
        journal.add(f"{term}/{index}/".encode() + bytes(size), index, term)
    journal.sync()


def crash_copy(path: Path, to: Path) -> Path:
    """The files as a crash would leave them now."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    for suffix in ("", "-wal"):
        if Path(f"{path}{suffix}").exists():
            shutil.copy(f"{path}{suffix}", to / f"{path.name}{suffix}")
    return to / path.name


def indexes(path: Path) -> list[int]:
    journal = SqliteJournal(path)
    try:
        return [entry[1] for entry in journal.range(1, journal.last_index)] if len(journal) else []
    finally:
        journal.close()


def test_what_is_synced_is_there_after_a_crash_and_what_is_not_is_not(
    journal: SqliteJournal, path: Path, tmp_path: Path
) -> None:
    fill(journal, 1, 10)
    journal.add(b"lost", 11, 1)
    assert journal.synced == 10
    assert indexes(crash_copy(path, tmp_path / "crash")) == list(range(1, 11))


def test_each_transaction_is_synced_by_sqlite(journal: SqliteJournal) -> None:
    full = 2
    assert journal._db.execute("pragma synchronous").fetchone() == (full,)
    assert journal._db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_term_and_vote_are_durable_at_once(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    journal.setCurrentTerm(5, "b")
    reopened = SqliteJournal(crash_copy(path, tmp_path / "crash"))
    assert (reopened.getCurrentTerm(), reopened.getVotedForNodeId()) == (5, "b")
    reopened.close()


def test_older_entries_are_read_from_the_disk_and_few_are_in_memory(journal: SqliteJournal) -> None:
    for first in range(1, 500, 10):
        fill(journal, first, first + 9)
    assert len(journal._entries) <= 40
    assert [e[1] for e in journal.range(1, 500)] == list(range(1, 501))
    assert [e[1] for e in journal.read(100, max_bytes=1)] == [100]
    assert journal.term_of(3) == 1
    assert journal[0][1] == 1
    assert journal[-1][1] == 500
    assert [e[1] for e in journal[470:475]] == [471, 472, 473, 474, 475]


def test_large_entries_leave_the_memory_by_their_size(journal: SqliteJournal) -> None:
    for index in range(1, 15):
        fill(journal, index, index, size=300_000)
    assert sum(len(e[0]) for e in journal._entries) <= 2 << 20
    assert len(journal.read(1, max_bytes=10**9)[0][0]) > 300_000


def test_a_taken_back_tail_is_replaced_also_on_the_disk(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    fill(journal, 1, 60)
    journal.deleteEntriesFrom(50 - 1)
    fill(journal, 50, 52, term=2)
    reopened = SqliteJournal(crash_copy(path, tmp_path / "crash"))
    assert [(e[1], e[2]) for e in reopened.range(48, 60)] == [(48, 1), (49, 1), (50, 2), (51, 2), (52, 2)]
    reopened.close()


operations = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 30)),
        st.tuples(st.just("take back"), st.integers(1, 40)),
        st.tuples(st.just("sync"), st.just(0)),
        st.tuples(st.just("trim"), st.integers(0, 30)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(operations)
def test_memory_disk_and_a_plain_list_agree_after_any_operations(operations: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        journal = SqliteJournal(path, keep_entries=5, keep_bytes=1 << 20)
        expected: list[tuple[bytes, int, int]] = []
        fill(journal, 1, 1)
        expected += journal.range(1, 1)
        for term, (what, count) in enumerate(operations, 2):
            last = expected[-1][1]
            if what == "add":
                for index in range(last + 1, last + count + 1):
                    expected.append((b"%d/%d" % (term, index), index, term))
                    journal.add(*expected[-1])
            elif what == "take back":
                at = max(expected[0][1] + 1, last - count)
                journal.deleteEntriesFrom(at - journal.first_index)
                expected = [entry for entry in expected if entry[1] < at]
            elif what == "trim":
                before = min(journal.synced, expected[0][1] + count)
                journal.trim(before, steps=None)
                expected = [entry for entry in expected if entry[1] >= before]
            else:
                journal.sync()
            first, last = expected[0][1], expected[-1][1]
            assert journal.range(first, last) == expected
            assert [journal.term_of(entry[1]) for entry in expected] == [entry[2] for entry in expected]
            assert (journal[0], journal[-1], len(journal)) == (expected[0], expected[-1], len(expected))
        journal.sync()
        assert journal.disk_bytes == sum(len(entry[0]) for entry in expected)
        journal.close()
        reopened = SqliteJournal(path)
        assert reopened.range(expected[0][1], expected[-1][1]) == expected
        assert reopened.disk_bytes == sum(len(entry[0]) for entry in expected)
        reopened.close()


def test_a_tail_that_was_never_synced_is_taken_back_in_memory_alone(journal: SqliteJournal) -> None:
    fill(journal, 1, 5)
    for index in (6, 7, 8):
        journal.add(b"x", index, 1)
    journal.deleteEntriesFrom(7 - 1)
    assert (journal.last_index, journal.synced) == (6, 5)
    journal.sync()
    assert journal.synced == 6


def test_committed_entries_are_never_taken_back(journal: SqliteJournal) -> None:
    fill(journal, 1, 10)
    journal.setRaftCommitIndex(7)
    with pytest.raises(Fatal, match="entry 7 is committed"):
        journal.deleteEntriesFrom(7 - 1)
    journal.deleteEntriesFrom(8 - 1)


def test_the_head_is_trimmed_in_steps(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    fill(journal, 1, 300)
    size = journal.disk_bytes
    assert not journal.trim(200, steps=1)
    assert journal.first_index == 65
    assert journal.trim(200, steps=None)
    assert (journal.first_index, journal[0][1], len(journal)) == (200, 200, 101)
    assert journal.disk_bytes < size / 2
    reopened = SqliteJournal(crash_copy(path, tmp_path / "crash"))
    assert (reopened.first_index, reopened.last_index) == (200, 300)
    assert reopened.disk_bytes == journal.disk_bytes
    reopened.close()


def test_a_torn_tail_is_cut_to_the_longest_whole_prefix_and_logged(
    journal: SqliteJournal, path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wal = Path(f"{path}-wal")
    whole: list[tuple[int, int]] = [(wal.stat().st_size, 0)]
    for index in range(1, 16):
        fill(journal, index, index, size=random.Random(index).choice((40, 5000, 30_000)))
        whole.append((wal.stat().st_size, index))
    end = whole[-1][0]
    near_ends = {size + off for size, _ in whole for off in (-1, 0, 1, 24, 25) if 0 < size + off <= end}
    begin = whole[1][0]
    cuts = {random.Random(n).randrange(begin, end) for n in range(60)} | {c for c in near_ends if c >= begin}
    torn_were_logged = 0
    for cut in sorted(cuts):
        copy = crash_copy(path, tmp_path / "crash")
        with open(f"{copy}-wal", "r+b") as file:
            file.truncate(cut)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            held = indexes(copy)
        assert held == list(range(1, max(i for size, i in whole if size <= cut) + 1)), f"cut at {cut}"
        torn_were_logged += "never ended" in caplog.text
    assert torn_were_logged > 10


def test_a_flipped_bit_in_the_log_stops_the_node_unless_it_could_be_a_torn_last_write(
    journal: SqliteJournal, path: Path, tmp_path: Path
) -> None:
    for index in range(1, 13):
        fill(journal, index, index, size=2000)
    size, stopped = Path(f"{path}-wal").stat().st_size, 0
    choose = random.Random(1)
    for n in range(150):
        at = choose.randrange(size)
        if n % 2:
            at = 32 + choose.randrange((size - 32) // FRAME_BYTES) * FRAME_BYTES + choose.randrange(24)
        copy = crash_copy(path, tmp_path / "crash")
        flip(Path(f"{copy}-wal"), at, 1 << choose.randrange(8))
        try:
            assert indexes(copy) == list(range(1, 12)), f"byte {at}: only the last write may be missing"
        except Fatal:
            stopped += 1
    assert stopped > 120


def test_a_flipped_bit_in_the_database_stops_the_node_or_changes_nothing(path: Path, tmp_path: Path) -> None:
    closed = SqliteJournal(path)
    closed.setCurrentTerm(3, "b")
    for index in range(1, 25):
        fill(closed, index, index, size=2000)
    closed.close()
    pages, stopped = path.stat().st_size // PAGE_BYTES, 0
    # All of the page headers: a flip of the row count there hides rows without any other sign.
    places = [(page * PAGE_BYTES + at, bit) for page in range(1, pages) for at in range(8) for bit in range(8)]
    for at, bit in [*random.Random(1).sample(places, 150), (2 * PAGE_BYTES + 4, 0), (PAGE_BYTES + 4, 0)]:
        copy = crash_copy(path, tmp_path / "crash")
        flip(copy, at, 1 << bit)
        try:
            assert indexes(copy) == list(range(1, 25)), f"byte {at}, bit {bit}"
            assert vote_of(copy) == (3, "b")
        except Fatal:
            stopped += 1
    assert stopped > 100


def test_a_damaged_body_is_named_by_its_index(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    fill(journal, 1, 9)
    copy = crash_copy(path, tmp_path / "crash")
    change(copy, "update log set body = x'00' where idx = 4")
    with pytest.raises(Fatal, match=r"journal\.db: entry 4 is damaged.*rebuilt"):
        SqliteJournal(copy)


def test_a_hole_stops_the_node(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    fill(journal, 1, 9)
    copy = crash_copy(path, tmp_path / "crash")
    change(copy, "delete from log where idx = 4")
    with pytest.raises(Fatal, match="entry 4 is missing before entry 5"):
        SqliteJournal(copy)


def test_a_damaged_vote_stops_the_node(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    journal.setCurrentTerm(5, "b")
    copy = crash_copy(path, tmp_path / "crash")
    change(copy, "update vote set voted_for = 'c'")
    with pytest.raises(Fatal, match="term and vote are damaged"):
        SqliteJournal(copy)


def test_a_full_disk_keeps_the_entries_and_they_are_written_when_there_is_room(
    journal: SqliteJournal, path: Path, tmp_path: Path
) -> None:
    fill(journal, 1, 3)
    pages = journal._db.execute("pragma page_count").fetchone()[0]
    journal._db.execute(f"pragma max_page_count={pages + 2}")
    for index in range(4, 10):
        journal.add(bytes(20_000), index, 1)
    for _ in range(2):
        with pytest.raises(DiskFull):
            journal.sync()
    assert journal.synced == 3
    assert indexes(crash_copy(path, tmp_path / "crash")) == [1, 2, 3]
    journal._db.execute("pragma max_page_count=100000")
    journal.sync()
    assert indexes(crash_copy(path, tmp_path / "crash")) == list(range(1, 10))


def test_any_other_error_of_a_write_is_fatal(journal: SqliteJournal) -> None:
    fill(journal, 1, 3)
    journal._db.execute("drop table log")
    journal.add(b"x", 4, 1)
    with pytest.raises(Fatal, match="cannot be written"):
        journal.sync()


def test_two_processes_cannot_use_one_journal(journal: SqliteJournal, path: Path) -> None:
    with pytest.raises(Fatal, match="another process"):
        SqliteJournal(path)


def flip(path: Path, at: int, mask: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ mask]))


def change(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


def vote_of(path: Path) -> tuple[int, str | None]:
    journal = SqliteJournal(path)
    try:
        return journal.getCurrentTerm(), journal.getVotedForNodeId()
    finally:
        journal.close()
