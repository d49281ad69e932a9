"""What is refused before a script may run, and how the refusal reads."""

from __future__ import annotations

import pytest

from engine.scripts.ale import compile_ale
from engine.scripts.interface import CONDITION_LIMITS, STEP_LIMITS, CompileError, Program


def refusal(script: str, *names: str) -> CompileError:
    with pytest.raises(CompileError) as refused:
        compile_ale(script, names, STEP_LIMITS)
    return refused.value


def test_a_compiled_script_is_a_program() -> None:
    program: Program = compile_ale("x", ("x",), STEP_LIMITS)
    assert program.truth({"x": True}, CONDITION_LIMITS)


@pytest.mark.parametrize(
    ("script", "line", "column"),
    [
        ("nope", 1, 1),
        ("(+ 1\n   (nope))", 2, 5),
        ("{:a 1\n :b}", 1, 1),
        ("(if true)", 1, 1),
        ('\n\n "open', 3, 2),
        ("1) 2", 1, 2),
        ("(list 1 ]", 1, 9),
        ("(list\n [1 2)", 2, 6),
        ("#| never\n closed", 1, 1),
        ("(list '", 1, 7),
        ("(list 12abc)", 1, 7),
    ],
)
def test_a_refusal_tells_line_and_column(script: str, line: int, column: int) -> None:
    refused = refusal(script)
    assert (refused.line, refused.column) == (line, column)
    assert str(refused).startswith(f"line {line}, column {column}: ")


@pytest.mark.parametrize("script", ["", "  \n\t ", "; only a comment", "#| only |# ; comments"])
def test_a_script_without_a_form_is_refused(script: str) -> None:
    assert "at least one form" in str(refusal(script))


def test_an_unknown_name_is_told() -> None:
    assert "unknown name order/id" in str(refusal("(inc order/id)"))


def test_a_wrong_number_of_arguments_is_told() -> None:
    assert "nth takes 2 to 3 arguments, not 1" in str(refusal("(nth [1])"))
    assert "- takes 1 or more arguments, not 0" in str(refusal("(-)"))


@pytest.mark.parametrize("script", ['("a")', "(:a 1 2 3)", "(5)", "(null)", "(() 1 2 3)"])
def test_a_literal_head_takes_one_or_two_arguments(script: str) -> None:
    refusal(script)


@pytest.mark.parametrize("name", ["order-id", "order_id", "a.b", "naïve", "if", "true", ".5", "+", "-x", "a'b", "q#"])
def test_a_plain_symbol_can_be_an_argument(name: str) -> None:
    assert compile_ale(name, (name,), STEP_LIMITS).outputs({name: "here"}, STEP_LIMITS) == {"result": "here"}


NO_SYMBOLS = ("", "1a", "12", "-1", "#t", "#f", ".", "'a", "`a", ",a", "@a", ";a", "#|a", "a\n")


@pytest.mark.parametrize(
    "name",
    [*NO_SYMBOLS, "my order", "a\u00a0b", "a(b", "a]", 'a"b', ":a", ":", "a/b", "/"],
)
def test_any_other_name_is_refused_and_told(name: str) -> None:
    assert name in str(refusal("1", "fine", name))


def test_a_match_sees_only_its_value() -> None:
    assert "unknown name in_doc" in str(refusal("in_doc", "value"))


@pytest.mark.parametrize(
    "script",
    ["(" * 50_000 + ")" * 50_000, "'" * 50_000 + "x", "[" * 5_000 + "]" * 5_000, "(-> 1" + " inc" * 100_000 + ")"],
    ids=["lists", "quotes", "vectors", "threaded"],
)
def test_compiling_too_deep_a_script_is_over_a_limit(script: str) -> None:
    assert "script limit exceeded: depth" in str(refusal(script))


@pytest.mark.parametrize("script", ["1" * 4_301, "0x" + "f" * 4_300, "1/" + "1" * 4_301, "0b" + "1" * 20_000])
def test_a_number_with_too_many_digits_is_over_a_limit(script: str) -> None:
    assert "script limit exceeded: memory" in str(refusal(script))


NESTED = {
    "calls": ("(inc ", "1", ")", 2_001),
    "choices": ("(if true ", "1", ")", 1),
    "bindings": ("(let [x 1] ", "x", ")", 1),
    "bodies": ("(begin (define x 1) ", "x", ")", 1),
    "tries": ("(try ", "1", " (catch [e any?] 2))", 1),
}


@pytest.mark.parametrize("kind", NESTED)
def test_forms_may_nest_two_thousand_deep(kind: str) -> None:
    opening, inner, closing, expected = NESTED[kind]
    program = compile_ale(opening * 2_000 + inner + closing * 2_000, (), STEP_LIMITS)
    assert program.outputs({}, STEP_LIMITS) == {"result": expected}
