"""Counting the use of steps, and turns of users."""

from __future__ import annotations

import json
from typing import Any

import pytest

from argyll_web.checks.turns import TooMany, Turns
from argyll_web.usage.health import merged
from argyll_web.usage.tally import SLICE_US, Tally, Use

NOW = 1_000 * SLICE_US


def batch(*events: tuple[str, dict[str, Any]]) -> bytes:
    return json.dumps(events).encode()


def test_flows_failures_retries_and_durations_are_counted_by_step() -> None:
    tally = Tally()
    for duration in (10, 100, 1000):
        tally.count(NOW, batch(("step_started", {"step_id": "a"}), ("work_retry_scheduled", {"step_id": "a"})))
        tally.count(NOW, batch(("step_completed", {"step_id": "a", "duration": duration})))
    tally.count(NOW, batch(("step_failed", {"step_id": "b"}), ("attribute_set", {"step_id": "b"})))
    uses = tally.since(NOW)
    assert (uses["a"].flows, uses["a"].failures, uses["a"].retries) == (3, 0, 3)
    assert uses["a"].percentile_ms(0.5) == pytest.approx(100, rel=0.06)
    assert uses["a"].percentile_ms(0.95) == pytest.approx(1000, rel=0.06)
    assert (uses["b"].flows, uses["b"].failures) == (0, 1)
    assert Use().percentile_ms(0.5) is None


def test_what_is_older_than_the_window_does_not_count() -> None:
    tally = Tally()
    tally.count(NOW - 3 * SLICE_US, batch(("step_started", {"step_id": "a"})))
    assert not tally.since(NOW - SLICE_US)
    assert tally.since(NOW - 3 * SLICE_US)["a"].flows == 1
    tally.forget_before(NOW)
    assert not tally.since(0)


def test_a_user_has_so_many_turns_and_others_have_their_own() -> None:
    turns = Turns(2)
    with turns.of("a"), turns.of("a"), turns.of("b"), pytest.raises(TooMany), turns.of("a"):
        pass
    with turns.of("a"):
        pass


def test_the_worst_node_tells_the_health_and_one_that_knows_nothing_does_not() -> None:
    body = {
        "nodes": {
            "n1": {"health": {"a": {"status": "healthy"}, "b": {"status": "healthy"}}},
            "n2": {"health": {"a": {"status": "unhealthy", "error": "down"}, "b": {"status": "unknown"}}},
        }
    }
    found = merged(body, {("n1", "a"): 1, ("n2", "a"): 2, ("n1", "b"): 3})
    assert (found["a"].status, found["a"].error, found["a"].since_us) == ("unhealthy", "down", 2)
    assert (found["b"].status, found["b"].since_us) == ("healthy", 3)
