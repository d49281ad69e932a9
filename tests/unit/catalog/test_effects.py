"""What a change of steps does to the others, and what looks like a mistake."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.catalog.change import Change, decide_change, judge
from engine.catalog.decide import Changed
from engine.catalog.effects import FlowStepConcerned, OpenInput, Wire, effects_of
from engine.catalog.state import EMPTY
from engine.catalog.warnings import warnings_about
from engine.model import jsontext
from engine.model.etag import etag_of, fits
from engine.model.step import Step
from tests.unit.catalog.bodies import DEFAULTS, catalog_of, check, flow, http, script


def makes(step_id: str, *names: str) -> dict[str, Any]:
    return script(id=step_id, attributes={name: {"role": "output"} for name in names})


def needs(step_id: str, *names: str) -> dict[str, Any]:
    return script(id=step_id, attributes={name: {"role": "required"} for name in names})


def as_step(body: dict[str, Any]) -> Step:
    return msgspec.convert(body, Step)


CATALOG = catalog_of(makes("maker", "a"), needs("taker", "a"), flow("maker", id="whole"))


def test_removing_the_only_provider_loses_its_wires_and_names_who_is_concerned() -> None:
    effects = effects_of(CATALOG, {"maker": None})
    assert effects.wires_lost == (Wire("a", "maker", "taker"),)
    assert effects.inputs_without_provider == (OpenInput("taker", "a", True),)
    assert effects.flow_steps == (FlowStepConcerned("whole", ("maker",)),)


def test_a_new_step_gains_wires_and_its_own_open_inputs_are_told() -> None:
    new = as_step(
        script(id="new", attributes={"a": {"role": "optional"}, "b": {"role": "required"}, "c": {"role": "output"}})
    )
    effects = effects_of(CATALOG, {"new": new})
    assert effects.wires_gained == (Wire("a", "maker", "new"),)
    assert effects.inputs_without_provider == (OpenInput("new", "b", True),)
    assert not effects.wires_lost


def test_a_renamed_attribute_is_one_wire_less_and_one_more_when_both_ends_change() -> None:
    effects = effects_of(CATALOG, {"maker": as_step(makes("maker", "b")), "taker": as_step(needs("taker", "b"))})
    assert effects.wires_gained == (Wire("b", "maker", "taker"),)
    assert effects.wires_lost == (Wire("a", "maker", "taker"),)
    assert not effects.inputs_without_provider


def test_a_step_that_stays_as_it_is_has_no_effects() -> None:
    effects = effects_of(CATALOG, {"taker": CATALOG.step("taker")})
    assert not effects.wires_gained
    assert not effects.wires_lost


def test_doubtful_things_are_warnings_with_their_place() -> None:
    step = as_step(
        http(
            id="s",
            http={"endpoint": "pay", "timeout": -1},
            attributes={"m": {"role": "meta", "meta": {"key": "nonsense"}}},
            work_config={"parallelism": 4},
        )
    )
    paths = [warning.path for warning in warnings_about(EMPTY, step)]
    assert paths == [
        ("http", "endpoint"), ("http", "timeout"), ("attributes", "m", "meta", "key"), ("work_config", "parallelism"),
    ]  # fmt: skip
    assert [warning.path for warning in warnings_about(EMPTY, as_step(flow("nobody")))] == [("flow", "goals", 0)]


def test_an_etag_tells_one_stored_form_from_another() -> None:
    step, other = as_step(makes("s", "a")), as_step(makes("s", "b"))
    assert etag_of(step) != etag_of(other)
    assert fits("*", step)
    assert fits(f'"x", {etag_of(step)}', step)
    assert not fits(etag_of(other), step)


def change(**fields: Any) -> list[str]:
    bodies = fields.pop("upserts", [])
    upserts = tuple(judge(jsontext.encode(body), DEFAULTS, check) for body in bodies)
    return [event.kind for event in decide_change(CATALOG, Change(upserts=upserts, **fields)).events]


def test_a_change_that_expects_another_state_is_refused() -> None:
    maker = CATALOG.step("maker")
    assert maker is not None
    fitting = {"maker": etag_of(maker), "nobody": None}
    assert change(removals=("maker",), expected=CATALOG.version, tags=fitting) == ["step_unregistered"]
    for wrong in ({"expected": 1}, {"tags": {"maker": None}}, {"tags": {"nobody": '"x"'}}):
        with pytest.raises(Changed):
            change(removals=("maker",), **wrong)


def test_a_whole_catalog_removes_what_it_does_not_hold_within_what_may_change() -> None:
    body = makes("fresh", "z")
    assert change(upserts=[body], is_whole=True) == ["step_unregistered"] * 3 + ["step_registered"]
    assert change(upserts=[body], is_whole=True, only=frozenset({"taker"})) == ["step_unregistered"]


def test_many_steps_in_a_cycle_are_all_told_so() -> None:
    bodies = [
        script(id=here, attributes={here: {"role": "output"}, there: {"role": "required"}})
        for here, there in (("x", "y"), ("y", "z"), ("z", "x"))
    ]
    upserts = tuple(judge(jsontext.encode(body), DEFAULTS, check) for body in bodies)
    problems = decide_change(CATALOG, Change(upserts=upserts)).problems
    assert [problem.path for problem in problems] == [("upserts", place, "attributes") for place in range(3)]
    assert "must form no cycle" in problems[0].message


def test_a_wrongly_typed_definition_is_told_with_its_place_and_its_id() -> None:
    bodies = [{"id": "Bad One", "name": 3}, {"id": "b", "name": "b", "attributes": {"a.b": {"role": 1}}}]
    upserts = tuple(judge(jsontext.encode(body), DEFAULTS, check) for body in bodies)
    problems = decide_change(CATALOG, Change(upserts=upserts)).problems
    assert [problem.path for problem in problems] == [
        ("upserts", 0, "name"), ("upserts", 1, "attributes", "a.b", "role"),
    ]  # fmt: skip
    assert "step 'bad-one'" in problems[0].message
