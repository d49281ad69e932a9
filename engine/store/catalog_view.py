"""The catalog and the recorded health as the API shows them (`api.md`, 4.1 to 4.3), from their projections."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from engine.model import instant, jsontext
from engine.model.step import OPTIONAL, OUTPUT, REQUIRED, Step
from engine.store.schema import CATALOG, CLUSTER

_STEPS = "SELECT id, CAST(definition AS BLOB) FROM steps ORDER BY "
_LAST = "SELECT at_us, first + count FROM batches WHERE aggregate = ? ORDER BY first DESC LIMIT 1"
_LAST_SEEN = "SELECT node, max(at_us) FROM health GROUP BY node"
_HEALTH = "SELECT node, step, status, error FROM health WHERE step IN (SELECT id FROM steps) ORDER BY node, step"

_step = msgspec.json.Decoder(Step).decode


def catalog(connection: sqlite3.Connection) -> tuple[bytes, int]:
    """JSON of `GET /engine/catalog`, and the sequence of the next catalog event."""
    definitions: dict[str, bytes] = dict(connection.execute(_STEPS + "place"))
    updated_us, sequence = _last(connection, CATALOG)
    return _encode(
        steps={step_id: msgspec.Raw(text) for step_id, text in definitions.items()},
        attributes=_graph(definitions),
        last_updated=instant.text(updated_us),
    ), sequence


def _graph(definitions: dict[str, bytes]) -> dict[str, dict[str, list[str]]]:
    """Who makes and who takes each attribute, in order of registration; const and meta make no edge."""
    edges: dict[str, dict[str, list[str]]] = {}
    for step_id, text in definitions.items():
        for name, spec in _step(text).attributes.items():
            if spec.role in (OUTPUT, REQUIRED, OPTIONAL):
                end = edges.setdefault(name, {"providers": [], "consumers": []})
                end["providers" if spec.role == OUTPUT else "consumers"].append(step_id)
    return edges


def steps(connection: sqlite3.Connection) -> bytes:
    """JSON of `GET /engine/step`."""
    texts = [text for _, text in connection.execute(_STEPS + "id")]
    return b'{"steps":[%b],"count":%d}' % (b",".join(texts), len(texts))


def step(connection: sqlite3.Connection, step_id: str) -> bytes | None:
    """JSON of `GET /engine/step/{stepID}`: the stored definition."""
    row = connection.execute("SELECT CAST(definition AS BLOB) FROM steps WHERE id = ?", (step_id,)).fetchone()
    return row[0] if row else None


def cluster(connection: sqlite3.Connection, nodes: Iterable[str]) -> tuple[bytes, int]:
    """JSON of `GET /engine/cluster`, with these nodes and those that have reported, and the sequence of the next
    cluster event. Steps that are not in the catalog are left out (A12)."""
    shown: dict[str, dict[str, Any]] = {
        node: {"last_seen": instant.NEVER_TEXT, "health": {}} for node in sorted(set(nodes))
    }
    for node, at_us in connection.execute(_LAST_SEEN):
        shown[node] = {"last_seen": instant.text(at_us), "health": {}}
    for node, step_id, status, error in connection.execute(_HEALTH):
        shown[node]["health"][step_id] = {"status": status, "error": error} if error else {"status": status}
    updated_us, sequence = _last(connection, CLUSTER)
    return _encode(nodes=shown, last_updated=instant.text(updated_us)), sequence


def _last(connection: sqlite3.Connection, key: int) -> tuple[int, int]:
    """Time of the last event of an aggregate, and the sequence of its next."""
    row = connection.execute(_LAST, (key,)).fetchone()
    return (row[0], row[1]) if row else (instant.NEVER, 0)


def _encode(**fields: Any) -> bytes:
    return jsontext.encode(fields)
