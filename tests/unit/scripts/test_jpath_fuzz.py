"""Random queries on random documents: refused or answered, never a crash, and both ways of asking agree."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.scripts.interface import CONDITION_LIMITS, CompileError, LimitExceeded, OutOfBudget
from engine.scripts.jpath import compile_jpath

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)
)
NAMES = st.sampled_from(["a", "b", "c", "é", "a b"])
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=15,
)
PATHS = ["$", "@", ".a", ".b", "..c", "..*", "[*]", "[0]", "[-1]", "[1:3]", "[::-1]", "['a b']", "[?@.a]", "[?@ > 1]"]
SIGNS = ["==", "!=", "<", "<=", "&&", "||", "!", "(", ")", "[", "]", "?", ",", " ", "\n", "\\", "é"]
VALUES = ["1", "'x'", "true", "null", "1.5", "length(", "count(", "value(", "match(", "search(", '"a.*"']
PIECES = st.sampled_from([*PATHS, *SIGNS, *VALUES])
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ask(text: str, document: Any) -> None:
    try:
        query = compile_jpath(text, CONDITION_LIMITS)
    except CompileError:
        return
    try:
        nodes = query.nodes(document, CONDITION_LIMITS)
    except LimitExceeded:
        return
    assert query.finds(document, CONDITION_LIMITS) == bool(nodes)
    try:
        assert query.nodes(document, CONDITION_LIMITS, quick=True) == nodes
    except OutOfBudget:
        pass


@SETTINGS
@given(st.lists(PIECES, max_size=12).map("".join), DOCUMENTS)
def test_any_sequence_of_tokens(text: str, document: Any) -> None:
    ask(text, document)
    ask("$" + text, document)


@SETTINGS
@given(st.text(max_size=20), DOCUMENTS)
def test_any_text(text: str, document: Any) -> None:
    ask(text, document)


QUERIES = [
    "$.a[?@.b > 1 && !(@.c == 'x' || @['a b'] != null)].b",
    "$..[?length(@.a) == 2 || count(@..b) < 3][0, -1, 1:9:2]",
    "match($.a, \"[a-c]+\") || search(value($..b), '(?i)x.?') && $.c >= 1.5e3",
]


@SETTINGS
@given(st.sampled_from(QUERIES), st.randoms(use_true_random=False), DOCUMENTS)
def test_queries_with_characters_changed(query: str, choices: random.Random, document: Any) -> None:
    text = list(query)
    for _ in range(choices.randint(0, 4)):
        place = choices.randrange(len(text))
        choices.choice([text.insert, text.__setitem__])(place, choices.choice("$@.[]()?!&|='\"*:, ab01-\\"))
    ask("".join(text), document)


@SETTINGS
@given(DOCUMENTS)
def test_the_document_comes_back_as_it_is(document: Any) -> None:
    query = compile_jpath("$", CONDITION_LIMITS)
    assert query.nodes(document, CONDITION_LIMITS) == [document]
    everything = compile_jpath("$..*", CONDITION_LIMITS)
    assert len(everything.nodes(document, CONDITION_LIMITS)) == count(document) - 1


def count(value: Any) -> int:
    match value:
        case list():
            return 1 + sum(map(count, value))
        case dict():
            return 1 + sum(map(count, value.values()))
    return 1
