"""Health of flow steps from their members, and the answers about health (`steps.md`, 13; `api.md`, 4.3 and 4.4)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.catalog.health import NO_NODES, Cluster, Record, StepHealthChanged, replay
from engine.model import jsontext
from engine.model.step import Step
from engine.planning.health import HealthNotFound, HealthView
from tests.unit.planning.making import catalog_of, step

NODES = ["n1"]
MEMBERS = [step("one", "seed", "x"), step("two", "x", "y")]
SUB = step("sub", goals=["two"])


def cluster_of(**records: str) -> Cluster:
    """Status and error of steps on n1: `one="unhealthy down"`."""
    events = [StepHealthChanged("n1", step_id, *text.split(" ", 1)) for step_id, text in records.items()]
    return replay([(1, events)])


def health(steps: list[Step], step_id: str, **records: str) -> Record:
    return HealthView(catalog_of(*steps)).of_step(cluster_of(**records), NODES, step_id)


def decoded(body: bytes) -> Any:
    return jsontext.decode(body)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({}, Record("healthy")),
        ({"one": "healthy", "two": "unknown"}, Record("healthy")),
        ({"one": "unhealthy down"}, Record("unhealthy", "step one: node n1: down")),
        ({"one": "unknown why", "two": "healthy"}, Record("unknown", "step one: node n1: why")),
        ({"one": "unknown why", "two": "unhealthy down"}, Record("unhealthy", "step two: node n1: down")),
    ],
)
def test_a_flow_step_has_the_health_of_its_members(records: dict[str, str], expected: Record) -> None:
    assert health([*MEMBERS, SUB], "sub", **records) == expected


def test_a_flow_step_whose_goal_is_missing_is_unknown_with_the_reason() -> None:
    assert health([SUB], "sub") == Record("unknown", "goal not found: two")


def test_a_member_that_is_a_flow_step_counts_with_its_own_health() -> None:
    outer = step("outer", goals=["sub"])
    assert health([*MEMBERS, SUB, outer], "outer", two="unhealthy down") == Record(
        "unhealthy", "step sub: step two: node n1: down"
    )


def test_flow_steps_that_plan_each_other_have_a_health() -> None:
    steps = [
        step("left", "", "x", goals=["takes-y"]),
        step("right", "", "y", goals=["takes-x"]),
        step("takes-x", "x"),
        step("takes-y", "y"),
    ]
    assert health(steps, "left", **{"takes-y": "unhealthy down"}).status == "unhealthy"


def test_other_steps_have_their_merged_record() -> None:
    assert health(MEMBERS, "one") == Record("unknown")
    assert health(MEMBERS, "one", one="unhealthy down") == Record("unhealthy", "node n1: down")


def test_a_step_that_is_not_in_the_catalog_has_no_health() -> None:
    with pytest.raises(HealthNotFound) as refused:
        health(MEMBERS, "gone", gone="healthy")
    assert (refused.value.status, refused.value.message) == (404, "Health not found for step: gone")


def test_one_record_is_answered_without_an_empty_error() -> None:
    assert decoded(HealthView(catalog_of(*MEMBERS)).step_body(NO_NODES, NODES, "one")) == {"status": "unknown"}


def test_health_shows_every_step_of_the_catalog_on_every_configured_node() -> None:
    body = decoded(
        HealthView(catalog_of(*MEMBERS, SUB)).body(cluster_of(two="unhealthy down", gone="healthy"), ["n1", "n2"])
    )
    assert set(body) == {"nodes", "last_updated"}
    assert body["nodes"]["n1"]["health"] == {
        "one": {"status": "unknown"},
        "two": {"status": "unhealthy", "error": "down"},
        "sub": {"status": "unhealthy", "error": "step two: down"},
    }
    assert body["nodes"]["n2"]["health"] == {
        "one": {"status": "unknown"},
        "two": {"status": "unknown"},
        "sub": {"status": "healthy"},
    }


def test_the_engine_joins_catalog_and_health() -> None:
    body = decoded(HealthView(catalog_of(*MEMBERS)).engine_body(replay([(7, [None])]), NODES))
    assert set(body) == {"steps", "attributes", "health", "last_updated"}
    assert set(body["health"]["n1"]["health"]) == set(body["steps"])
    assert body["last_updated"] == "1970-01-01T00:00:00.000001Z"
