"""Writes passes to the tables: batches, projections and the applied index in one transaction."""

from __future__ import annotations

import os
import sqlite3

from engine.store import schema
from engine.store.projection import (
    Changes,
    FlowRow,
    StepRow,
    StoreCorrupt,
    new_label_rows,
    old_label_rows,
    total_changes,
)
from engine.store.schema import CATALOG, CLUSTER, FIRST_FLOW
from engine.store.wire import Applied, Entries, Moved

_FLOW_COLUMNS = (
    "key, id, status, is_child, listed_us, started_us, ended_us, last_us, runner, next_sequence, error, labels"
)
_FIND_FLOW = f"SELECT {_FLOW_COLUMNS} FROM flows WHERE id = ?"
_ADD_FLOW = f"INSERT INTO flows ({_FLOW_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CONTINUE_FLOW = "UPDATE flows SET last_us = ?, next_sequence = ?, error = ? WHERE key = ?"
_END_FLOW = (
    "UPDATE flows SET last_us = ?, next_sequence = ?, error = ?, status = ?, listed_us = ?, ended_us = ? WHERE key = ?"
)
_MOVE_FLOW = "UPDATE flows SET runner = ? WHERE key = ?"
_ADD_BATCH = "INSERT INTO batches (position, aggregate, first, count, at_us, node, events) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_LABEL = "INSERT INTO labels (name, value, status, listed_us, id, flow) VALUES (?, ?, ?, ?, ?, ?)"
_DROP_LABEL = "DELETE FROM labels WHERE name = ? AND value = ? AND status = ? AND listed_us = ? AND id = ?"
_ADD_TOTAL = (
    "INSERT INTO totals (status, flows) VALUES (?, ?) ON CONFLICT (status) DO UPDATE SET flows = flows + excluded.flows"
)
_SET_STEP = (
    "INSERT INTO steps (id, place, definition, updated_us) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
    "definition = excluded.definition, updated_us = excluded.updated_us"
)
_SET_HEALTH = (
    "INSERT INTO health (node, step, status, error, at_us) VALUES (?, ?, ?, ?, ?) ON CONFLICT (node, step) DO UPDATE "
    "SET status = excluded.status, error = excluded.error, at_us = excluded.at_us"
)
_SET_SEQUENCE = "INSERT INTO sequences (aggregate, next) VALUES (?, ?) ON CONFLICT DO UPDATE SET next = excluded.next"
_SET_MOVE = "INSERT INTO moves (flow, node) VALUES (?, ?) ON CONFLICT DO UPDATE SET node = excluded.node"


