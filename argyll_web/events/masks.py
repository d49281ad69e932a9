"""Values that are not shown to everybody (`ui.md`, 13.5). Pure; JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MASKED = "••••••"
RECEIPT = "token"
"""In the payload of an event this is the receipt token of an item, which is no secret here."""
_DEFINITIONS = frozenset({"plan", "step", "steps", "attributes", "children"})
"""Under these names stand definitions and graphs, whose names are names of attributes and not of values."""
_IN_DEFINITIONS = frozenset({"value", "default"})
"""What of an attribute's definition is a value."""


def masked(value: Any, patterns: Sequence[str], *, is_payload: bool = True) -> Any:
    """The value with everything hidden whose name contains a pattern. `is_payload`: it is the payload of an event."""
    if not isinstance(value, dict):
        return _inside(value, patterns)
    return {
        name: part if is_payload and name == RECEIPT else _member(name, part, patterns, is_payload)
        for name, part in value.items()
    }


def _inside(value: Any, patterns: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {name: _member(name, part, patterns, False) for name, part in value.items()}
    if isinstance(value, list):
        return [_inside(part, patterns) for part in value]
    return value


def _member(name: str, part: Any, patterns: Sequence[str], is_payload: bool) -> Any:
    if is_payload and name in ("plan", "step"):
        return _definition(part, patterns, False)
    if _matches(name, patterns):
        return MASKED
    return _inside(part, patterns)


def _definition(value: Any, patterns: Sequence[str], is_secret: bool) -> Any:
    """Inside a plan or a step: only values of attributes with such a name are hidden."""
    if isinstance(value, list):
        return [_definition(part, patterns, is_secret) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: MASKED
        if is_secret and name in _IN_DEFINITIONS and not isinstance(part, dict)
        else _definition(part, patterns, is_secret or (name not in _DEFINITIONS and _matches(name, patterns)))
        for name, part in value.items()
    }


def masked_state(state: dict[str, Any], patterns: Sequence[str]) -> dict[str, Any]:
    """The same for the state of a flow: names of attributes stand one level higher, and the plan is a definition."""
    shown = dict(state)
    shown["plan"] = _definition(state.get("plan"), patterns, False)
    shown["attributes"] = {
        name: [value | {"value": MASKED} if _matches(name, patterns) else _inside(value, patterns) for value in values]
        for name, values in state.get("attributes", {}).items()
    }
    shown["executions"] = {
        step_id: {
            name: {token: _inside(item, patterns) for token, item in part.items()}
            if name == "work_items"
            else _inside(part, patterns)
            for name, part in execution.items()
        }
        for step_id, execution in state.get("executions", {}).items()
    }
    return shown


def _matches(name: str, patterns: Sequence[str]) -> bool:
    folded = name.lower()
    return any(pattern in folded for pattern in patterns)
