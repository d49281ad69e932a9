"""The way in for the engine: what is refused, what the places make of results, and what is left to a worker."""

from __future__ import annotations

from typing import Any

import pytest

from engine.scripts.cache import CompiledCache
from engine.scripts.compiled import Compiled
from engine.scripts.interface import (
    NOTHING,
    CompileError,
    Failed,
    Json,
    Outcome,
    Purpose,
    Returned,
    Source,
    Task,
)
from engine.scripts.service import Scripts, check, try_now

MAPPINGS = [Purpose.INPUT_MAPPING, Purpose.OUTPUT_MAPPING]


def outcome(language: str, text: str, purpose: Purpose, value: Json = None, **inputs: Json) -> Outcome | None:
    """Of a place that has one value, or of inputs."""
    names = tuple(sorted(inputs))
    arguments = inputs if purpose in (Purpose.STEP, Purpose.PREDICATE) else {**inputs, "value": value}
    document = inputs if purpose is Purpose.PREDICATE else value
    task = Task(Source(language, text, purpose, names if purpose is not Purpose.MATCH else ()), arguments, document)
    quick, full = try_now(task), Scripts().run_fully(task)
    assert quick in (None, full)
    return quick


@pytest.mark.parametrize(
    ("language", "text", "purpose", "message"),
    [
        ("", "1", Purpose.STEP, "language '' is unknown; expected ale, lua or jpath"),
        ("ALE", "1", Purpose.MATCH, "language 'ALE' is unknown"),
        ("jpath", "$.a", Purpose.STEP, "jpath is for conditions and mappings"),
        ("jpath", "", Purpose.MATCH, "the script is empty"),
        ("jpath", "$.", Purpose.MATCH, "expected a name"),
        ("lua", "", Purpose.STEP, "the script is empty"),
        ("lua", "", Purpose.PREDICATE, "the script is empty"),
        ("lua", "return 1 +", Purpose.STEP, "line 1: unexpected symbol near <eof>"),
        ("ale", "", Purpose.STEP, "the script is empty"),
        ("ale", " \n", Purpose.PREDICATE, "the script is empty"),
        ("ale", "(nope)", Purpose.INPUT_MAPPING, "nope"),
    ],
)
def test_a_script_is_refused_with_its_reason(language: str, text: str, purpose: Purpose, message: str) -> None:
    with pytest.raises(CompileError) as caught:
        check(Source(language, text, purpose))
    assert message in str(caught.value)


def test_a_script_of_lua_may_be_white_space() -> None:
    assert outcome("lua", " ", Purpose.STEP) == Returned({"result": None})


@pytest.mark.parametrize("name", ["my name", "a\u00a0b", "order-id", "1st", "end", "goto", "naïve", "a.b", ""])
def test_lua_refuses_a_name_that_is_no_free_identifier(name: str) -> None:
    with pytest.raises(CompileError) as caught:
        check(Source("lua", "return 1", Purpose.STEP, (name,)))
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["my name", "a\tb", "a(b", '"a', "1st", ":a", "a/b", "-1"])
def test_ale_refuses_a_name_that_is_no_plain_symbol(name: str) -> None:
    with pytest.raises(CompileError) as caught:
        check(Source("ale", "1", Purpose.STEP, (name,)))
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["order-id", "order_id", "a.b", "naïve", "if", "-x"])
def test_ale_binds_any_plain_symbol(name: str) -> None:
    assert outcome("ale", f"{{:x {name}}}", Purpose.STEP, **{name: "here"}) == Returned({"x": "here"})


def test_lua_takes_up_to_150_inputs() -> None:
    names = tuple(f"i{number}" for number in range(151))
    check(Source("lua", "return value", Purpose.INPUT_MAPPING, names[:150]))
    check(Source("ale", "value", Purpose.INPUT_MAPPING, names))
    with pytest.raises(CompileError, match="151 inputs; a script of Lua takes at most 150"):
        check(Source("lua", "return 1", Purpose.STEP, names))


@pytest.mark.parametrize(
    ("language", "text", "passes"),
    [
        ("ale", "#f", False),
        ("ale", "null", True),
        ("lua", "return nil", False),
        ("lua", "return 0", True),
        ("lua", "local x = 1", False),
        ("jpath", "$.a", True),
        ("jpath", "$.b", False),
        ("jpath", "$.a == null", True),
    ],
)
def test_a_condition_gives_a_boolean(language: str, text: str, passes: bool) -> None:
    assert outcome(language, text, Purpose.PREDICATE, a=None) == Returned(passes)
    assert outcome(language, text, Purpose.MATCH, value={"a": None}) == Returned(passes)


