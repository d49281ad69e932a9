"""What must hold for every plan and every order of results (X6, X9, X10; `events.md`, 5)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow.work import FailedForGood, Result, Succeeded, TryAgain
from engine.model.errors import Refusal
from engine.model.step import Step
from tests.unit.flow.rules import check_history
from tests.unit.flow.world import World, optional, required, script, step

Json = Any

NAMES = 5
POLICIES = ["first", "last", "some", "all", "none"]
VALUES: list[Json] = [0, 1, 2, [1, 2], [], [3]]
TURNS = 400


def shaky(value: Json) -> bool:
    """A match or predicate that is true, false, or fails."""
    if value == 0:
        raise ZeroDivisionError("no")
    return value != 1


@st.composite
def inputs(draw: st.DrawFn) -> Json:
    config: Json = {"collect": draw(st.sampled_from(POLICIES)), "for_each": draw(st.booleans())}
    if draw(st.booleans()):
        if draw(st.integers(0, 3)) == 3:
            config["match"] = script("shaky")
        return required(**config)
    if draw(st.booleans()):
        config["default"] = draw(st.sampled_from(["0", "[1,2]", "null"]))
    config["deadline"] = draw(st.sampled_from([0, 50, 5000]))
    return optional(**config)


@st.composite
def catalogs(draw: st.DrawFn) -> list[Step]:
    """Steps whose outputs come after their inputs in the order of names, so that there is no cycle."""
    steps = []
    for n in range(draw(st.integers(2, 7))):
        cut = draw(st.integers(0, NAMES - 1))
        below = st.integers(0, max(0, cut - 1))
        needs = {f"a{i}": draw(inputs()) for i in draw(st.sets(below, min_size=1, max_size=3)) if i < cut}
        makes = [f"a{i}" for i in draw(st.sets(st.integers(cut, NAMES - 1), min_size=1, max_size=2))]
        more: Json = {"work_config": {"parallelism": draw(st.integers(1, 3)), "max_retries": draw(st.integers(1, 2))}}
        if draw(st.integers(0, 9)) == 9:
            more["predicate"] = script("guard")
        kind = draw(st.sampled_from(["sync", "async", "script"]))
        if kind == "sync" and draw(st.booleans()):
            more["http"] = {"compensate": "http://service/undo"}
        steps.append(step(f"s{n}", needs, makes, type=kind, **more))
    return steps


def result(draw: st.DrawFn, steps: dict[str, Step], step_id: str) -> Result:
    """What a service might answer: some or all outputs, or a failure of either kind."""
    match draw(st.integers(0, 7)):
        case 7:
            return FailedForGood("broken")
        case 6:
            return TryAgain("busy")
    made = [name for name, spec in steps[step_id].attributes.items() if spec.role == "output"]
    kept = [name for name in made if draw(st.integers(0, 5)) != 5]
    return Succeeded({name: draw(st.sampled_from(VALUES)) for name in kept})


@st.composite
def runs(draw: st.DrawFn, crashes: bool = False) -> World:
    """A flow that was brought to its end by some order of results, wakes and, if asked for, takeovers."""
    steps = draw(catalogs())
    by_id = {s.id: s for s in steps}
    calls = iter(range(10_000))
    world = World(
        *steps,
        shaky=shaky,
        guard=lambda _: next(calls) % 3 != 0,
        run=lambda _: {f"a{n}": n for n in range(NAMES) if n % 3 != 0},
    )
    goals = draw(st.lists(st.sampled_from(sorted(by_id, reverse=True)), min_size=1, max_size=3))
    given_names = draw(st.sets(st.integers(0, NAMES - 1), max_size=2))
    init = {f"a{n}": draw(st.lists(st.sampled_from(VALUES), max_size=2)) for n in given_names}
    try:
        world.start(*goals, **init)
    except Refusal:
        return world
    crashes_left = 4 if crashes else 0
    for _ in range(TURNS):
        if world.flow.is_deactivated:
            break
        moves = [*world.open_work, *world.open_undo]
        # X10: an active flow waits for an item, a retry or a window; nothing else may hold it up.
        assert moves or world.wake_at_us, f"{world.flow.id} waits for nothing: {world.kinds}"
        if crashes_left and draw(st.integers(0, 9)) == 9:
            crashes_left -= 1
            world.crash()
        elif not moves or (world.wake_at_us and draw(st.integers(0, 3)) == 0):
            world.sleep(max(1, (world.wake_at_us - world.now_us) // 1000 + 1) if world.wake_at_us else 1)
        else:
            token = draw(st.sampled_from(moves))
            if token in world.open_undo:
                world.undone(token, draw(st.sampled_from([Succeeded(None), FailedForGood("x"), TryAgain("y")])))
            else:
                started = world.open_work[token]
                world.report(started.step_id, token, result(draw, by_id, started.step_id))
    return world


@settings(max_examples=120, deadline=None)
@given(runs())
def test_every_flow_ends_by_the_rules(world: World) -> None:
    if world.batches:
        assert world.flow.is_deactivated
        check_history(world.events)
        world.check_replay()
        times = [at for at, _ in world.batches]
        assert times == sorted(set(times))


@settings(max_examples=80, deadline=None)
@given(runs(crashes=True))
def test_every_flow_ends_by_the_rules_whatever_its_runners_do(world: World) -> None:
    if world.batches:
        assert world.flow.is_deactivated
        check_history(world.events, recovered=True)
        world.check_replay()
