"""The catalog after its events, and the answers made from it (`api.md`, 3.5 and 4.1; `events.md`, 4.2)."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalog import decide, render
from engine.catalog.events import CatalogEvent, StepRegistered, StepUnregistered, StepUpdated
from engine.catalog.state import EMPTY, Catalog, evolve, replay
from engine.model import jsontext
from engine.model.errors import NotFound
from engine.model.step import Attribute, Step
from tests.unit.catalog.bodies import (
    DEFAULTS,
    Body,
    after,
    attr,
    catalog_of,
    check,
    const,
    optional,
    output,
    raw,
    register,
    required,
    script,
    update,
)


def edges(catalog: Catalog) -> dict[str, Any]:
    graph: dict[str, Any] = jsontext.decode(render.catalog_body(catalog))["attributes"]
    return graph


def test_providers_and_consumers_are_in_order_of_registration() -> None:
    catalog = catalog_of(
        script(id="z", attributes={"x": output()}),
        script(id="m", attributes={"x": required(), "y": output()}),
        script(id="b", attributes={"x": output()}),
        script(id="a", attributes={"y": optional()}),
    )
    assert edges(catalog) == {
        "x": {"providers": ["z", "b"], "consumers": ["m"]},
        "y": {"providers": ["m"], "consumers": ["a"]},
    }


def test_const_and_meta_make_no_edge() -> None:
    assert edges(catalog_of(script(attributes={"x": const("1"), "y": {"role": "meta", "meta": {"key": "k"}}}))) == {}


def test_an_update_moves_the_edges_and_keeps_the_place() -> None:
    catalog = catalog_of(attr(output()), script(id="t", attributes={"b": output()}))
    catalog = after(catalog, update(catalog, "s", script(attributes={"b": output()})))
    assert edges(catalog) == {"b": {"providers": ["s", "t"], "consumers": []}}


def test_an_update_may_change_the_side_of_an_attribute() -> None:
    catalog = catalog_of(attr(output()))
    for spec, side in ((required(), "consumers"), (optional(), "consumers"), (output(), "providers")):
        catalog = after(catalog, update(catalog, "s", attr(spec)))
        assert {side_: ids for side_, ids in edges(catalog)["a"].items() if ids} == {side: ["s"]}


def test_nothing_is_left_of_a_changed_and_removed_step() -> None:
    catalog = catalog_of(attr(output()))
    catalog = after(catalog, update(catalog, "s", script(attributes={"b": output(), "c": const("1")})))
    catalog = after(catalog, decide.unregister(catalog, "s"))
    assert (catalog.entries, catalog.users) == ({}, {})


def test_a_step_that_comes_back_is_last_in_order() -> None:
    catalog = catalog_of(attr(output()), script(id="t", attributes={"a": output()}))
    catalog = after(catalog, decide.unregister(catalog, "s"))
    catalog = after(catalog, register(catalog, attr(output())))
    assert catalog.providers("a") == ("t", "s")


def test_an_event_leaves_the_catalog_before_it_as_it_was() -> None:
    before = catalog_of(attr(output()))
    after(before, decide.unregister(before, "s"))
    assert (list(before.entries), before.providers("a"), before.version) == (["s"], ("s",), 1)


def test_an_unknown_event_only_counts() -> None:
    catalog = evolve(EMPTY, None, 5)
    assert (catalog.version, catalog.last_updated) == (1, 0)


IDS, NAMES = ["s", "t", "u"], ["x", "y", "z"]
SPECS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["required", "optional", "const", "output"]))
WISHES = st.lists(st.tuples(st.sampled_from(IDS), st.none() | SPECS), max_size=12)


@given(WISHES)
def test_the_graph_is_always_that_of_the_registered_steps(wishes: list[tuple[str, dict[str, str] | None]]) -> None:
    catalog, events = EMPTY, list[CatalogEvent]()
    for step_id, roles in wishes:
        step = Step(id=step_id, attributes={name: Attribute(role=role) for name, role in (roles or {}).items()})
        change = StepUpdated(step) if step_id in catalog else StepRegistered(step)
        events.append(change if roles is not None else StepUnregistered(step_id))
        catalog = evolve(catalog, events[-1], 1)
    for name in NAMES:
        for ids, roles_ in ((catalog.providers(name), ["output"]), (catalog.consumers(name), ["required", "optional"])):
            users = [e for e in catalog.entries.values() if e.step.attributes.get(name, Attribute()).role in roles_]
            assert list(ids) == [e.step.id for e in sorted(users)]
    whole = replay([(1, events)])
    assert (dict(whole.entries).keys(), whole.users, whole.version) == (
        dict(catalog.entries).keys(),
        catalog.users,
        catalog.version,
    )


# answers


def test_the_catalog_answers_steps_graph_and_time() -> None:
    catalog = after(EMPTY, register(EMPTY, attr(output())), 1_772_360_430_500_000)
    body = jsontext.decode(render.catalog_body(catalog))
    assert set(body) == {"steps", "attributes", "last_updated"}
    assert body["steps"]["s"] == jsontext.decode(render.step_body(catalog, "s"))
    assert body["last_updated"] == "2026-03-01T10:20:30.5Z"


def test_an_empty_catalog_answers_empty_objects_and_the_instant_that_never_came() -> None:
    assert jsontext.decode(render.catalog_body(EMPTY)) == {
        "steps": {},
        "attributes": {},
        "last_updated": "0001-01-01T00:00:00Z",
    }
    assert jsontext.decode(render.steps_body(EMPTY)) == {"steps": [], "count": 0}


def test_steps_are_listed_by_id() -> None:
    body = jsontext.decode(render.steps_body(catalog_of(*(script(id=step_id) for step_id in "cab"))))
    assert [step["id"] for step in body["steps"]] == ["a", "b", "c"]
    assert body["count"] == 3


def test_an_unknown_step_is_named() -> None:
    with pytest.raises(NotFound, match="step not found: S"):
        render.step_body(catalog_of(script()), "S")


def test_changes_answer_a_message_and_the_stored_step() -> None:
    step = register(EMPTY, script()).step
    for body, message in ((render.registered_body(step), "registered"), (render.updated_body(step), "updated")):
        answer = jsontext.decode(body)
        assert answer["message"] == f"Step {message}"
        assert answer["step"]["work_config"]["max_retries"] == 10
    assert jsontext.decode(render.UNREGISTERED) == {"message": "Step unregistered"}


def test_a_thousand_steps_are_registered_within_a_second_of_cpu() -> None:
    def body(n: int) -> Body:
        return script(id=f"s{n}", attributes={f"a{n}": required(), f"a{n + 1}": output(), "shared": optional()})

    bodies, catalog = [raw(body(n)) for n in range(1_000)], EMPTY
    began = time.process_time()
    for text in bodies:
        catalog = after(catalog, decide.register(catalog, text, DEFAULTS, check))
    assert time.process_time() - began < 1
    assert len(catalog.entries) == 1_000
