"""Which steps start, when, and with what (`execution.md`, 4 to 6)."""

from __future__ import annotations

import pytest

from tests.unit.flow.world import World, optional, required, script, step


def inputs(world: World, step_id: str) -> object:
    return world.flow.executions[step_id].inputs


def test_a_one_step_script_flow_is_one_batch() -> None:
    world = World(step("s", ["x"], ["y"], type="script"), run=lambda x: {"y": x["x"]}).start("s", x=["v"])
    assert len(world.batches) == 1
    assert world.kinds == [
        "flow_started", "step_started", "work_started", "work_succeeded", "attribute_set", "step_completed",
        "flow_completed", "flow_deactivated",
    ]  # fmt: skip
    assert world.values("y") == ["v"]


def test_a_chain_of_scripts_is_one_batch_in_order_of_its_data() -> None:
    steps = [step(f"s{n}", [f"a{n}"], [f"a{n + 1}"], type="script") for n in range(10)]
    world = World(*steps, run=lambda x: {f"a{int(next(iter(x))[1:]) + 1}": 1}).start("s9", a0=[0])
    assert len(world.batches) == 1
    assert world.flow.status == "completed"


def test_a_script_that_is_not_quick_goes_the_long_way() -> None:
    world = World(step("s", ["x"], ["y"], type="script"), run=lambda x: {})
    world.slow.add("run")
    world.start("s", x=[1])
    assert world.kinds == ["flow_started", "step_started", "work_started"]
    assert world.succeed("s", y=2).flow.is_deactivated


def test_steps_that_become_ready_together_start_in_order_of_id() -> None:
    world = World(step("b", [], ["x"]), step("a", [], ["y"]), step("c", ["x", "y"])).start("c")
    assert world.last_batch == [
        "flow_started", "step_started a", "step_started b", "work_started a", "work_started b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("collect", "expected"),
    [("first", 0), ("last", 2), ("some", [0, 1, 2]), ("all", [0, 1, 2])],
)
def test_a_policy_says_which_values_an_input_gets(collect: str, expected: object) -> None:
    world = World(step("a", [], ["x"]), step("b", [], ["x"]), step("c", {"x": required(collect=collect)}))
    world.start("c", x=[0])
    if collect != "first":
        world.succeed("a", x=1).succeed("b", x=2)
    assert inputs(world, "c") == {"x": expected}


def test_all_is_impossible_as_soon_as_one_provider_does_not_deliver() -> None:
    world = World(step("a", [], ["x"]), step("b", [], ["x"]), step("c", {"x": required(collect="all")})).start("c")
    world.succeed("a")
    assert world.status("c") == ["failed"]
    assert world.error("c") == "required input no longer available"


def test_none_is_met_when_its_provider_fails() -> None:
    world = World(step("a", [], ["x"]), step("c", {"x": required(collect="none")})).start("c")
    world.fail("a")
    assert world.status("c") == ["active"]
    assert inputs(world, "c") == {}


def test_none_is_impossible_when_a_value_comes() -> None:
    world = World(step("a", [], ["x"]), step("c", {"x": required(collect="none")})).start("c")
    assert world.succeed("a", x=1).status("c") == ["failed"]


def test_an_optional_input_without_deadline_does_not_wait() -> None:
    world = World(step("a", [], ["x"]), step("c", {"x": optional(default='"d"')})).start("c")
    assert inputs(world, "c") == {"x": "d"}


def test_an_optional_input_waits_for_its_window() -> None:
    world = World(step("a", [], ["x"]), step("c", {"x": optional(deadline=500)})).start("c")
    assert world.status("c") == ["pending"]
    assert world.sleep(499).status("c") == ["pending"]
    assert world.sleep(1).status("c") == ["active"]
    assert inputs(world, "c") == {}


def test_a_value_within_the_window_is_taken_at_once() -> None:
    world = World(step("a", [], ["x"]), step("c", {"x": optional(deadline=500)})).start("c")
    assert inputs(world.sleep(100).succeed("a", x=1), "c") == {"x": 1}


