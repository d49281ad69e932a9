"""Which steps a plan has, and what it lists for those that it leaves out (`execution.md`, 2.1 to 2.5)."""

from __future__ import annotations

import pytest

from engine.model.plan import Edges
from engine.planning.build import GoalNotFound
from tests.unit.planning.making import const, meta, optional, preview, required, started, step

SEED = step("low", "seed", "x")
"""A provider that lacks something."""
GOAL = step("goal", "x", "y")


def test_only_steps_that_the_goal_needs_are_planned() -> None:
    steps = [step("a", "", "x"), step("b", "x", "y"), step("after", "y", "z"), step("aside", "", "w")]
    assert list(preview(steps, "b").steps) == ["a", "b"]


def test_goals_are_kept_as_given_with_repetitions_and_planned_once() -> None:
    plan = preview([step("a", "", "x"), step("b", "", "y")], "b a b")
    assert plan.goals == ("b", "a", "b")
    assert list(plan.steps) == ["a", "b"]


def test_a_goal_that_is_not_in_the_catalog_is_named() -> None:
    with pytest.raises(GoalNotFound, match="nowhere"):
        preview([GOAL], "goal nowhere")


def test_every_provider_that_can_run_is_chosen() -> None:
    plan = preview([step("one", "", "x"), step("two", "", "x"), GOAL], "goal")
    assert plan.attributes["x"] == Edges(("one", "two"), ("goal",))


@pytest.mark.parametrize("nothing", [[], None])
def test_no_value_gives_nothing(nothing: list[object]) -> None:
    assert preview([GOAL], "goal", x=nothing).required == ("x",)


@pytest.mark.parametrize("value", [None, 0, "", []])
def test_any_value_gives_something(value: object) -> None:
    assert preview([GOAL], "goal", x=[value]).required == ()


def test_initial_values_that_nobody_uses_are_not_in_the_graph() -> None:
    assert set(preview([step("a", "", "x")], "a", other=[1]).attributes) == {"x"}


# blocked and satisfiable


@pytest.mark.parametrize("spec", [required("none"), optional("none"), required("none", match="m")])
def test_a_given_input_with_policy_none_blocks_its_step(spec: object) -> None:
    plan = preview([step("goal", {"flag": spec}, "y")], "goal", flag=[1])  # type: ignore[dict-item]
    assert plan.steps == {}
    assert plan.excluded.blocked == {"goal": ("flag",)}
    assert plan.required == ()


def test_a_required_none_that_is_not_given_is_available() -> None:
    steps = [step("provider", {"flag": required("none")}, "x"), GOAL]
    assert list(started(steps, "goal").steps) == ["goal", "provider"]


def test_a_provider_that_lacks_something_gives_way_to_another() -> None:
    plan = preview([SEED, step("rich", "", "x"), GOAL], "goal")
    assert list(plan.steps) == ["goal", "rich"]
    assert plan.excluded.missing == {"low": ("seed",)}


def test_it_joins_once_its_input_is_given() -> None:
    assert list(preview([SEED, step("rich", "", "x"), GOAL], "goal", seed=[1]).steps) == ["goal", "low", "rich"]


def test_a_long_chain_is_planned_to_its_root() -> None:
    steps = [step(f"s{n}", f"a{n}" if n else "", f"a{n + 1}") for n in range(3_000)]
    assert len(started(steps, "s2999").steps) == 3_000


# the walk


def test_a_given_first_input_spares_its_provider() -> None:
    plan = preview([step("provider", "", "x"), GOAL], "goal", x=[1])
    assert list(plan.steps) == ["goal"]
    assert plan.excluded.satisfied == {"provider": ("x",)}
    assert plan.attributes["x"] == Edges((), ("goal",))


def test_a_spared_provider_with_another_output_is_not_listed() -> None:
    plan = preview([step("provider", "", "x z"), GOAL], "goal", x=[1])
    assert list(plan.steps) == ["goal"]
    assert plan.excluded.satisfied == {}


def test_a_provider_that_is_needed_elsewhere_is_not_listed_as_spared() -> None:
    steps = [step("provider", "", "x"), GOAL, step("late", {"x": required("last")}, "z")]
    plan = preview(steps, "goal late", x=[1])
    assert list(plan.steps) == ["goal", "late", "provider"]
    assert plan.excluded.satisfied == {}


@pytest.mark.parametrize("collect", ["last", "some", "all"])
def test_a_given_value_keeps_the_provider_of_a_collection_that_waits(collect: str) -> None:
    steps = [step("provider", "", "x"), step("goal", {"x": required(collect)}, "y")]
    assert list(preview(steps, "goal", x=[1]).steps) == ["goal", "provider"]


@pytest.mark.parametrize("collect", ["first", "last", "some", "all"])
def test_a_given_value_alone_meets_every_collection(collect: str) -> None:
    goal = step("goal", {"x": required(collect)}, "y")
    assert preview([goal], "goal").required == ("x",)
    assert preview([goal], "goal", x=[1]).required == ()


def test_none_needs_no_value_and_plans_its_providers() -> None:
    goal = step("goal", {"x": required("none")}, "y")
    assert preview([goal], "goal").required == ()
    assert list(preview([goal, step("provider", "", "x")], "goal").steps) == ["goal", "provider"]


