"""The cluster aggregate: records of health per node, and their merged view (`steps.md`, 13; `api.md`, 4.2)."""

from __future__ import annotations

import pytest

from engine.catalog.health import (
    NO_NODES,
    Cluster,
    Record,
    StepHealthChanged,
    cluster_body,
    decode_events,
    encode_events,
    evolve,
    merged,
    record_health,
    replay,
)
from engine.model import jsontext
from tests.unit.catalog.bodies import catalog_of, script


def cluster_of(*records: tuple[str, str, str, str]) -> Cluster:
    """Of (node, step, status, error)."""
    return replay([(at, [StepHealthChanged(*record)]) for at, record in enumerate(records, 1)])


def test_a_new_record_is_an_event_and_an_equal_one_is_none() -> None:
    (event,) = record_health(NO_NODES, "n1", "s", "healthy")
    cluster = evolve(NO_NODES, event, 5)
    assert record_health(cluster, "n1", "s", "healthy") == []
    assert record_health(cluster, "n2", "s", "healthy") == [StepHealthChanged("n2", "s", "healthy")]
    assert record_health(cluster, "n1", "s", "healthy", "but slow") == [
        StepHealthChanged("n1", "s", "healthy", "but slow")
    ]


def test_an_event_sets_the_record_and_the_times() -> None:
    cluster = cluster_of(("n1", "s", "healthy", ""), ("n2", "s", "unhealthy", "down"))
    assert cluster.nodes["n2"].health == {"s": Record("unhealthy", "down")}
    assert [cluster.nodes[node].last_seen for node in ("n1", "n2")] == [1, 2]
    assert (cluster.last_updated, cluster.version) == (2, 2)


def test_an_event_leaves_the_cluster_before_it_as_it_was() -> None:
    before = cluster_of(("n1", "s", "healthy", ""))
    evolve(before, StepHealthChanged("n1", "s", "unhealthy", "down"), 2)
    assert before.nodes["n1"].health == {"s": Record("healthy")}


def test_events_survive_their_encoding_without_an_empty_error() -> None:
    events = [StepHealthChanged("n1", "s", "healthy"), StepHealthChanged("n1", "s", "unhealthy", "down")]
    text = encode_events(events)
    assert decode_events(text) == events
    assert "error" not in jsontext.decode(text)[0][1]
    assert decode_events(b'[["node_joined", {}]]') == [None]
    assert evolve(NO_NODES, None, 5).version == 1


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("healthy", ""), ("healthy", ""), Record("healthy")),
        (("healthy", ""), ("unknown", ""), Record("unknown")),
        (("unknown", "why"), ("healthy", ""), Record("unknown", "node n1: why")),
        (("unknown", ""), ("unhealthy", "down"), Record("unhealthy", "node n2: down")),
        (("unhealthy", "a"), ("unhealthy", "b"), Record("unhealthy", "node n1: a")),
    ],
)
def test_the_worst_record_wins_and_names_its_node(
    first: tuple[str, str], second: tuple[str, str], expected: Record
) -> None:
    cluster = cluster_of(("n1", "s", *first), ("n2", "s", *second))
    assert merged(cluster, {"n1", "n2"}, "s") == expected


def test_only_live_nodes_with_a_record_count() -> None:
    cluster = cluster_of(("n1", "s", "unhealthy", "down"), ("n2", "s", "healthy", ""))
    assert merged(cluster, ["n2", "n3"], "s") == Record("healthy")
    assert merged(cluster, ["n3"], "s") is None
    assert merged(cluster, ["n1"], "t") is None


def test_the_cluster_shows_every_configured_node_and_steps_of_the_catalog_only() -> None:
    cluster = cluster_of(("n1", "s", "unhealthy", "down"), ("n1", "removed", "healthy", ""))
    assert jsontext.decode(cluster_body(cluster, ["n1", "n2"], catalog_of(script()))) == {
        "nodes": {
            "n1": {
                "last_seen": "1970-01-01T00:00:00.000002Z",
                "health": {"s": {"status": "unhealthy", "error": "down"}},
            },
            "n2": {"last_seen": "0001-01-01T00:00:00Z", "health": {}},
        },
        "last_updated": "1970-01-01T00:00:00.000002Z",
    }
