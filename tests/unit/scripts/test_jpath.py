"""jpath beyond the compliance suite: bare conditions, the order of members, patterns and limits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.scripts.interface import CONDITION_LIMITS, CompileError, LimitExceeded, OutOfBudget
from engine.scripts.jpath import compile_jpath

DOCUMENT = {"a": {"b": True, "c": [1, 2, {"d": None}]}, "e": [], "n": None, "s": "hello", "z": 1}
DEEP = "nested deeper than"


def nodes(query: str, document: Any = DOCUMENT) -> list[Any]:
    return list(compile_jpath(query, CONDITION_LIMITS).nodes(document, CONDITION_LIMITS))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$.a.b", [True]),
        ("$.n", [None]),
        ("$.x", []),
        ("$.a.c[-1].d", [None]),
        ("$.a.c[0, 1]", [1, 2]),
        ("$.a.c[::-1]", [{"d": None}, 2, 1]),
        ("$.a.c[?@ > 1]", [2]),
        ("$.a.c[?@.d == null]", [{"d": None}]),
        ("$..d", [None]),
        ("$.a.*", [True, [1, 2, {"d": None}]]),
        ("$[?@ == 1]", [1]),
        ("$[?length(@) == 5]", ["hello"]),
        ("$[?count(@.*) == 2]", [DOCUMENT["a"]]),
        ('$[?search(@, "l+")]', ["hello"]),
        ("$.z == 1", list(DOCUMENT.values())),
        ("$.z == 2", []),
        ("$.e[*]", []),
    ],
)
def test_the_examples_of_the_specification(query: str, expected: list[Any]) -> None:
    assert nodes(query) == expected


def test_members_are_visited_in_the_order_of_their_code_points() -> None:
    document = {"b": 1, "é": 2, "B": 3, "a": {"y": 4, "x": 5}}
    assert nodes("$.*", document) == [3, {"y": 4, "x": 5}, 1, 2]
    assert nodes("$..x", {"b": {"x": 1}, "a": {"x": 2}, "x": 3}) == [3, 2, 1]
    assert nodes("$[?@ > 0]", document) == [3, 1, 2]


@pytest.mark.parametrize(
    ("query", "document", "expected"),
    [
        ("@.q > 1", [{"q": 1}, {"q": 2}, {"q": 3}], [{"q": 2}, {"q": 3}]),
        ("@", [1, None], [1, None]),
        ("@.a", {"x": {"a": 0}, "y": {"b": 1}}, [{"a": 0}]),
        ("!$.error", {"ok": 1}, [1]),
        ("!$.error", {"error": 1}, []),
        ("($.a)", {"a": 5}, [5]),
        ("(($.a))", {"a": 5}, [5]),
        ("(@.a)", {"x": {"a": 5}}, [{"a": 5}]),
        ("1 == 1", {}, []),
        ("1 == 1", [], []),
        ("$ == 1", 1, []),
        ('match($.s, "a.")', {"s": "ab"}, ["ab"]),
        ("$.a == 1\n&& $.b == 2", {"a": 1, "b": 2}, [1, 2]),
        ("$[?@]", [False, None, 0, "", []], [False, None, 0, "", []]),
        ("$[?!@]", [False, None, 0], []),
    ],
)
def test_a_bare_condition_finds_the_children_for_which_it_holds(query: str, document: Any, expected: Any) -> None:
    assert nodes(query, document) == expected


@pytest.mark.parametrize(
    ("left", "sign", "right", "expected"),
    [
        ("[1, true]", "==", "[1, true]", True),
        ("[1]", "==", "[true]", False),
        ('{"a": 0}', "==", '{"a": false}', False),
        ("1", "==", "1.0", True),
        ("9007199254740993", "==", "9007199254740992", False),
        ("null", "<=", "null", True),
        ("true", ">=", "true", True),
        ("true", ">=", "0", False),
        ("false", "<", "true", False),
        ('"é"', ">", '"z"', True),
        ("nothing", "==", "nothing", True),
        ("nothing", "<=", "nothing", True),
        ("nothing", "<", "nothing", False),
        ("nothing", "==", "null", False),
        ("nothing", "!=", "1", True),
    ],
)
def test_values_compare_by_json(left: str, sign: str, right: str, expected: bool) -> None:
    document = {name: json.loads(text) for name, text in (("l", left), ("r", right)) if text != "nothing"}
    query = compile_jpath(f"$.l {sign} $.r", CONDITION_LIMITS)
    assert query.finds({"some": 1, **document}, CONDITION_LIMITS) is expected


@pytest.mark.parametrize(
    ("pattern", "texts", "expected"),
    [
        ("a.c", ["abc", "a\nc", "a\rc", "a\u2028c"], ["abc", "a\u2028c"]),
        ("[.]", [".", "a"], ["."]),
        (r"\\.", [".", "a"], ["."]),
        (r"\\d+", ["12", "\u0661"], ["12"]),
        (r"\\w", ["a", "é"], ["a"]),
        ("(?i)ab", ["AB", "b"], ["AB"]),
        ("(?:ab)+?", ["abab", "a"], ["abab"]),
        ("^a$", ["a", "b"], ["a"]),
        ("[[:alpha:].]+", ["ab.", "1"], ["ab."]),
        (r"\\p{Lu}", ["É", "e"], ["É"]),
        (r"\\Qa.\\E.", ["a.b", "abc"], ["a.b"]),
        ("(?=a)a", ["a"], []),
        (r"(a)\\1", ["aa"], []),
        ("[", ["["], []),
        (r"\\C", ["a"], []),
        (r"a\\", ["a"], []),
    ],
)
def test_patterns_are_regular_expressions_in_linear_time(pattern: str, texts: list[str], expected: list[str]) -> None:
    assert nodes(f'$[?match(@, "{pattern}")]', texts) == expected


def test_a_lone_surrogate_in_a_text_counts_as_a_replacement_character() -> None:
    assert nodes('$[?match(@, "a.")]', ["a\ud800"]) == ["a\ud800"]


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "$ ", " $", "$.a-b", "$.1a", "$. a", "$['a\"]", "$[-0]", "$[00]", "$[1:02]", "$[9007199254740992]",
        "$[?@.a == 1 == true]", "$[?!@.a == 1]", "$[?(@.a) == 1]", "$[?@.a = 1]", "$[?'a']", "$[?@.* == 1]",
        "$[?length(@)]", "$[?count(1) == 1]", "$[?value('a') == 1]", "$[?match(@)]", "$[?nope(@) == 1]",
        "$[?length (@) == 1]", "$[?length(@,) == 1]", "a.b", "$$", "$.a b", "$['\\ud800']", "$['\\x']",
        "$['a\nb']", "$[?@ == 01]", "$[?@ == .5]", "$[?@ == 1.]", "$[?@ == +1]", "$[1,]", "$[,1]", "$...a", "$..",
        "$[?@ == " + "9" * 5000 + "]",
    ],
)  # fmt: skip
def test_a_query_outside_the_grammar_is_refused(query: str) -> None:
    with pytest.raises(CompileError):
        compile_jpath(query, CONDITION_LIMITS)


def test_a_refusal_names_the_place() -> None:
    with pytest.raises(CompileError, match=r"line 2, column 7: expected a path, a literal or a function, found 'x'"):
        compile_jpath("$.a ==\n 1 && x", CONDITION_LIMITS)


@pytest.mark.parametrize("query", ["(" * 50_000 + "$.a" + ")" * 50_000, "$" + "[?@" * 1_000 + "]" * 1_000])
def test_deep_nesting_of_a_query_is_refused(query: str) -> None:
    with pytest.raises(CompileError, match=DEEP):
        compile_jpath(query, CONDITION_LIMITS)


def test_a_long_path_and_a_deep_document_are_no_trouble() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    assert nodes("$" + "[0]" * 5_000, deep) == [1]
    assert nodes("$" + "[*]" * 5_000, deep) == [1]
    assert len(nodes("$..[0]", deep)) == 5_000
    assert nodes("$[?@ == @]", [deep]) == [deep]


def test_a_run_over_its_steps_fails() -> None:
    query = compile_jpath("$" + "[*,*]" * 30, CONDITION_LIMITS)
    document: Any = 1
    for _ in range(30):
        document = [document]
    with pytest.raises(LimitExceeded, match="script limit exceeded: steps"):
        query.nodes(document, CONDITION_LIMITS)
    with pytest.raises(OutOfBudget):
        query.nodes(document, CONDITION_LIMITS, quick=True)


def test_a_gate_looks_no_further_than_the_first_node() -> None:
    one_step_each = replace(CONDITION_LIMITS, jpath_steps=10)
    assert compile_jpath("$[*]", CONDITION_LIMITS).finds([0] * 1_000, one_step_each)
    assert compile_jpath("$[?$[0] == 0]", CONDITION_LIMITS).finds([0] * 1_000, one_step_each)


def test_a_condition_without_the_current_node_is_evaluated_once() -> None:
    few = replace(CONDITION_LIMITS, jpath_steps=150)
    query = compile_jpath("$[?count($[*]) == 50]", CONDITION_LIMITS)
    assert len(query.nodes([0] * 50, few)) == 50


def test_a_quick_run_uses_light_patterns_and_leaves_heavy_ones_to_a_worker() -> None:
    texts = ["abc-12"] * 100
    light = compile_jpath('$[?match(@, "[a-z]+-.*")]', CONDITION_LIMITS)
    assert len(light.nodes(texts, CONDITION_LIMITS, quick=True)) == 100
    for pattern in ("x" * 500, r"\\p{L}\\p{L}\\p{L}", r"(\\p{L}{30}){30}"):
        heavy = compile_jpath(f'$[?search(@, "{pattern}")]', CONDITION_LIMITS)
        with pytest.raises(OutOfBudget):
            heavy.nodes(texts, CONDITION_LIMITS, quick=True)
    long = compile_jpath('$[?search(@, "[a-z]+.{100}q")]', CONDITION_LIMITS)
    with pytest.raises(OutOfBudget):
        long.nodes(["abc" * 100] * 100, CONDITION_LIMITS, quick=True)
    assert long.nodes(["abc" * 100] * 100, CONDITION_LIMITS) == []


def test_patterns_of_the_document_are_compiled_within_the_budget() -> None:
    query = compile_jpath("$[?match(@.text, @.pattern)]", CONDITION_LIMITS)
    document = [{"text": "a", "pattern": f"a{{{count}}}.{{900}}|a"} for count in range(1, 200)]
    with pytest.raises(OutOfBudget):
        query.nodes(document, CONDITION_LIMITS, quick=True)
    assert len(query.nodes(document, CONDITION_LIMITS)) == 199
