"""A store on disk, filled without a process between: what the writer does, in this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.replication.log import Fact
from engine.store import wire
from engine.store.reader import Reader
from engine.store.schema import open_writable
from engine.store.tables import Tables
from tests.unit.store.recorded import Recorder


class Filled:
    """A store that takes facts and can be read at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = open_writable(path)
        self.tables = Tables(self.connection)
        self.log = Recorder()
        self.reader = Reader(path)

    def write(self, *facts: Fact) -> None:
        self.tables.write([wire.entries_of(self.log.group(*facts))])

    def close(self) -> None:
        self.reader.close()
        self.connection.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Filled]:
    filled = Filled(tmp_path / "store")
    yield filled
    filled.close()
