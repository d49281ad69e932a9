"""Large values are replaced by their size, wherever a state or an event holds values, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from argyll_web.live.large import EVENT, FLOW_STATE, without_large

LARGE = "x" * 50
MARK = {"$large": 52, "type": "string"}


def shortened(value: Any, shape: Any, max_value: int = 40) -> Any:
    text = json.dumps(value, separators=(",", ":")).encode()
    return json.loads(without_large(text, shape, max_value))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"value": LARGE}, {"value": MARK}),
        ({"init": {"a": [LARGE, 1]}}, {"init": {"a": [MARK, 1]}}),
        ({"result": {"a": LARGE}}, {"result": {"a": MARK}}),
        ({"inputs": {"a": LARGE, "b": 1}}, {"inputs": {"a": MARK, "b": 1}}),
        ({"work_items": {"t": {"a": LARGE}}}, {"work_items": {"t": {"a": MARK}}}),
        ({"error": LARGE}, {"error": LARGE}),
        ({"outputs": None, "error": LARGE}, {"outputs": None, "error": LARGE}),
        ({"plan": {"steps": {"s": {"name": LARGE}}}}, {"plan": {"steps": {"s": {"name": LARGE}}}}),
    ],
)
def test_values_of_events_are_replaced(event: Any, expected: Any) -> None:
    assert shortened(event, EVENT) == expected


@pytest.mark.parametrize(
    ("value", "kind", "size"),
    [([1] * 30, "array", 61), ({"k": LARGE}, "object", 58), (10**60, "number", 61), (LARGE, "string", 52)],
)
def test_the_mark_says_type_and_bytes(value: Any, kind: str, size: int) -> None:
    assert shortened({"value": value}, EVENT) == {"value": {"$large": size, "type": kind}}


def test_a_value_of_exactly_the_limit_is_kept() -> None:
    event = {"value": LARGE}
    assert shortened(event, EVENT, 52) == event
    assert shortened(event, EVENT, 51) == {"value": MARK}


def test_values_of_a_state_are_replaced_and_everything_else_stays() -> None:
    item = {"status": "succeeded", "inputs": {"a": LARGE}, "outputs": {"b": LARGE}, "error": LARGE}
    execution = {"inputs": {"a": LARGE}, "outputs": {"b": 1}, "work_items": {"t": item}, "error": LARGE}
    state = {
        "id": "f",
        "plan": {"steps": {"s": {"name": LARGE}}},
        "attributes": {"a": [{"value": LARGE, "set_at": "now"}, {"value": 1}]},
        "executions": {"s": execution},
    }
    short_item = item | {"inputs": {"a": MARK}, "outputs": {"b": MARK}}
    assert shortened(state, FLOW_STATE) == state | {
        "attributes": {"a": [{"value": MARK, "set_at": "now"}, {"value": 1}]},
        "executions": {"s": execution | {"inputs": {"a": MARK}, "work_items": {"t": short_item}}},
    }


def test_numbers_beside_keep_every_digit() -> None:
    text = b'{"inputs":{"a":123456789012345678901234567890.5,"b":"' + b"x" * 50 + b'"}}'
    assert b"123456789012345678901234567890.5" in without_large(text, EVENT, 40)
