"""Whatever the text of a script: it is refused, fails, or gives a value, soon. Nothing else ever comes out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scripts.ale import compile_ale
from engine.scripts.ale.builtins import LIBRARY
from engine.scripts.ale.forms import MACROS, SPECIAL_FORMS
from engine.scripts.ale.values import Library
from engine.scripts.interface import CONDITION_LIMITS, CompileError, OutOfBudget, ScriptError

LIMITS = replace(CONDITION_LIMITS, ale_steps=300, memory_bytes=4 << 20, depth=100)
ARGUMENTS = {"x": [1, {"a": 2}], "y": "text"}

EXAMPLES = [
    line.rsplit(" => ", 1)[0]
    for line in Path(__file__).with_name("ale_examples.txt").read_text(encoding="utf-8").splitlines()
    if " => " in line
]
TOKEN = re.compile(r""" "(?:[^"\\]|\\.)*" | \#\{ | [()\[\]{}] | ,@ | ['`,] | [^\s()\[\]{}"'`,]+ """, re.VERBOSE)

ATOMS = st.sampled_from(
    [
        "0", "1", "-1", "2.5", "1/3", "nan", "+inf", "1e300", "9223372036854775808", '""', '"abc"', '"é"', ":a", ":b",
        "null", "true", "false", "x", "y",
        "[1 2 3]", '{:a 1 "b" 2}', "#{1 2}", "(list 1 2)", "'(1 . 2)", "'sym", "'a/b", "(range)", "(range 5)", "inc",
        "+", "[]", "{}", "#{}", "(lambda (x) x)", "(lambda x x)", "(map inc [1 2])", "(lazy-seq [1 2])", "(delay 1)",
        '(raise "e")', "(comp inc)",
    ]
)  # fmt: skip


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Calls of library procedures with a number of arguments that they accept."""

    def call(procedure: Library) -> st.SearchStrategy[str]:
        most = procedure.least + 2 if procedure.most is None else procedure.most
        arguments = st.lists(inner, min_size=procedure.least, max_size=most)
        return arguments.map(lambda parts: f"({' '.join([procedure.name, *parts])})")

    return st.sampled_from([value for value in LIBRARY.values() if isinstance(value, Library)]).flatmap(call)


def forms(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def filled(template: str) -> st.SearchStrategy[str]:
        return st.tuples(inner, inner, inner).map(lambda parts: template.format(*parts))

    templates = (
        "(let [x {}] {})", "({} {})", "({} {} {})", "[{} {}]", "{{{} {}}}", "#{{{} {}}}", "(lambda (x . y) {})",
        "(lambda [() {}] [(x) {}])", "(try {} (catch [x any?] {}) (finally {}))", "`({} ,{} ,@{})", "({} . {})",
        "(cond [{} {}] [:else {}])", "(case {} [{} {}])", "(for ([x {}] [y {}]) {})", "(for-each [x {}] {})",
        "(-> {} ({}) str)", "(some->> {} ({} {}))", "(cond-> {} [({}) ({})])", "(recover (thunk {}) {})",
        "(let-rec [y (lambda (x) {})] (y {}))", "(begin (define x {}) (define (y x) {}) {})", "(lazy-seq {})",
    )  # fmt: skip
    return st.sampled_from(templates).flatmap(filled)


PROGRAMS = st.recursive(ATOMS, lambda inner: calls(inner) | calls(inner) | forms(inner), max_leaves=15)


@st.composite
def mutated_examples(draw: st.DrawFn) -> str:
    """An example with tokens taken out, put in from another one, or replaced."""
    tokens = TOKEN.findall(draw(st.sampled_from(EXAMPLES)))
    words = st.sampled_from([*MACROS, *SPECIAL_FORMS, *LIBRARY])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens)))
        removed = draw(st.integers(0, 2))
        other = TOKEN.findall(draw(st.sampled_from(EXAMPLES)))
        tokens[place : place + removed] = draw(st.sampled_from([other[:3], other[-3:], [draw(words)], []]))
    return " ".join(tokens)


def run(script: str) -> None:
    try:
        program = compile_ale(script, tuple(ARGUMENTS), LIMITS)
    except CompileError:
        return
    for quick in (True, False):
        try:
            outputs = program.outputs(ARGUMENTS, LIMITS, quick)
        except ScriptError:
            pass
        except OutOfBudget:
            assert quick
        else:
            assert all(type(name) is str for name in outputs)


@settings(max_examples=400, deadline=5_000)
@given(PROGRAMS)
def test_a_random_program_ends_as_it_should(script: str) -> None:
    run(script)


@settings(max_examples=400, deadline=5_000)
@given(mutated_examples())
def test_a_changed_example_ends_as_it_should(script: str) -> None:
    run(script)


@settings(max_examples=300, deadline=5_000)
@given(st.text(st.sampled_from("()[]{}#'`,@\"\\;:|./+-01aexλé \n") | st.characters(), max_size=30))
def test_random_text_ends_as_it_should(script: str) -> None:
    run(script)
