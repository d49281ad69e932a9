"""One record of health for each step, out of those of the nodes: the worst one, and since when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.instant import NEVER

WORST_FIRST = ("unhealthy", "unknown", "healthy")


@dataclass(frozen=True, slots=True)
class Health:
    status: str
    error: str
    since_us: int
    """When the node said so first; NEVER where nothing was recorded."""


def merged(body: Mapping[str, Any], recorded: Mapping[tuple[str, str], int]) -> dict[str, Health]:
    """By step id. `body` is the answer of `GET /engine/health`, `recorded` the time of each node's last record."""
    found: dict[str, Health] = {}
    for node, fields in body["nodes"].items():
        for step_id, record in fields["health"].items():
            status = record["status"]
            since_us = recorded.get((node, step_id), NEVER)
            known = found.get(step_id)
            # A node that has no record of the step does not outvote one that has.
            if known is None or _weight(status, since_us) < _weight(known.status, known.since_us):
                found[step_id] = Health(status, record.get("error", ""), since_us)
    return found


def _weight(status: str, since_us: int) -> tuple[bool, int]:
    return since_us == NEVER and status == "unknown", WORST_FIRST.index(status)
