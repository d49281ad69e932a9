"""Child plans (`execution.md`, 2.6), and which starts are refused with which words (2.7)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.errors import BadRequest
from engine.model.step import Step
from engine.planning.build import MAX_DEPTH, GoalNotFound
from engine.planning.explain import StartRefused, child_refusals, is_refused, plan_start
from tests.unit.planning.making import (
    catalog_of,
    const,
    equals,
    meta,
    optional,
    preview,
    required,
    started,
    step,
)

LOW, HIGH = step("low", "seed", "a"), step("high", "a", "out")


def refusal(steps: list[Step], goals: str, **init: list[Any]) -> str:
    with pytest.raises(StartRefused) as refused:
        plan_start(catalog_of(*steps), goals.split(), init, equals)
    return refused.value.message


# child plans


def test_a_flow_step_carries_the_plan_of_its_goals() -> None:
    plan = preview([LOW, HIGH, step("sub", {"given": required(inner="seed")}, goals=["high"])], "sub")
    assert list(plan.steps) == ["sub"]
    child = plan.sub_plans["sub"]
    assert child.goals == ("high",)
    assert list(child.steps) == ["high", "low"]
    assert child.required == ()


@pytest.mark.parametrize(
    ("spec", "is_sure"),
    [
        (required(), True),
        (required("none"), False),
        (optional(default="null"), True),
        (optional(), False),
        (const("1"), True),
        (meta("flow_id"), True),
        (meta("step_id"), True),
        (meta("receipt_token"), True),
        (meta("webhook_url"), False),
        (meta("parent_flow_id"), False),
    ],
)
def test_a_child_counts_on_the_inputs_that_are_sure(spec: Any, is_sure: bool) -> None:
    plan = preview([LOW, step("sub", {"seed": spec}, goals=["low"])], "sub")
    assert plan.sub_plans["sub"].required == (() if is_sure else ("seed",))


def test_child_plans_nest_in_the_mode_of_the_whole() -> None:
    steps = [LOW, HIGH, step("inner", goals=["high"]), step("outer", goals=["inner"])]
    seen = preview(steps, "outer").sub_plans["outer"].sub_plans["inner"]
    begun = started(steps, "outer").sub_plans["outer"].sub_plans["inner"]
    assert (list(seen.steps), seen.required) == (["high", "low"], ("seed",))
    assert (list(begun.steps), begun.required) == (["high"], ("a",))


def test_what_a_child_lacks_does_not_stop_its_parent() -> None:
    steps = [LOW, step("sub", goals=["low"])]
    assert plan_start(catalog_of(*steps), ["sub"], {}, equals).plan.sub_plans["sub"].required == ("seed",)


def test_an_unknown_goal_at_any_depth_is_named() -> None:
    steps = [step("inner", goals=["nowhere"]), step("outer", goals=["inner"])]
    with pytest.raises(GoalNotFound, match="nowhere"):
        preview(steps, "outer")


def test_a_gate_on_a_placeholder_keeps_the_steps_behind_it() -> None:
    helper = step("helper", "", "a")
    goal = step("goal", {"kind": required(match="mail"), "a": required()}, "b")
    plan = preview([helper, goal, step("sub", "kind", "b", goals=["goal"])], "sub")
    assert list(plan.sub_plans["sub"].steps) == ["goal", "helper"]


def test_a_flow_step_is_no_provider_within_its_own_child() -> None:
    # Both make x, so the flow step is a candidate for what its own goal needs.
    steps = [step("inner", "", "x"), step("goal", "x", "y"), step("sub", "", "x", goals=["goal"])]
    plan = preview(steps, "goal")
    assert list(plan.steps) == ["goal", "inner", "sub"]
    assert list(plan.sub_plans["sub"].steps) == ["goal", "inner"]


def test_a_flow_step_that_would_start_its_own_parent_is_no_provider_either() -> None:
    steps = [step("goal", "x", "y"), step("sub", "", "", goals=["goal"]), step("again", "", "x", goals=["sub"])]
    plan = preview(steps, "sub")
    assert plan.sub_plans["sub"].required == ("x",)


def test_a_plan_that_is_nested_too_deeply_is_refused() -> None:
    steps = [step("f0"), *(step(f"f{n}", goals=[f"f{n - 1}"]) for n in range(1, MAX_DEPTH + 2))]
    assert preview(steps, f"f{MAX_DEPTH}").sub_plans
    with pytest.raises(BadRequest, match="levels deep"):
        preview(steps, f"f{MAX_DEPTH + 1}")


def test_a_plan_that_doubles_with_each_level_is_refused_before_it_fills_the_memory() -> None:
    steps = [step("a0"), step("b0")]
    for n in range(1, 40):
        steps += [step(f"{side}{n}", goals=[f"a{n - 1}", f"b{n - 1}"]) for side in "ab"]
    with pytest.raises(BadRequest, match="steps, those of child flows included"):
        preview(steps, "a39")


# refused starts


def test_a_refused_start_names_the_missing_input_and_its_root() -> None:
    assert refusal([LOW, HIGH], "high") == "required inputs not provided: a (the steps that could make them need seed)"


def test_a_refused_start_without_a_way_further_up_names_the_input_alone() -> None:
    assert refusal([HIGH], "high") == "required inputs not provided: a"


def test_a_blocked_goal_is_refused_by_step_and_attribute() -> None:
    blocked = step("blocked", {"flag": required("none")}, "x")
    text = refusal([blocked, step("free", "", "y")], "free blocked", flag=[1])
    assert "'blocked'" in text
    assert "flag" in text


def test_a_start_that_is_blocked_and_lacks_something_says_both() -> None:
    lines = refusal([HIGH, step("blocked", {"flag": optional("none")}, "x")], "high blocked", flag=[1]).splitlines()
    assert len(lines) == 2


def test_a_blocked_provider_refuses_nothing_by_itself() -> None:
    steps = [step("blocked", {"flag": required("none")}, "x"), step("goal", {"x": optional()}, "y")]
    assert not is_refused(started(steps, "goal", flag=[1]))


def test_a_child_is_refused_for_what_it_lacks_in_the_end() -> None:
    plan = started([LOW, step("sub", {"seed": optional()}, goals=["low"])], "sub").sub_plans["sub"]
    assert child_refusals(plan, {}) == ["required inputs not provided: seed"]
    assert child_refusals(plan, {"seed"}) == []


@pytest.mark.parametrize("spec", [required(), optional()])
def test_a_child_is_refused_for_a_goal_that_its_values_block(spec: Any) -> None:
    goal = step("goal", {"flag": required("none")}, "x")
    plan = started([goal, step("sub", {"flag": spec}, goals=["goal"])], "sub").sub_plans["sub"]
    (sentence,) = child_refusals(plan, {"flag"})
    assert "goal" in sentence
    assert "flag" in sentence
