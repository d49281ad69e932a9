"""Registering, replacing and removing steps (`api.md`, 3.1 to 3.4): events, stored forms, and the order of refusals."""

from __future__ import annotations

from typing import Any

import pytest

from engine.catalog import decide
from engine.catalog.change import Change, ChangeDecision, decide_change, judge
from engine.catalog.events import (
    CatalogEvent,
    StepRegistered,
    StepUnregistered,
    StepUpdated,
    decode_events,
    encode_events,
)
from engine.catalog.state import EMPTY
from engine.model import jsontext
from engine.model.errors import BadRequest, NotFound, Taken
from tests.unit.catalog.bodies import (
    DEFAULTS,
    Body,
    after,
    attr,
    catalog_of,
    check,
    flow,
    http,
    optional,
    output,
    raw,
    register,
    required,
    script,
    update,
    without,
)


def stored(body: Body) -> Any:
    """The stored form of a body as JSON."""
    return jsontext.decode(jsontext.encode(register(EMPTY, body).step))


# stored form


def test_the_work_config_is_filled_in() -> None:
    full = {"max_retries": 10, "init_backoff": 1000, "max_backoff": 60000, "backoff_type": "exponential"}
    assert stored(script())["work_config"] == full
    given = {"max_retries": 3, "backoff_type": "fixed", "parallelism": 4}
    assert stored(script(work_config=given))["work_config"] == full | given


def test_zero_and_empty_take_the_default_and_below_zero_stays() -> None:
    work = stored(script(work_config={"max_retries": -1, "init_backoff": 0, "backoff_type": "", "parallelism": 0}))
    assert work["work_config"]["max_retries"] == -1
    assert work["work_config"]["init_backoff"] == 1000
    assert work["work_config"]["backoff_type"] == "exponential"
    assert "parallelism" not in work["work_config"]


def test_attributes_and_timeout_are_always_there_and_other_empty_fields_never() -> None:
    body = http(labels={}, memoizable=False, predicate=None, http={"method": "", "health_check": ""})
    step = stored(without(body, "attributes"))
    assert set(step) == {"id", "name", "type", "attributes", "http", "work_config"}
    assert step["attributes"] == {}
    assert step["http"] == {"endpoint": body["http"]["endpoint"], "timeout": 0}


def test_empty_config_blocks_are_left_out() -> None:
    specs = {"a": required(), "b": optional(collect="", default="", deadline=0), "c": output()}
    kept = stored(script(attributes=specs))["attributes"]
    assert kept == {name: {"role": spec["role"], "type": "any"} for name, spec in specs.items()}


def test_a_definition_is_kept_as_sent() -> None:
    spec = required("array", collect="some", for_each=True, match={"language": "lua", "script": "return true"})
    body = http(labels={"team": "x"}, attributes={"a": spec}, http={"method": "PUT", "timeout": 5, "compensate": "c"})
    step = stored(body)
    assert {field: step[field] for field in body} == body


def test_unknown_fields_are_dropped_on_every_level() -> None:
    step = stored(script(colour="red", attributes={"a": output() | {"colour": "red"}}))
    assert "red" not in str(step)


def test_nulls_are_as_if_they_were_absent() -> None:
    body = script(labels={"kept": "x", "gone": None}, attributes={"a": optional(default=None)})
    step = stored(body)
    assert step["labels"] == {"kept": "x"}
    assert step["attributes"] == {"a": {"role": "optional", "type": "any"}}


def test_the_id_is_normalised() -> None:
    assert register(EMPTY, script(id="--My Step!_/x.A+B-")).step.id == "my-step_x.a+b"


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    body = raw(script(name="@")).replace(b"@", rb"\ud800")
    assert decide.register(EMPTY, body, DEFAULTS, check).step.name == "\ufffd"


# register


def test_a_new_step_is_recorded_in_its_stored_form() -> None:
    decision = register(EMPTY, script())
    assert decision.events == (StepRegistered(decision.step),)


EQUAL: dict[str, tuple[Body, Body]] = {
    "the same": (script(), script()),
    "explicit defaults": (script(), script(work_config={"max_retries": 10})),
    "an absent method and POST": (http(), http(http={"method": "POST"})),
    "another order of keys": (
        script(attributes={"a": output(), "b": output()}),
        script(attributes={"b": output(), "a": output()}),
    ),
    "an empty block and none": (attr(required()), attr({"role": "required", "type": "any"})),
}


@pytest.mark.parametrize(("first", "second"), EQUAL.values(), ids=EQUAL)
def test_an_equal_definition_changes_nothing(first: Body, second: Body) -> None:
    catalog = catalog_of(first)
    decision = register(catalog, second)
    assert decision.events == ()
    assert decision.step is catalog.step("s")
    assert update(catalog, "s", second).events == ()


OTHER: dict[str, tuple[Body, Body]] = {
    "name": (script(), script(name="another")),
    "labels": (script(), script(labels={"a": "b"})),
    "memoizable": (script(), script(memoizable=True)),
    "parallelism": (script(), script(work_config={"parallelism": 2})),
    "order of goals": (flow("a", "b"), flow("b", "a")),
    "method": (http(), http(http={"method": "GET"})),
}


