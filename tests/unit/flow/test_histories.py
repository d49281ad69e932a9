"""Histories that were recorded once replay to their stored state, for ever (`architecture.md`, invariant 12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.flow import events as e
from engine.flow.evolve import fold
from engine.flow.render import render
from engine.model import instant, jsontext
from tests.unit.flow.rules import check_history

FILES = sorted((Path(__file__).parents[2] / "histories").glob("*.json"))


def batches(events: list[dict[str, Any]]) -> list[tuple[int, list[e.FlowEvent | None]]]:
    """The recorded events, each as a batch of its own."""
    return [(instant.parse(x["timestamp"]), e.decode_events(jsontext.encode([[x["type"], x["data"]]]))) for x in events]


def test_histories_are_there() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_history_replays_to_its_state(file: Path) -> None:
    history = json.loads(file.read_text())
    decoded = batches(history["events"])
    flow = fold(decoded)
    assert flow is not None
    assert json.loads(render(flow)) == history["state"]
    check_history([event for _, events in decoded for event in events if event])
