"""How JSON enters an Ale script and how its result leaves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scripts.ale import compile_ale
from engine.scripts.interface import CONDITION_LIMITS, STEP_LIMITS, LimitExceeded, ScriptError


def outputs(script: str, **arguments: Any) -> dict[str, Any]:
    return compile_ale(script, sorted(arguments), STEP_LIMITS).outputs(arguments, STEP_LIMITS)


def result(script: str, **arguments: Any) -> Any:
    return outputs(script, **arguments)["result"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
IDENTITY = compile_ale("{:out value}", ("value",), STEP_LIMITS)


def same(left: Any, right: Any) -> bool:
    """Equality of JSON, where true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(IDENTITY.outputs({"value": value}, STEP_LIMITS)["out"], value)


def test_a_whole_float_comes_out_without_a_fraction() -> None:
    assert [type(number) for number in result("[x (/ x 2) 1e18 (/ 6 4)]", x=3)] == [int, float, int, float]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(str x)", "5.0"),
        ("(eq x 5)", False),
        ("(= x 5)", True),
        ("(/ x 4)", 1.25),
        ("(nth [1 2 3 4 5 6] x)", 6),
    ],
)
def test_a_number_enters_as_a_float(script: str, expected: Any) -> None:
    assert result(script, x=5) == expected


def test_an_integer_that_is_no_double_keeps_its_digits() -> None:
    assert outputs("{:a (str x) :b (+ x 1)}", x=2**53 + 1) == {"a": "9007199254740993", "b": 2**53 + 2}
    assert result("x", x=10**400 + 1) == 10**400 + 1


def test_an_integer_of_too_many_digits_does_not_enter() -> None:
    with pytest.raises(LimitExceeded, match="script limit exceeded: memory"):
        result("x", x=10**4_300)


def test_keys_are_keywords_of_any_text() -> None:
    assert result("(get x (car (first x)))", x={"a b": 1}) == 1
    assert result('(get x "a" :none)', x={"a": 1}) == "none"


def test_a_lone_surrogate_is_replaced() -> None:
    assert outputs("x", x={"a\ud800": "\udfffb"}) == {"a\ufffd": "\ufffdb"}
    assert outputs('"a\ud800"') == {"result": "a\ufffd"}


def test_an_input_without_a_value_is_null() -> None:
    program = compile_ale("[(null? a) (null? b)]", ("a", "b"), STEP_LIMITS)
    assert program.outputs({"a": None}, STEP_LIMITS) == {"result": [True, True]}


def test_an_object_gives_one_output_for_each_entry() -> None:
    assert outputs("{:a 1 :b {:c 2}}") == {"a": 1, "b": {"c": 2}}
    assert outputs("{}") == {}
    assert outputs("[1]") == {"result": [1]}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("null", None),
        ("(list)", None),
        ("[]", []),
        ("(list 1 2)", [1, 2]),
        (":status", "status"),
        ("'a/b", "a/b"),
        ("(cons 1 2)", "(1 . 2)"),
        ("1/4", 0.25),
        ("(* 9223372036854775807 4)", 36893488147419103228),
        ("#{3 1 2}", [1, 2, 3]),
        ("(map inc [1 2])", [2, 3]),
        ("(lazy-seq null)", []),
        ("[1e300 -0.0]", [1e300, 0]),
    ],
)
def test_a_value_leaves_as_json(script: str, expected: Any) -> None:
    assert same(result(script), expected)


def test_keys_leave_as_their_text() -> None:
    assert outputs('{:a 1 "b" 2 3 3 4.0 4 true 5 false 6 null 7}') == {
        "a": 1, "b": 2, "3": 3, "4": 4, "true": 5, "false": 6, "null": 7,
    }  # fmt: skip


def test_of_two_keys_with_one_text_the_one_that_prints_last_wins() -> None:
    assert outputs('{:a 1 "a" 2}') == {"a": 2}
    assert outputs('{"a" 2 :a 1}') == {"a": 2}


@pytest.mark.parametrize("script", ["inc", "{:x (lambda (x) x)}", "[(delay 1)]", "when", "nan", "[+inf]", "(/ 1.0 0)"])
def test_what_has_no_json_fails_the_script(script: str) -> None:
    with pytest.raises(ScriptError, match="a result cannot hold"):
        result(script)


def test_a_result_may_nest_to_the_limit_and_no_deeper() -> None:
    nest = "(let-rec [nest (lambda (n v) (if (= n 0) v (nest (dec n) [v])))] (nest {} 1))"
    assert result(nest.format(100))
    with pytest.raises(LimitExceeded, match="script limit exceeded: result"):
        result(nest.format(101))


def test_a_result_may_be_as_large_as_the_limit_and_no_larger() -> None:
    largest = "x" * (STEP_LIMITS.result_bytes - len('{"result":""}'))
    assert len(result("x", x=largest)) == len(largest)
    for too_large in (largest + "x", "é" * (len(largest) // 2 + 1), '"' * (len(largest) // 2 + 1)):
        with pytest.raises(LimitExceeded, match="script limit exceeded: result"):
            result("x", x=too_large)


@pytest.mark.parametrize(
    ("script", "expected"), [("false", False), ("null", True), ("0", True), ("[]", True), ("#t", True)]
)
def test_only_false_is_false(script: str, expected: bool) -> None:
    assert compile_ale(script, (), CONDITION_LIMITS).truth({}, CONDITION_LIMITS) is expected
