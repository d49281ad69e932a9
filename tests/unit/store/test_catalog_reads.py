"""What the reader answers of the catalog and the cluster."""

from __future__ import annotations

import json
from typing import Any

from engine.model import instant
from tests.unit.store.conftest import Filled
from tests.unit.store.recorded import STEP, health, registered, updated


def catalog(store: Filled) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(store.reader.catalog())
    return answer


def inputs(*names: str) -> dict[str, Any]:
    return {"attributes": {name: {"role": "required"} for name in names} | {"out": {"role": "output"}}}


def test_an_empty_catalog_has_no_steps_and_no_time(store: Filled) -> None:
    assert catalog(store) == {"steps": {}, "attributes": {}, "last_updated": "0001-01-01T00:00:00Z"}
    assert store.reader.steps() == b'{"steps":[],"count":0}'
    assert store.reader.catalog_events() == b'{"events":[],"count":0}'


def test_steps_are_answered_as_they_were_stored_in_order_of_id(store: Filled) -> None:
    store.write(store.log.ruling("catalog", [registered("b", name="Bé"), registered("a")]))
    assert json.loads(store.reader.steps()) == {
        "steps": [STEP | {"id": "a"}, STEP | {"id": "b", "name": "Bé"}], "count": 2,
    }  # fmt: skip
    assert store.reader.step("a") == json.dumps(STEP | {"id": "a"}).encode()
    assert store.reader.step("nobody") is None
    assert store.reader.step_ids() == ["a", "b"]


def test_the_graph_is_in_order_of_registration_and_const_and_meta_make_no_edge(store: Filled) -> None:
    spec = {"x": {"role": "optional"}, "c": {"role": "const", "const": {"value": "1"}},
            "m": {"role": "meta", "meta": {"key": "flow_id"}}}  # fmt: skip
    store.write(store.log.ruling("catalog", [registered("z", **inputs("x"))]))
    store.write(store.log.ruling("catalog", [registered("a", attributes=spec)]))
    assert catalog(store)["attributes"] == {
        "x": {"providers": [], "consumers": ["z", "a"]},
        "out": {"providers": ["z"], "consumers": []},
    }


def test_an_update_changes_the_edges_and_keeps_the_place(store: Filled) -> None:
    log = store.log
    store.write(log.ruling("catalog", [registered("z", **inputs("x")), registered("a", **inputs("x"))]))
    last = log.ruling("catalog", [updated("z", **inputs("x", "y"))])
    store.write(last)
    assert catalog(store)["attributes"]["x"]["consumers"] == ["z", "a"]
    assert catalog(store)["attributes"]["y"]["consumers"] == ["z"]
    assert catalog(store)["last_updated"] == instant.text(last.batch.at_us)
    store.write(log.ruling("catalog", [updated("z", **inputs("y"))]))
    assert catalog(store)["attributes"]["x"]["consumers"] == ["a"]


def test_a_step_that_is_registered_again_comes_last(store: Filled) -> None:
    log = store.log
    store.write(log.ruling("catalog", [registered("z"), registered("a")]))
    store.write(log.ruling("catalog", [("step_unregistered", {"step_id": "z"}), registered("z")]))
    assert catalog(store)["attributes"]["out"]["providers"] == ["a", "z"]


def test_a_removed_step_takes_its_edges_with_it(store: Filled) -> None:
    store.write(store.log.ruling("catalog", [registered("a"), ("step_unregistered", {"step_id": "a"})]))
    assert (catalog(store)["steps"], catalog(store)["attributes"]) == ({}, {})
    assert store.reader.catalog_with_sequence()[1] == 2


def test_catalog_events_and_batches_are_those_recorded(store: Filled) -> None:
    log = store.log
    store.write(log.ruling("catalog", [registered("a")]), log.ruling("catalog", [updated("a", name="A")]))
    answer = json.loads(store.reader.catalog_events())
    assert [(event["type"], event["aggregate_id"]) for event in answer["events"]] == [
        ("step_registered", ["catalog"]), ("step_updated", ["catalog"]),
    ]  # fmt: skip
    assert [(batch.first, json.loads(batch.events)) for batch in store.reader.catalog_batches()] == [
        (0, [list(registered("a"))]), (1, [list(updated("a", name="A"))]),
    ]  # fmt: skip
    assert [batch.first for batch in store.reader.catalog_batches(1)] == [1]


def test_health_is_shown_for_steps_of_the_catalog_only(store: Filled) -> None:
    log = store.log
    store.write(log.ruling("catalog", [registered("a"), registered("b")]))
    seen = log.ruling("cluster", [health("n2", "a", "unhealthy", "HTTP 503"), health("n2", "b", "healthy")])
    store.write(seen, log.ruling("catalog", [("step_unregistered", {"step_id": "b"})]))
    text, sequence = store.reader.cluster_with_sequence(["n1", "n2"])
    assert sequence == 2
    assert json.loads(text) == {
        "nodes": {
            "n1": {"last_seen": "0001-01-01T00:00:00Z", "health": {}},
            "n2": {"last_seen": instant.text(seen.batch.at_us),
                   "health": {"a": {"status": "unhealthy", "error": "HTTP 503"}}},
        },
        "last_updated": instant.text(seen.batch.at_us),
    }  # fmt: skip
    assert json.loads(store.reader.cluster_events())["count"] == 2
    assert len(store.reader.cluster_batches()) == 1


def test_the_last_health_record_of_a_node_for_a_step_counts(store: Filled) -> None:
    log = store.log
    store.write(log.ruling("catalog", [registered("a")]))
    store.write(log.ruling("cluster", [health("n1", "a", "unhealthy", "no")]))
    store.write(log.ruling("cluster", [health("n1", "a", "healthy")]))
    nodes = json.loads(store.reader.cluster_with_sequence()[0])["nodes"]
    assert nodes["n1"]["health"] == {"a": {"status": "healthy"}}
