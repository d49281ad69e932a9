"""Definitions for tests."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]


def script(step_id: str, source: str = "1", *, needs: str = "", makes: str = "", **more: Any) -> Body:
    """A script step; `needs` and `makes` are names of attributes, with `name:type` where they have one."""
    attributes = {}
    for role, names in (("required", needs), ("output", makes)):
        for name, _, kind in (entry.partition(":") for entry in names.split()):
            attributes[name] = {"role": role, **({"type": kind} if kind else {})}
    block = {"language": "ale", "script": source}
    return {"id": step_id, "name": step_id, "type": "script", "attributes": attributes, "script": block} | more