@pytest.mark.parametrize("purpose", MAPPINGS)
@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("lua", "return {}", None),
        ("lua", "return nil", None),
        ("lua", "return value.n", 5),
        ("lua", "return {one = value.n}", 5),
        ("lua", "return {value = value.n, more = 1}", 5),
        ("lua", "return {a = value.n, b = 2}", {"a": 5, "b": 2}),
        ("lua", "return {value.n}", [5]),
        ("ale", "{:one (:n value)}", 5),
        ("ale", "{:a (:n value) :b 2}", {"a": 5, "b": 2}),
        ("ale", "[(:n value)]", [5]),
        ("ale", "null", None),
        ("jpath", "$.n", 5),
        ("jpath", "$.*", [6, 5]),
        ("jpath", "$.none", NOTHING),
        ("jpath", "$.n == 5", [6, 5]),
    ],
)
def test_a_mapping_gives_one_value(purpose: Purpose, language: str, text: str, expected: Any) -> None:
    assert outcome(language, text, purpose, value={"n": 5, "m": 6}) == Returned(expected)


def test_a_mapping_sees_its_input_under_both_names_and_value_only_once() -> None:
    task = Task(Source("lua", "return a + value", Purpose.INPUT_MAPPING, ("a", "b")), {"a": 2, "value": 2}, 2)
    assert try_now(task) == Returned(4)
    named = Task(Source("ale", "value", Purpose.INPUT_MAPPING, ("a", "value")), {"a": 1, "value": None}, 1)
    assert try_now(named) == Returned(None)


@pytest.mark.parametrize(
    ("purpose", "prefix"),
    [
        (Purpose.STEP, ""),
        (Purpose.PREDICATE, "predicate evaluation failed: "),
        (Purpose.MATCH, "match evaluation failed: "),
        (Purpose.INPUT_MAPPING, ""),
    ],
)
def test_a_failure_says_in_which_place(purpose: Purpose, prefix: str) -> None:
    assert outcome("lua", "error('oh', 0)", purpose) == Failed(prefix + "oh")
    assert outcome("ale", '(raise "oh")', purpose) == Failed(prefix + "oh")


ENDLESS = [
    ("lua", "while true do end"),
    ("ale", "(let-rec [f (lambda () (f))] (f))"),
    ("jpath", "$" + "[*,*]" * 30),
]


@pytest.mark.parametrize(("language", "text"), ENDLESS, ids=["lua", "ale", "jpath"])
def test_what_takes_long_is_left_to_a_worker_which_names_the_limit(language: str, text: str) -> None:
    document: Json = 1
    for _ in range(30):
        document = [document]
    task = Task(Source(language, text, Purpose.OUTPUT_MAPPING), {"value": document}, document)
    assert try_now(task) is None
    assert Scripts().run_fully(task) == Failed("script limit exceeded: steps")


def test_a_long_script_that_is_not_compiled_yet_is_left_to_a_worker() -> None:
    scripts = Scripts()
    task = Task(Source("lua", "return 1" + " " * 100_000, Purpose.PREDICATE))
    assert scripts.try_now(task) is None
    query = Task(Source("jpath", "$.a == 1" + " || $.a == 2" * 500, Purpose.PREDICATE), {}, {"a": 1})
    assert scripts.try_now(query) is None
    scripts.check(query.source)
    assert scripts.try_now(query) == Returned(True)


def test_a_broken_script_fails_when_it_runs() -> None:
    task = Task(Source("lua", "return 1 +", Purpose.PREDICATE))
    assert try_now(task) == Failed("predicate evaluation failed: line 1: unexpected symbol near <eof>")


def test_a_large_result_of_a_query_is_refused() -> None:
    task = Task(Source("jpath", "$[*,*,*,*,*,*]", Purpose.INPUT_MAPPING), {}, [["x" * 100] * 10_000] * 2)
    assert try_now(task) is None
    assert Scripts().run_fully(task) == Failed("script limit exceeded: result (over 4194304 bytes)")


def test_the_cache_drops_what_was_not_used_for_longest() -> None:
    cache = CompiledCache(most_scripts=2, most_characters=10)
    compiled = {text: Compiled(lambda task, limits, quick: None) for text in ("a", "b", "c", "d" * 9)}
    sources = {text: Source("lua", text, Purpose.STEP) for text in compiled}
    for text in ("a", "b"):
        cache.put(sources[text], compiled[text])
    assert cache.get(sources["a"]) is compiled["a"]
    cache.put(sources["c"], compiled["c"])
    assert cache.get(sources["b"]) is None
    assert cache.get(sources["a"]) is compiled["a"]
    cache.put(sources["d" * 9], compiled["d" * 9])
    assert len(cache) == 2
    assert cache.get(sources["c"]) is None


def test_one_script_is_compiled_for_each_place_and_set_of_names() -> None:
    assert try_now(Task(Source("lua", "return a", Purpose.STEP, ("a",)), {"a": 1})) == Returned({"result": 1})
    assert try_now(Task(Source("lua", "return a", Purpose.STEP, ()), {"a": 1})) == Returned({"result": None})
    assert try_now(Task(Source("lua", "return a", Purpose.PREDICATE, ("a",)), {"a": 1})) == Returned(True)