def test_none_does_not_ask_for_what_its_providers_lack() -> None:
    plan = preview([SEED, step("goal", {"x": required("none")}, "y")], "goal")
    assert plan.required == ()
    assert plan.excluded.missing == {"low": ("seed",)}


def test_optional_const_and_meta_inputs_are_not_missing_and_have_no_edge() -> None:
    plan = preview([step("goal", {"a": optional(), "b": const("1"), "c": meta("flow_id")}, "y")], "goal")
    assert plan.required == ()
    assert set(plan.attributes) == {"y"}


# choosing


def test_a_preview_follows_an_unmet_chain_to_its_root() -> None:
    plan = preview([SEED, GOAL], "goal")
    assert list(plan.steps) == ["goal", "low"]
    assert plan.required == ("seed",)


def test_a_start_names_the_input_of_the_unmet_chain() -> None:
    plan = started([SEED, GOAL], "goal")
    assert list(plan.steps) == ["goal"]
    assert plan.required == ("x",)
    assert plan.excluded.missing == {"low": ("seed",)}


def test_the_middle_of_a_chain_is_enough() -> None:
    plan = started([SEED, GOAL], "goal", x=[1])
    assert list(plan.steps) == ["goal"]
    assert plan.required == ()


@pytest.mark.parametrize("start", [True, False])
def test_an_idle_provider_of_an_optional_input_is_left_out(start: bool) -> None:
    plan = (started if start else preview)([SEED, step("goal", {"x": optional()}, "y")], "goal")
    assert list(plan.steps) == ["goal"]
    assert plan.required == ()
    assert plan.excluded.missing == {"low": ("seed",)}


def test_a_preview_never_takes_a_blocked_step_for_a_source() -> None:
    plan = preview([step("blocked", {"flag": required("none")}, "x"), GOAL], "goal", flag=[1])
    assert list(plan.steps) == ["goal"]
    assert plan.required == ("x",)
    assert plan.excluded.blocked == {"blocked": ("flag",)}


def test_all_takes_every_provider_or_none() -> None:
    goal = step("goal", {"x": required("all")}, "y")
    plan = preview([SEED, step("rich", "", "x"), goal], "goal")
    assert list(plan.steps) == ["goal"]
    assert plan.required == ("x",)
    assert plan.excluded.missing == {"low": ("seed",), "rich": ()}


def test_all_follows_its_providers_when_none_of_them_can_run() -> None:
    plan = preview([SEED, step("other", "seed", "x"), step("goal", {"x": required("all")}, "y")], "goal")
    assert list(plan.steps) == ["goal", "low", "other"]
    assert plan.required == ("seed",)


def test_all_is_available_only_if_all_its_providers_are_satisfiable() -> None:
    middle = step("middle", {"x": required("all")}, "y")
    steps = [SEED, step("rich", "", "x"), middle, step("goal", "y", "z")]
    assert started(steps, "goal").excluded.missing == {"middle": ("x",)}
    assert started(steps, "goal", seed=[1]).required == ()


# goals that are given


def test_a_goal_whose_outputs_are_given_is_done_and_plans_nothing_above_it() -> None:
    plan = started([step("above", "", "x"), GOAL], "goal", y=[5])
    assert plan.goals == ("goal",)
    assert plan.steps == {}
    assert plan.excluded.satisfied == {"goal": ("y",)}


def test_a_given_goal_beside_a_goal_that_needs_a_chain() -> None:
    steps = [step("done", "never", "given"), step("a", "", "x"), GOAL]
    plan = started(steps, "done goal", given=[1])
    assert list(plan.steps) == ["a", "goal"]
    assert plan.required == ()


def test_a_given_goal_is_planned_when_a_collection_waits_for_it() -> None:
    steps = [step("done", "", "x"), step("goal", {"x": required("some")}, "y")]
    assert list(started(steps, "done goal", x=[1]).steps) == ["done", "goal"]


def test_a_goal_without_outputs_is_planned() -> None:
    assert list(started([step("goal")], "goal", x=[1]).steps) == ["goal"]


# the example of the specification

LOOKUP = step("lookup", "customer_id", "customer")
PRICE = step("price", {"customer": required(), "coupon": optional(default='""')}, "total")
NOTIFY = step("notify", {"total": required(), "channel": required(match="mail")}, "sent")
AUDIT = step("audit", "total", "report")
SHOP = [LOOKUP, PRICE, NOTIFY, AUDIT]


def test_example_notify_by_mail() -> None:
    assert list(started(SHOP, "notify", customer_id=[1], channel=["mail"]).steps) == ["lookup", "notify", "price"]


def test_example_notify_by_sms() -> None:
    plan = started(SHOP, "notify", channel=["sms"])
    assert list(plan.steps) == ["notify"]
    assert plan.required == ()


def test_example_total_given() -> None:
    plan = started(SHOP, "notify", total=[1], channel=["mail"])
    assert list(plan.steps) == ["notify"]
    assert plan.excluded.satisfied == {"price": ("total",)}


def test_example_price_without_a_customer() -> None:
    plan = preview(SHOP, "price")
    assert list(plan.steps) == ["lookup", "price"]
    assert plan.required == ("customer_id",)
    assert started(SHOP, "price").required == ("customer",)


def test_example_two_goals_of_which_one_is_closed() -> None:
    plan = started(SHOP, "notify audit", customer_id=[1], channel=["sms"])
    assert list(plan.steps) == ["audit", "lookup", "notify", "price"]
