"""Flows and events as the user interface gets them. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from argyll_web.live.large import EVENT, without_large
from engine.model import instant
from engine.store.reader import Listed, StoredEvent, flow_filter

ACTIVE = "active"


def flow(listed: Listed) -> dict[str, Any]:
    """A row of the list."""
    row = listed.row
    is_ended = row.outcome != ACTIVE
    settled = row.done + row.failed + row.skipped
    active = len(row.open.steps) if row.open else 0
    return {
        "id": row.id,
        "status": row.outcome if row.deactivated_us else ACTIVE,
        "outcome": row.outcome,
        "waiting": not is_ended and row.is_waiting,
        "settling": is_ended and not row.deactivated_us,
        "goals": row.plan.goals,
        "created_at": instant.text(row.created_us),
        "completed_at": instant.text(row.completed_us),
        "deactivated_at": instant.text(row.deactivated_us),
        "last_event_at": instant.text(row.last_us),
        "duration_ms": flow_filter.duration_ms(row) if is_ended else None,
        "error": row.error,
        "labels": listed.labels,
        "parent_flow_id": row.parent or None,
        "steps": {
            "pending": len(row.plan.steps) - settled - active,
            "active": active,
            "completed": row.done,
            "failed": row.failed,
            "skipped": row.skipped,
        },
        # Until accounts exist nobody is known to have started anything.
        "started_by": None,
    }


def open_steps(listed: Listed) -> list[dict[str, Any]]:
    """The steps of a flow that have started and not ended, with their type and the number of their active items."""
    opened = listed.row.open
    if opened is None:
        return []
    items = Counter(opened.work.values())
    types = listed.row.plan.steps
    return [
        {"step": step_id, "type": types.get(step_id, ""), "active_items": items[step_id]}
        for step_id in sorted(opened.steps | items.keys())
    ]


def event(found: StoredEvent, max_value: int = 0) -> dict[str, Any]:
    """An event as the API answers it; values above `max_value` bytes are left out, unless that is 0."""
    data = without_large(found.data, EVENT, max_value) if max_value else found.data
    return {
        "timestamp": instant.text(found.at_us),
        "type": found.type,
        "aggregate_id": ["flow", found.flow_id] if found.flow_id else [found.kind],
        "data": msgspec.Raw(data),
        "sequence": found.sequence,
    }
