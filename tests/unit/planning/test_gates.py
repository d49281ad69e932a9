"""Gates in planning: the table of `execution.md`, 2.3, and what a verdict means for the rest of its step."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.step import Step
from engine.model.wiring import Wiring
from engine.planning.gates import PLACEHOLDER, Gatekeeper, Given, Verdict, together
from engine.scripts.interface import Outcome, Task
from tests.unit.planning.making import equals, plan_of, preview, required, started, step

MET, UNDECIDED, CLOSED = Verdict.MET, Verdict.UNDECIDED, Verdict.UNMEETABLE
HELPER = step("helper", "", "need")


def verdict(collect: str, given: Given, has_provider: bool, match: str = "yes") -> Verdict:
    (gate,) = Wiring(step("s", {"g": required(collect, match)})).gates
    return Gatekeeper(equals).judge(gate, given, has_provider)


@pytest.mark.parametrize(
    ("collect", "values", "has_provider", "expected"),
    [
        ("first", ["yes"], False, MET),
        ("first", ["no", "yes"], True, MET),
        ("first", ["no"], False, CLOSED),
        ("first", ["no"], True, UNDECIDED),
        ("first", [], False, UNDECIDED),
        ("some", ["no", "yes"], True, MET),
        ("some", ["no"], False, CLOSED),
        ("some", ["no"], True, UNDECIDED),
        ("some", [], True, UNDECIDED),
        ("last", ["yes", "no"], False, MET),
        ("last", ["yes"], True, UNDECIDED),
        ("last", ["no"], False, CLOSED),
        ("last", ["no"], True, UNDECIDED),
        ("all", ["yes", "yes"], False, MET),
        ("all", ["yes"], True, UNDECIDED),
        ("all", ["yes", "no"], False, CLOSED),
        ("all", ["no"], True, CLOSED),
        ("all", [], False, UNDECIDED),
        ("none", [], False, MET),
        ("none", [], True, UNDECIDED),
    ],
)
def test_the_table_of_verdicts(collect: str, values: list[Any], has_provider: bool, expected: Verdict) -> None:
    assert verdict(collect, {"g": values} if values else {}, has_provider) is expected


@pytest.mark.parametrize("collect", ["first", "last", "some", "all"])
def test_a_placeholder_decides_nothing(collect: str) -> None:
    assert verdict(collect, {"g": PLACEHOLDER}, has_provider=False) is UNDECIDED


@pytest.mark.parametrize("collect", ["first", "last", "some", "all"])
def test_a_match_that_fails_decides_nothing(collect: str) -> None:
    assert verdict(collect, {"g": [1]}, has_provider=False, match="!") is UNDECIDED


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([], MET), ([MET], MET), ([MET, UNDECIDED], UNDECIDED), ([UNDECIDED, CLOSED, MET], CLOSED)],
)
def test_gates_together(verdicts: list[Verdict], expected: Verdict) -> None:
    assert together(verdicts) is expected


def goal(**more: Any) -> Step:
    return step("goal", {"route": required(match="yes"), "need": required(), **more}, "y")


def test_a_closed_gate_demands_nothing_else() -> None:
    plan = preview([goal(), HELPER], "goal", route=["no"])
    assert list(plan.steps) == ["goal"]
    assert plan.required == ()


def test_a_closed_gate_keeps_the_edge_of_what_is_given() -> None:
    plan = preview([goal()], "goal", route=["no"], need=[1])
    assert set(plan.attributes) == {"route", "need", "y"}


def test_an_open_gate_demands_the_other_inputs() -> None:
    assert preview([goal()], "goal", route=["yes"]).required == ("need",)


def test_an_undecided_gate_does_not_demand_the_other_inputs_but_plans_them() -> None:
    router = step("router", "", "route")
    assert preview([goal(), router], "goal").required == ()
    assert list(preview([goal(), router, HELPER], "goal").steps) == ["goal", "helper", "router"]


def test_a_gate_without_a_source_is_missing_while_it_is_undecided() -> None:
    assert preview([goal()], "goal").required == ("route",)
    assert started([goal()], "goal").required == ("route",)


def test_a_first_gate_that_is_given_and_met_spares_its_provider() -> None:
    router = step("router", "", "route")
    plan = preview([goal(), router, HELPER], "goal", route=["yes"])
    assert list(plan.steps) == ["goal", "helper"]
    assert plan.excluded.satisfied == {"router": ("route",)}


def test_a_first_gate_that_is_given_and_not_met_plans_its_provider() -> None:
    router = step("router", "", "route")
    assert list(preview([goal(), router, HELPER], "goal", route=["no"]).steps) == ["goal", "helper", "router"]


def test_a_plan_that_looked_at_values_says_so() -> None:
    assert not plan_of([goal(), HELPER], "goal", start=True, route=["yes"]).by_names_only
    assert plan_of([goal(), HELPER], "goal", start=True).by_names_only
    assert plan_of([HELPER], "helper", start=True, route=["yes"]).by_names_only


class NeedsWorker(Exception):
    pass


def test_what_an_evaluation_raises_passes_through() -> None:
    def busy(task: Task) -> Outcome:
        raise NeedsWorker

    (gate,) = Wiring(goal()).gates
    with pytest.raises(NeedsWorker):
        Gatekeeper(busy).judge(gate, {"route": ["yes"]}, has_provider=False)
