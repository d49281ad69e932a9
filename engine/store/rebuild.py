"""Drops every projection of a store and makes it again from the batches: `python -m engine.store.rebuild PATH`.

The node must be stopped. The work is one transaction: a store that is interrupted in it is as it was. The monitor is
made anew after it; one that is interrupted in that goes on when the node starts.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from engine.store import schema
from engine.store.monitor.follower import remake
from engine.store.projection import Changes, StoreCorrupt, flow_id_of
from engine.store.schema import CATALOG, CLUSTER, StoreRefused
from engine.store.tables import find_flow, next_key, sequences, write_changes
from engine.store.writer import hold_lock

CHUNK = 1000
"""Batches that are projected together."""

_Row = tuple[int, int, int, int, int, str, bytes]


def rebuild(path: Path) -> int:
    """Make the projections anew; answers the number of events that they cover. Raises StoreRefused, StoreCorrupt."""
    if not path.exists():
        raise StoreRefused(f"there is no store at {path}")
    with hold_lock(path, wait_s=1.0):
        connection = schema.open_writable(path, check_projections=False)
        try:
            covered = _rebuild(connection)
        finally:
            connection.close()
        remake(path)
    return covered


def _rebuild(connection: sqlite3.Connection) -> int:
    connection.execute("BEGIN IMMEDIATE")
    try:
        schema.create_projections(connection)
        rows = connection.execute(
            "SELECT position, aggregate, first, count, at_us, node, CAST(events AS BLOB) FROM batches ORDER BY position"
        )
        while chunk := rows.fetchmany(CHUNK):
            _project(connection, chunk)
        connection.execute(
            "UPDATE flows SET runner = (SELECT node FROM moves WHERE flow = key) WHERE key IN (SELECT flow FROM moves)"
        )
        covered = schema.next_position(connection)
        connection.execute("UPDATE meta SET projected = ?", (covered,))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return covered


def _project(connection: sqlite3.Connection, batches: list[_Row]) -> None:
    changes = Changes(lambda flow_id: find_flow(connection, flow_id), next_key(connection), sequences(connection))
    ids: dict[int, str] = {}
    for position, key, first, count, at_us, node, events in batches:
        if key == CATALOG:
            changes.catalog_batch(position, first, count, at_us, events)
        elif key == CLUSTER:
            changes.cluster_batch(first, count, at_us, events)
        else:
            flow_id = ids.get(key) or _flow_id(connection, key, first, events)
            ids[key] = flow_id
            if changes.flow_batch(flow_id, first, count, at_us, node, events) != key:
                raise StoreCorrupt(f"flow {flow_id!r} was recorded under key {key} and is not the next new flow")
    write_changes(connection, changes)


def _flow_id(connection: sqlite3.Connection, key: int, first: int, events: bytes) -> str:
    if first == 0:
        return flow_id_of(events)
    found = connection.execute("SELECT id FROM flows WHERE key = ?", (key,)).fetchone()
    if found is None:
        raise StoreCorrupt(f"the flow with key {key} has no first batch")
    return str(found[0])


def main() -> int:
    arguments = argparse.ArgumentParser(description="Make the projections of a store anew from its events.")
    arguments.add_argument("path", type=Path)
    options = arguments.parse_args()
    try:
        covered = rebuild(options.path)
    except (StoreRefused, StoreCorrupt, sqlite3.Error) as error:
        print(f"rebuild failed, the store is as it was: {error}", file=sys.stderr)
        return 1
    print(f"projections made anew from {covered} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
