"""One flow of each kind, named after what it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.histories.record import Recorder

Json = Any
Scenario = Callable[[Recorder], Awaitable[None]]
JSON, PROBLEM = "application/json", "application/problem+json"


def required(**config: Json) -> Json:
    return {"role": "required", "required": config}


def optional(**config: Json) -> Json:
    return {"role": "optional", "optional": config}


def ale(text: str) -> Json:
    return {"language": "ale", "script": text}


def refuses(item: str, name: str) -> Callable[[Json], tuple[int, Json]]:
    """A service that refuses one item, and echoes the others."""
    return lambda body: (422, {"detail": f"{item} has no price"}) if body[name] == item else (200, {"n": 1})


async def script_chain(r: Recorder) -> None:
    await r.step("first", "script", ["x"], ["y"], script=ale(f"{{:{r.name('y')} {r.name('x')}}}"))
    goal = await r.step("second", "script", ["y"], ["z"], script=ale(f"{{:{r.name('z')} [{r.name('y')} 1]}}"))
    await r.run(goal, init={"x": ["hello"]}, labels={"team": "shop"})


async def sync_success(r: Recorder) -> None:
    goal = await r.step("call", "sync", ["x"], ["y"], http=r.http_block("call", (200, {r.name("y"): {"deep": [1]}})))
    await r.run(goal, init={"x": [9007199254740993]})


async def retries(r: Recorder) -> None:
    goal = await r.step("call", "sync", [], ["y"], http=r.http_block("c", (503, None), (500, None), (200, {})))
    await r.run(goal)


async def retries_used_up(r: Recorder) -> None:
    goal = await r.step("call", "sync", [], ["y"], http=r.http_block("c", (503, None)))
    await r.run(goal)


async def refused_upstream(r: Recorder) -> None:
    await r.step("order", "sync", [], ["order"], http=r.http_block("o", (422, {"detail": "address is missing"})))
    goal = await r.step("ship", "sync", ["order"], ["sent"], http=r.http_block("s", (200, {})))
    await r.run(goal)


async def callback(r: Recorder) -> None:
    goal = await r.step("pay", "async", [], ["paid"], http=r.http_block("pay", (202, None)))
    await r.run(goal)
    await r.answer_webhooks(1, lambda _: (JSON, {r.name("paid"): True}))


async def callback_refused(r: Recorder) -> None:
    goal = await r.step("pay", "async", [], ["paid"], http=r.http_block("pay", (202, None)))
    await r.run(goal)
    await r.answer_webhooks(1, lambda _: (PROBLEM, {"title": "Declined", "detail": "card expired"}))


async def fan_out(r: Recorder) -> None:
    specs = {"items": required(for_each=True), "size": required()}
    goal = await r.step(
        "resize", "sync", specs, ["n"], http=r.http_block("r", (200, {r.name("n"): 1})), work_config={"parallelism": 2}
    )
    await r.run(goal, init={"items": [["a", "b", "c"]], "size": [64]})


async def fan_out_failed_and_undone(r: Recorder) -> None:
    name = r.name("items")
    undo = r.services.at(f"/{r.prefix}/undo", (500, None), (200, None))
    block = r.http_block("reserve", (200, refuses("c", name)), compensate=undo)
    goal = await r.step(
        "reserve", "sync", {"items": required(for_each=True)}, ["n"], http=block, work_config={"parallelism": 1}
    )
    await r.run(goal, init={"items": [["a", "b", "c", "d"]]})


async def empty_fan_out(r: Recorder) -> None:
    goal = await r.step("each", "sync", {"items": required(for_each=True)}, ["n"], http=r.http_block("e", (200, {})))
    await r.run(goal, init={"items": [[]]})


async def optional_window(r: Recorder) -> None:
    await r.step("slow", "sync", [], ["coupon"], http=r.http_block("s", (503, None), (200, {r.name("coupon"): "late"})))
    specs = {"coupon": optional(deadline=20, default='"none"')}
    goal = await r.step("price", "sync", specs, ["total"], http=r.http_block("p", (200, {r.name("total"): 5})))
    await r.run(goal)


async def closed_gate(r: Recorder) -> None:
    await r.step("route", "script", [], ["channel"], script=ale(f'{{:{r.name("channel")} "sms"}}'))
    for kind in ("mail", "sms"):
        gate = {"channel": required(match=ale(f'(eq value "{kind}")'))}
        await r.step(kind, "script", gate, [f"sent_{kind}"], script=ale(f"{{:{r.name(f'sent_{kind}')} true}}"))
    await r.run(f"{r.prefix}-mail", f"{r.prefix}-sms")


async def all_gates_closed(r: Recorder) -> None:
    goal = await r.step("mail", "script", {"c": required(match=ale('(eq value "mail")'))}, ["s"], script=ale("{}"))
    await r.run(goal, init={"c": ["sms"]})


async def predicate_false(r: Recorder) -> None:
    goal = await r.step("maybe", "script", ["x"], ["y"], script=ale("{}"), predicate=ale("false"))
    await r.run(goal, init={"x": [None]})


async def match_error(r: Recorder) -> None:
    goal = await r.step("gate", "script", {"c": required(match=ale("(raise value)"))}, ["s"], script=ale("{}"))
    await r.run(goal, init={"c": ["broken"]})


async def several_providers(r: Recorder) -> None:
    for n in range(3):
        await r.step(f"rate{n}", "script", [], ["rate"], script=ale(f"{{:{r.name('rate')} {n}}}"))
    for policy in ("first", "last", "some", "all"):
        spec = {"rate": required(collect=policy)}
        await r.step(policy, "script", spec, [policy], script=ale(f"{{:{r.name(policy)} {r.name('rate')}}}"))
    await r.run(*(f"{r.prefix}-{policy}" for policy in ("first", "last", "some", "all")))


async def pruned(r: Recorder) -> None:
    await r.step("seed", "sync", [], ["seed"], http=r.http_block("s", (503, None), (200, {r.name("seed"): 1})))
    await r.step("quick", "script", [], ["x"], script=ale(f"{{:{r.name('x')} 1}}"))
    await r.step("spare", "script", ["seed"], ["x"], script=ale("{}"))
    goal = await r.step("goal", "script", ["x"], ["y"], script=ale("{}"))
    await r.run(goal)


async def child_flow(r: Recorder) -> None:
    await r.step("inner", "script", ["a"], ["b"], script=ale(f"{{:{r.name('b')} {r.name('a')}}}"))
    goal = await r.step(
        "outer", "flow", {"a": required(for_each=True)}, ["b"], flow={"goals": [f"{r.prefix}-inner"]},
        work_config={"parallelism": 2},
    )  # fmt: skip
    await r.run(goal, init={"a": [[1, 2, 3]]})


async def child_failed(r: Recorder) -> None:
    await r.step("inner", "script", ["a"], ["b"], script=ale("(raise a)".replace("a)", f"{r.name('a')})")))
    goal = await r.step("outer", "flow", ["a"], ["b"], flow={"goals": [f"{r.prefix}-inner"]})
    await r.run(goal, init={"a": ["no"]})


async def remembered(r: Recorder) -> None:
    specs = {"items": required(for_each=True)}
    goal = await r.step("memo", "script", specs, ["n"], script=ale(f"{{:{r.name('n')} 1}}"), memoizable=True)
    await r.run(goal, init={"items": [[1, 1, 2, 1]]})


async def mapped(r: Recorder) -> None:
    specs = {
        "order": required(mapping={"name": "o", "script": {"language": "jpath", "script": "$.lines"}}),
        "rate": {"role": "const", "const": {"value": "0.5"}},
        "me": {"role": "meta", "meta": {"key": "step_id"}},
    }
    goal = await r.step("map", "script", specs, ["total"], script=ale(f"{{:{r.name('total')} [o {r.name('me')}]}}"))
    await r.run(goal, init={"order": [{"lines": [1, 2]}]})


async def given_goal(r: Recorder) -> None:
    goal = await r.step("made", "script", ["x"], ["y"], script=ale("{}"))
    await r.run(goal, init={"y": [7]})


async def late_work(r: Recorder) -> None:
    slow = await r.step("slow", "async", [], ["a"], http=r.http_block("s", (202, None)))
    bad = await r.step("bad", "sync", [], ["b"], http=r.http_block("b", (400, {"title": "Refused"})))
    await r.run(slow, bad)
    await r.answer_webhooks(1, lambda _: (JSON, {r.name("a"): 1}))


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__.replace("_", "-"): scenario
    for scenario in (
        script_chain, sync_success, retries, retries_used_up, refused_upstream, callback, callback_refused, fan_out,
        fan_out_failed_and_undone, empty_fan_out, optional_window, closed_gate, all_gates_closed, predicate_false,
        match_error, several_providers, pruned, child_flow, child_failed, remembered, mapped, given_goal, late_work,
    )
}  # fmt: skip
