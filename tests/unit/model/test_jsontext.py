"""JSON in and out without loss (`api.md`, 1 and A2)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model import ids, instant, jsontext
from engine.model.errors import BadRequest

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(values)
def test_every_value_comes_back(value: Any) -> None:
    assert jsontext.decode(jsontext.encode(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (rb'"\ud800"', "\ufffd"),
        (rb'"a\udc00b"', "a\ufffdb"),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'"\\ud800"', r"\ud800"),
        (rb'"\ud800\ud83d\ude00"', "\ufffd\U0001f600"),
    ],
)
def test_a_lone_surrogate_becomes_a_replacement_character(text: bytes, value: str) -> None:
    assert jsontext.decode(text) == value


@pytest.mark.parametrize("text", [b"", b"{", b"NaN", b"1e999", b"[1,]", b"{} x", b"\xff", b"[" * 5000 + b"]" * 5000])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(BadRequest):
        jsontext.decode(text)


def test_an_integer_may_have_4300_digits() -> None:
    jsontext.check_numbers(b"[" + b"1" * 4300 + b"]")
    with pytest.raises(BadRequest, match="4300"):
        jsontext.check_numbers(b"[" + b"1" * 4301 + b"]")
    jsontext.check_numbers(b'["' + b"1" * 9000 + b'"]')


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (True, 1, False),
        ([{"a": 1}], [{"a": 1.0}], True),
        ("1", 1, False),
        ([1], [1, 2], False),
        (None, False, False),
    ],
)
def test_values_are_compared_as_json(left: Any, right: Any, same: bool) -> None:
    assert jsontext.same(left, right) is same


@given(st.integers(1, 4_000_000_000_000_000))
def test_an_instant_comes_back_from_its_text(at_us: int) -> None:
    assert instant.parse(instant.text(at_us)) == at_us


def test_an_instant_has_no_trailing_zeros() -> None:
    assert instant.text(1772360430500000) == "2026-03-01T10:20:30.5Z"
    assert instant.text(instant.NEVER) == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("given_id", "stored"),
    [("--My Step!_/x.A+B-", "my-step_x.a+b"), ("a", "a"), ("!!", ""), ("- -", ""), ("a--b", "a--b"), ("É", "")],
)
def test_ids_are_normalised(given_id: str, stored: str) -> None:
    assert ids.normalise(given_id) == stored


def test_tokens_are_random_uuids_of_version_4() -> None:
    import uuid

    tokens = {ids.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(uuid.UUID(token).version == 4 for token in tokens)
