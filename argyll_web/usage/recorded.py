"""The events of flows as the store holds them, read in slices through Django's read-only connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections

_AFTER = """
SELECT position, count, at_us, CAST(events AS BLOB) FROM batches
WHERE position >= %s AND aggregate > 2 ORDER BY position LIMIT %s
"""
_BEFORE = """
SELECT position, count, at_us, CAST(events AS BLOB) FROM batches
WHERE position < %s AND aggregate > 2 ORDER BY position DESC LIMIT %s
"""
_END = "SELECT position + count FROM batches ORDER BY position DESC LIMIT 1"
_CHANGED = "SELECT id, updated_us FROM steps"
_HEALTH = "SELECT node, step, at_us FROM health"
STORE = "store"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some events of one flow."""

    position: int
    """Number of its first event among all of the store."""
    count: int
    at_us: int
    events: bytes
    """JSON array of `[type, data]`."""


def end() -> int:
    """The number of events in the store."""
    rows = _rows(_END)
    return int(rows[0][0]) if rows else 0


def batches_from(position: int, most: int) -> list[Batch]:
    """Oldest first."""
    return [Batch(*row) for row in _rows(_AFTER, position, most)]


def batches_before(position: int, most: int) -> list[Batch]:
    """Newest first."""
    return [Batch(*row) for row in _rows(_BEFORE, position, most)]


def changed_us() -> dict[str, int]:
    """When each step of the catalog got its present definition."""
    return {str(step_id): int(at_us) for step_id, at_us in _rows(_CHANGED)}


def recorded_us() -> dict[tuple[str, str], int]:
    """When each node said last something new of each step."""
    return {(str(node), str(step_id)): int(at_us) for node, step_id, at_us in _rows(_HEALTH)}


def _rows(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