class Tables:
    """The store's tables, for their one writer. What it holds beside the connection equals what is stored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        (self.covered,) = connection.execute("SELECT covered FROM meta").fetchone()
        self._next_position = schema.next_position(connection)
        self._next_key = next_key(connection)
        self._sequences = sequences(connection)

    def write(self, groups: list[Entries]) -> None:
        """One pass. Raises StoreCorrupt or sqlite3.Error, and has then changed nothing; the writer must end."""
        if groups[0].index <= self.covered:
            raise StoreCorrupt(f"the log hands over index {groups[0].index}; the store covers {self.covered}")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._write(groups)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        self.covered = groups[-1].index

    def _write(self, groups: list[Entries]) -> None:
        changes = Changes(self.find_flow, self._next_key, self._sequences)
        position = self._next_position
        batches: list[tuple[int, int, int, int, int, str, str]] = []
        for group in groups:
            for fact in group.facts:
                if isinstance(fact, Moved):
                    for flow_id, node in fact.flows:
                        changes.move(flow_id, node)
                    continue
                batch = fact.batch
                key = _take_in(changes, fact, position)
                batches.append((position, key, fact.first, batch.count, batch.at_us, fact.node, batch.events.decode()))
                position += batch.count
        connection, last = self._connection, groups[-1]
        connection.executemany(_ADD_BATCH, batches)
        connection.executemany(_SET_MOVE, changes.moves.items())
        write_changes(connection, changes)
        moved_on = connection.execute(
            "UPDATE meta SET covered = ?, term = ?, judge = ?, projected = ? WHERE covered = ? AND projected = ?",
            (last.index, last.term, last.judge, position, self.covered, self._next_position),
        )
        if moved_on.rowcount != 1:
            raise StoreCorrupt("another process has written to the store")
        self._next_position, self._next_key, self._sequences = position, changes.next_key, changes.sequences

    def find_flow(self, flow_id: str) -> FlowRow | None:
        return find_flow(self._connection, flow_id)

    def sync(self) -> None:
        """Make all that was written safe from a power cut. What a checkpoint moved into the file is so already."""
        _, _, path = self._connection.execute("PRAGMA database_list").fetchone()
        # SQLite locks the file and its -shm, never the -wal: opening and closing it here drops no lock.
        descriptor = os.open(f"{path}-wal", os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def checkpoint(self) -> None:
        """Move the WAL into the file, as far as no reader is in the way."""
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def _take_in(changes: Changes, fact: Applied, position: int) -> int:
    """Project a batch; answers the key of its aggregate."""
    batch = fact.batch
    if batch.aggregate == "catalog":
        changes.catalog_batch(position, fact.first, batch.count, batch.at_us, batch.events)
        return CATALOG
    if batch.aggregate == "cluster":
        changes.cluster_batch(fact.first, batch.count, batch.at_us, batch.events)
        return CLUSTER
    flow_id = batch.aggregate.removeprefix("flow/")
    return changes.flow_batch(flow_id, fact.first, batch.count, batch.at_us, fact.node, batch.events)


def next_key(connection: sqlite3.Connection) -> int:
    """The key of the next new flow."""
    (last,) = connection.execute("SELECT max(key) FROM flows").fetchone()
    return FIRST_FLOW if last is None else int(last) + 1


def sequences(connection: sqlite3.Connection) -> dict[str, int]:
    """Next sequence of `catalog` and `cluster`."""
    known: dict[int, int] = dict(connection.execute("SELECT aggregate, next FROM sequences"))
    return {name: known.get(key, 0) for name, key in schema.NAMES.items()}


def find_flow(connection: sqlite3.Connection, flow_id: str) -> FlowRow | None:
    """The stored row of a flow."""
    found = connection.execute(_FIND_FLOW, (flow_id,)).fetchone()
    if found is None:
        return None
    row = FlowRow.__new__(FlowRow)
    (row.key, row.id, row.status, is_child, row.listed_us, row.started_us, row.ended_us, row.last_us, row.runner,
     row.next_sequence, row.error, row.labels) = found  # fmt: skip
    row.is_child = bool(is_child)
    row.stored_listing = row.listing
    return row


def write_changes(connection: sqlite3.Connection, changes: Changes) -> None:
    """Bring the projections forward; inside the caller's transaction."""
    _write_flows(connection, list(changes.flows.values()))
    connection.executemany(_MOVE_FLOW, [(node, key) for key, node in changes.moves.items()])
    _write_steps(connection, changes.steps)
    connection.executemany(
        _SET_HEALTH, [(h.node_id, h.step_id, h.status, h.error, h.at_us) for h in changes.health.values()]
    )
    connection.executemany(_SET_SEQUENCE, [(schema.NAMES[name], n) for name, n in changes.sequences.items() if n])


def _write_flows(connection: sqlite3.Connection, rows: list[FlowRow]) -> None:
    new = [row for row in rows if row.stored_listing is None]
    known = [row for row in rows if row.stored_listing is not None]
    relisted = [row for row in rows if row.stored_listing != row.listing]
    connection.executemany(
        _ADD_FLOW,
        [
            (r.key, r.id, r.status, r.is_child, r.listed_us, r.started_us, r.ended_us, r.last_us, r.runner,
             r.next_sequence, r.error, r.labels)
            for r in new
        ],
    )  # fmt: skip
    connection.executemany(
        _CONTINUE_FLOW,
        [(r.last_us, r.next_sequence, r.error, r.key) for r in known if r.stored_listing == r.listing],
    )
    connection.executemany(
        _END_FLOW,
        [
            (r.last_us, r.next_sequence, r.error, r.status, r.listed_us, r.ended_us, r.key)
            for r in known
            if r.stored_listing != r.listing
        ],
    )
    connection.executemany(_DROP_LABEL, old_label_rows(relisted))
    connection.executemany(_ADD_LABEL, new_label_rows(relisted))
    connection.executemany(_ADD_TOTAL, total_changes(relisted).items())


def _write_steps(connection: sqlite3.Connection, steps: dict[str, StepRow | None]) -> None:
    for step_id, row in steps.items():
        if row is None or row.registered:
            connection.execute("DELETE FROM steps WHERE id = ?", (step_id,))
        if row is not None:
            connection.execute(_SET_STEP, (step_id, row.place, row.definition, row.updated_us))
