"""Items of a step: fan-out, slots, retries, failure, compensation (`steps.md`, 2 to 11)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.flow.retry import delay_ms
from engine.flow.work import FailedForGood, Succeeded, TryAgain
from engine.model.step import WorkConfig
from tests.unit.flow.world import World, required, step


def fan(**config: Any) -> Any:
    return required(for_each=True, **config)


def test_a_fan_out_makes_the_product_with_the_last_name_fastest() -> None:
    world = World(step("s", {"b": fan(), "a": fan(), "c": required()})).start("s", a=[[1, 2]], b=[["x", "y"]], c=[0])
    items = [item.inputs for item in world.flow.executions["s"].items.values()]
    assert items == [{"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"}]


def test_items_start_up_to_the_parallelism_and_the_next_with_a_success() -> None:
    world = World(step("s", {"a": fan()}, ["n"], work_config={"parallelism": 2})).start("s", a=[[1, 2, 3]])
    assert len(world.open_work) == 2
    world.succeed("s", n=1)
    assert world.last_batch == ["work_succeeded s", "work_started s"]


def test_a_fan_out_is_aggregated_in_the_order_of_the_items() -> None:
    world = World(step("s", {"a": fan()}, ["n"], work_config={"parallelism": 2})).start("s", a=[["p", "q"]])
    world.succeed("s", at=1, n=2).succeed("s", n=1)
    assert world.values("n") == [[{"a": "p", "n": 1}, {"a": "q", "n": 2}]]


def test_a_fan_out_over_one_element_is_still_aggregated() -> None:
    world = World(step("s", {"a": fan()}, ["n"])).start("s", a=[["p"]]).succeed("s", n=1)
    assert world.values("n") == [[{"a": "p", "n": 1}]]


def test_an_empty_fan_out_completes_at_once() -> None:
    world = World(step("s", {"a": fan()}, ["n"])).start("s", a=[[]])
    assert world.values("n") == [[]]
    assert world.flow.is_deactivated


def test_too_many_items_fail_the_step() -> None:
    world = World(step("s", {"a": fan(), "b": fan()})).start("s", a=[[0] * 101], b=[[0] * 100])
    assert "10100" in world.error("s")
    assert "10000" in world.error("s")
    assert world.flow.is_deactivated


def test_a_retry_keeps_token_and_inputs_and_comes_after_its_delay() -> None:
    world = World(step("s", ["x"])).start("s", x=[1])
    token = next(iter(world.open_work))
    world.stumble("s").sleep(99)
    assert not world.open_work
    world.sleep(1)
    assert world.open_work[token].inputs == {"x": 1}


def test_after_the_last_retry_the_step_fails() -> None:
    world = World(step("s")).start("s")
    world.stumble("s").sleep(100).stumble("s").sleep(100).stumble("s", "still busy")
    assert world.last_batch == [
        "work_not_completed s", "work_failed s", "step_failed s", "flow_failed", "flow_deactivated",
    ]  # fmt: skip
    assert world.flow.error == "step s failed: still busy"


def test_no_item_starts_after_one_has_failed() -> None:
    world = World(step("s", {"a": fan()})).start("s", a=[[1, 2]]).fail("s")
    assert world.kinds.count("work_started") == 1
    assert world.flow.is_deactivated


def test_results_of_active_items_of_a_failed_step_are_recorded() -> None:
    world = World(step("s", {"a": fan()}, work_config={"parallelism": 2})).start("s", a=[[1, 2]]).fail("s")
    assert world.flow.is_terminal
    assert not world.flow.is_deactivated
    assert world.succeed("s").last_batch == ["work_succeeded s", "flow_deactivated"]


def test_a_webhook_wins_over_a_planned_retry() -> None:
    world = World(step("s", type="async")).start("s")
    token = next(iter(world.open_work))
    world.stumble("s").report("s", token, Succeeded({}))
    assert world.flow.status == "completed"
    assert world.sleep(1000).kinds.count("work_started") == 1


def test_the_first_result_stays() -> None:
    world = World(step("s", [], ["x"], type="async")).start("s")
    token = next(iter(world.open_work))
    world.report("s", token, Succeeded({"x": 1})).report("s", token, FailedForGood("late"))
    assert world.values("x") == [1]
    assert world.kinds[-1] == "flow_deactivated"


def undoable() -> World:
    s = step("s", {"a": fan()}, http={"compensate": "http://service/undo"}, work_config={"parallelism": 2})
    return World(s).start("s", a=[["good", "bad"]]).succeed("s", n=1).fail("s")


def test_succeeded_items_of_a_failed_step_are_compensated() -> None:
    world = undoable()
    assert world.last_batch == ["work_failed s", "step_failed s", "comp_started s", "flow_failed"]
    assert world.undone("t1", Succeeded(None)).last_batch == ["comp_succeeded s", "flow_deactivated"]


def test_a_compensation_has_its_own_budget_of_retries() -> None:
    world = undoable()
    for _ in range(2):
        assert world.undone("t1", TryAgain("busy")).last_batch == ["comp_retry_scheduled s"]
        world.sleep(100)
    assert world.undone("t1", TryAgain("busy")).last_batch == ["comp_failed s", "flow_deactivated"]


def test_without_compensate_nothing_is_undone() -> None:
    world = World(step("s", {"a": fan()})).start("s", a=[[1, 2]]).succeed("s").fail("s")
    assert not [kind for kind in world.kinds if kind.startswith("comp")]


def test_a_takeover_begins_again_with_the_same_tokens() -> None:
    world = World(step("s", {"a": fan()}, work_config={"parallelism": 2})).start("s", a=[[1, 2, 3]]).succeed("s")
    before = set(world.open_work)
    world.crash()
    assert set(world.open_work) == before
    while world.open_work:
        world.succeed("s")
    assert world.flow.status == "completed"


def test_a_takeover_keeps_the_time_of_a_retry() -> None:
    world = World(step("s")).start("s").stumble("s").sleep(60).crash()
    assert not world.open_work
    assert world.sleep(40).open_work


def test_the_cause_of_a_failed_flow_is_the_step_that_failed_first_upstream() -> None:
    steps = [step("a", [], ["x"]), step("b", ["x"], ["y"]), step("c", ["y"], ["z"]), step("o", [], ["q"])]
    goal = step("g", {"z": required(), "q": {"role": "optional", "optional": {"deadline": 9}}})
    world = World(*steps, goal).start("g").fail("o", "unimportant").fail("a", "broken")
    assert world.flow.error == "step a failed: broken"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("fixed", [100, 100, 100, 100]), ("linear", [100, 200, 300, 400]), ("exponential", [100, 200, 400, 450])],
)
def test_delays_grow_by_their_type_up_to_the_maximum(kind: str, expected: list[int]) -> None:
    work = WorkConfig(init_backoff=100, max_backoff=450, backoff_type=kind)
    assert [delay_ms(work, n) for n in range(1, 5)] == expected


def test_the_exponential_delay_never_falls() -> None:
    work = WorkConfig(init_backoff=1, max_backoff=60_000, backoff_type="exponential")
    assert delay_ms(work, 1000) == 60_000