@pytest.mark.parametrize(("first", "second"), OTHER.values(), ids=OTHER)
def test_another_definition_is_a_conflict_for_register_and_a_change_for_update(first: Body, second: Body) -> None:
    catalog = catalog_of(first)
    with pytest.raises(Taken, match="'s'"):
        register(catalog, second)
    decision = update(catalog, "s", second)
    assert decision.events == (StepUpdated(decision.step),)


def test_a_rule_of_the_definition_comes_before_the_conflict() -> None:
    with pytest.raises(BadRequest, match="name"):
        register(catalog_of(script()), script(name=""))


def test_the_conflict_comes_before_a_rule_of_the_catalog() -> None:
    catalog = catalog_of(script(), script(id="t", attributes={"a": {"role": "output", "type": "string"}}))
    with pytest.raises(Taken):
        register(catalog, attr({"role": "output", "type": "number"}))


# update


def test_the_id_of_the_path_is_normalised() -> None:
    assert update(catalog_of(script()), "S!", script(name="other")).events


@pytest.mark.parametrize("body", [script(id="t"), without(script(), "id")])
def test_the_ids_of_path_and_body_must_agree(body: Body) -> None:
    with pytest.raises(BadRequest, match="id of the body"):
        update(catalog_of(script()), "s", body | {"name": ""})


def test_a_rule_of_the_definition_comes_before_the_unknown_step() -> None:
    with pytest.raises(BadRequest, match="name"):
        update(EMPTY, "s", script(name=""))


def test_an_unknown_step_comes_before_a_rule_of_the_catalog() -> None:
    catalog = catalog_of(script(id="t", attributes={"a": {"role": "output", "type": "string"}}))
    with pytest.raises(NotFound, match="step not found: s"):
        update(catalog, "s", attr({"role": "output", "type": "number"}))


# remove


def test_removing_a_step_frees_its_id() -> None:
    catalog = catalog_of(script())
    decision = decide.unregister(catalog, "s")
    assert decision.events == (StepUnregistered("s"),)
    assert register(after(catalog, decision), script(name="second life")).events


def test_an_unknown_step_or_another_spelling_cannot_be_removed() -> None:
    for step_id in ("t", "S"):
        with pytest.raises(NotFound, match=step_id):
            decide.unregister(catalog_of(script()), step_id)


# many changes at once


def typed(step_id: str, role: str, type_: str) -> Body:
    return script(id=step_id, attributes={"a": {"role": role, "type": type_}})


def change(catalog: Any, upserts: list[Body], removals: tuple[str, ...] = ()) -> ChangeDecision:
    judged = tuple(judge(raw(body), DEFAULTS, check) for body in upserts)
    return decide_change(catalog, Change(upserts=judged, removals=removals))


def kinds(decision: ChangeDecision) -> list[str]:
    return [event.kind for event in decision.events]


def test_a_change_is_judged_as_a_whole() -> None:
    catalog = catalog_of(typed("s", "output", "string"), typed("t", "required", "string"))
    both = change(catalog, [typed("s", "output", "number"), typed("t", "required", "number")])
    assert kinds(both) == ["step_updated"] * 2
    one = change(catalog, [typed("s", "output", "number")])
    assert not one.events
    assert [problem.path for problem in one.problems] == [("upserts", 0, "attributes", "a", "type")]


def test_a_change_registers_updates_removes_and_leaves_equal_steps_alone() -> None:
    catalog = catalog_of(script(id="same"), script(id="old"), script(id="gone"))
    decision = change(catalog, [script(id="same"), script(id="old", name="new"), script(id="fresh")], ("gone",))
    assert kinds(decision) == ["step_unregistered", "step_updated", "step_registered"]
    assert decision.unchanged == ("same",)


def test_a_change_names_the_step_of_each_broken_rule() -> None:
    decision = change(EMPTY, [script(id="s", name=""), script(id="t", type="cron"), script(id="u"), script(id="u")])
    paths = [problem.path for problem in decision.problems]
    assert paths == [("upserts", 0, "name"), ("upserts", 1, "type"), ("upserts", 3, "id")]
    assert "step 't': type must be" in decision.problems[1].message


def test_a_check_finds_all_problems_and_decides_nothing() -> None:
    problems, step = decide.problems_with(catalog_of(script(id="t")), raw(script(name="")), None, DEFAULTS, check)
    assert [(problem.path, step.id) for problem in problems] == [(("name",), "s")]
    catalog = catalog_of(typed("s", "output", "string"))
    for replaces, count in (("s", 0), (None, 1)):
        body = raw(typed("renamed", "output", "number"))
        assert len(decide.problems_with(catalog, body, replaces, DEFAULTS, check)[0]) == count


# events


def test_events_survive_their_encoding() -> None:
    step = register(EMPTY, http(attributes={"a": required(collect="all")}, http={"method": "PUT"})).step
    events: list[CatalogEvent] = [StepRegistered(step), StepUpdated(step), StepUnregistered("s")]
    assert decode_events(encode_events(events)) == events


def test_an_event_of_an_unknown_type_is_none() -> None:
    assert decode_events(b'[["step_renamed", {"step_id": "s"}]]') == [None]
