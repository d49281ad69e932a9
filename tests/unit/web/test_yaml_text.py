"""YAML in and out: exact, safe, and with the lines of what is wrong."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from argyll_web.transfer.yaml_text import locate_in_yaml, read_yaml, write_yaml
from engine.model.errors import BadRequest

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=20)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUE)
def test_what_is_written_is_read_again(value: object) -> None:
    assert read_yaml(write_yaml(value)) == value


@pytest.mark.parametrize(
    "text", ["on", "yes", "1e5", "0x1F", "1_000", "2026-01-01", "null", "~", "", "12:30", ".5", "+1"]
)
def test_a_text_that_looks_like_something_else_is_quoted_for_both_versions_of_yaml(text: str) -> None:
    written = write_yaml({"a": text})
    assert read_yaml(written) == {"a": text}
    assert yaml.safe_load(written) == {"a": text}


def test_plain_scalars_are_read_by_the_core_rules() -> None:
    assert read_yaml("[on, 2026-01-01, 12:30, 017, 1.5, 9007199254740993, true]") == [
        "on", "2026-01-01", "12:30", 17, 1.5, 9007199254740993, True,
    ]  # fmt: skip


def test_scripts_are_written_line_by_line() -> None:
    assert write_yaml({"script": "local a = 1\nreturn a"}) == "script: |-\n  local a = 1\n  return a\n"


def test_aliases_work_and_bombs_do_not() -> None:
    assert read_yaml("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}
    bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    with pytest.raises(BadRequest, match="aliases"):
        read_yaml(bomb)
    with pytest.raises(BadRequest, match="read whole"):
        read_yaml("a: &x [*x]")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object/apply:os.system [ls]", "line 1, column 4: tags"),
        ("[" * 100_000, "deeper than 64"),
        ("a: 1\n---\nb: 2", "second document"),
        ("a: 1\na: 2", "line 2, column 1"),
        ("? [1]\n: 2", "name"),
        ("a: [1", "line"),
        ("a: 'b", "line"),
    ],
)
def test_what_is_no_plain_data_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read_yaml(text)


def test_members_and_elements_are_found_by_their_lines() -> None:
    text = "version: 1\nsteps:\n  - id: a\n    http:\n      endpoint: x\n  - id: b\n"
    wanted = {("steps", 0, "http", "endpoint"), ("steps", 1), ("steps", 1, "name"), ()}
    assert locate_in_yaml(text, wanted) == {("steps", 0, "http", "endpoint"): 5, ("steps", 1): 6, (): 1}