def test_a_value_after_the_window_is_not_used_even_while_another_window_is_open() -> None:
    c = step("c", {"x": optional(deadline=100), "y": optional(deadline=1000)})
    world = World(step("a", [], ["x"]), step("b", [], ["y"]), c).start("c")
    world.sleep(200).succeed("a", x=1).succeed("b", y=2)
    assert inputs(world, "c") == {"y": 2}


def test_the_window_opens_when_the_last_required_input_is_ready() -> None:
    c = step("c", {"x": optional(deadline=100), "y": required()})
    world = World(step("a", [], ["x"]), step("b", [], ["y"]), c).start("c")
    world.sleep(300).succeed("b", y=2)
    assert world.status("c") == ["pending"]
    assert inputs(world.sleep(50).succeed("a", x=1), "c") == {"x": 1, "y": 2}


def test_a_failed_provider_of_an_optional_input_ends_the_wait() -> None:
    world = World(step("a", [], ["x"]), step("c", {"x": optional(deadline=60_000, default="1")})).start("c")
    assert inputs(world.fail("a"), "c") == {"x": 1}


def test_a_closed_gate_skips_the_step_and_frees_what_only_served_it() -> None:
    c = step("c", {"route": required(match=script("is_mail")), "x": required()}, ["y"])
    world = World(step("r", [], ["route"]), step("w", ["route"], ["z"]), step("a", ["z"], ["x"]), c, step("g"),
                  is_mail=lambda v: v == "mail")  # fmt: skip
    world.start("c", "g").succeed("g").succeed("r", route="post")
    assert world.status("c", "a") == ["skipped", "skipped"]
    assert world.flow.executions["c"].unsatisfied == ["route"]
    assert world.error("c") == "required match did not match"


def test_an_error_of_a_match_fails_the_step() -> None:
    world = World(step("c", {"x": required(match=script("bad"))}), bad=lambda v: 1 / 0).start("c", x=[1])
    assert world.status("c") == ["failed"]
    assert world.error("c").startswith("match evaluation failed")
    assert world.flow.is_deactivated


def test_an_error_of_a_match_does_not_count_once_the_gate_is_met() -> None:
    world = World(step("c", {"x": required(match=script("odd"))}), odd=lambda v: 1 / v > 0).start("c", x=[0, 1])
    assert inputs(world, "c") == {"x": 1}


def test_a_predicate_that_is_false_skips_and_completes_the_flow() -> None:
    world = World(step("c", predicate=script("no")), no=lambda v: False).start("c")
    assert world.kinds == ["flow_started", "step_skipped", "flow_completed", "flow_deactivated"]


def test_a_predicate_that_needs_a_worker_is_decided_later() -> None:
    world = World(step("c", predicate=script("maybe")), maybe=lambda v: True)
    world.slow.add("maybe")
    assert world.start("c").status("c") == ["active"]


def test_a_pending_provider_is_skipped_once_a_first_value_is_there() -> None:
    steps = [step("seed", [], ["s"]), step("quick", [], ["x"]), step("spare", ["s"], ["x"]), step("c", ["x"], ["y"])]
    world = World(*steps).start("c").succeed("quick", x=1)
    assert world.status("spare") == ["skipped"]
    assert world.error("spare") == "outputs not needed"


def test_a_goal_whose_outputs_are_given_is_done() -> None:
    world = World(step("up", [], ["x"]), step("c", ["x"], ["y"])).start("c", y=[7])
    assert world.kinds == ["flow_started", "flow_completed", "flow_deactivated"]
    assert world.events[1].result == {"y": 7}  # type: ignore[attr-defined]


def test_a_remembered_result_starts_no_work() -> None:
    world = World(step("c", ["x"], ["y"], memoizable=True))
    world.memo["c", b'{"x":1}'] = {"y": 2}
    assert "work_started" not in world.start("c", x=[1]).kinds
    assert world.values("y") == [2]
