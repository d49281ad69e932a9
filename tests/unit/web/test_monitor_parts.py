"""Small pure parts of the monitor and of the inspection pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict

from argyll_web.events import json_page
from argyll_web.events.asked import parse_search
from argyll_web.events.masks import MASKED, masked, masked_state
from argyll_web.monitor.asked import cursor_of, flow_filter, place_of
from argyll_web.monitor.path import at_path, parse_path
from engine.model.errors import BadRequest
from engine.store.reader import Place, Range

PATTERNS = ("password", "secret", "token", "authorization", "api_key")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/attributes/a~1b/0/value", ["attributes", "a/b", "0", "value"]),
        ("/x~0y", ["x~y"]),
        ('["attributes", "a/b", 0]', ["attributes", "a/b", 0]),
        ("[]", []),
    ],
)
def test_a_path_is_a_pointer_or_a_list(text: str, path: list[Any]) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize("text", ["", "a/b", "[1.5]", "[true]", "[null]", "[", "{}"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parse_path(text)


def test_a_value_is_cut_out_as_it_stands() -> None:
    text = b'{"a":[1,{"b/c":9007199254740993.000}],"d":null}'
    assert at_path(text, ["a", 1, "b/c"]) == b"9007199254740993.000"
    assert at_path(text, ["a", "0"]) == b"1"
    assert at_path(text, []) == text
    assert at_path(text, ["d"]) == b"null"
    for path in (["x"], ["a", 2], ["a", -1], ["a", "x"], ["d", "x"], ["a", 0, 0]):
        assert at_path(text, path) is None


def test_a_cursor_goes_there_and_back_and_belongs_to_its_order() -> None:
    cursor = cursor_of("ended", True, Place(17, 4))
    assert place_of(cursor, "ended", True) == Place(17, 4)
    for sort, falling in (("ended", False), ("started", True)):
        with pytest.raises(BadRequest, match="another order"):
            place_of(cursor, sort, falling)


def test_a_plus_sign_that_nobody_encoded_is_understood() -> None:
    asked = flow_filter(QueryDict("started_from=2026-03-01T11:00:00+01:00&started_to=2026-03-01T10:00:00Z"))
    assert asked.started == Range(1_772_359_200_000, 1_772_359_200_000)


def test_a_search_is_words_with_names_and_the_rest() -> None:
    search = parse_search("step:pay order:1:x refused token:abc")
    assert search.fields == {"step": "pay", "token": "abc"}
    assert search.plain == "order:1:x refused"


def test_values_under_such_names_are_masked_and_nothing_else() -> None:
    payload = {
        "token": "receipt", "init": {"Password": ["x"], "name": ["y"]}, "outputs": {"api_key": {"a": 1}, "n": [1]},
        "plan": {"steps": {"s": {"attributes": {"secret_word": {"role": "const", "const": {"value": '"x"'}}}}},
                 "attributes": {"token": {"providers": ["s"], "consumers": []}}},
    }  # fmt: skip
    shown = masked(payload, PATTERNS)
    assert shown["token"] == "receipt"
    assert shown["init"] == {"Password": MASKED, "name": ["y"]}
    assert shown["outputs"] == {"api_key": MASKED, "n": [1]}
    const = shown["plan"]["steps"]["s"]["attributes"]["secret_word"]
    assert const == {"role": "const", "const": {"value": MASKED}}
    assert shown["plan"]["attributes"] == payload["plan"]["attributes"]
    assert masked(payload, ()) == payload


def test_the_values_of_a_state_are_masked_by_the_names_of_attributes() -> None:
    item = {"status": "active", "inputs": {"token": "secret"}}
    state = {
        "plan": {}, "attributes": {"password": [{"value": "x", "set_at": "now"}], "a": [{"value": "y"}]},
        "executions": {"s": {"inputs": {"password": "x"}, "work_items": {"token-1": item}}},
    }  # fmt: skip
    shown = masked_state(state, PATTERNS)
    assert shown["attributes"] == {"password": [{"value": MASKED, "set_at": "now"}], "a": [{"value": "y"}]}
    execution = shown["executions"]["s"]
    assert execution["inputs"] == {"password": MASKED}
    assert execution["work_items"] == {"token-1": {"status": "active", "inputs": {"token": MASKED}}}


def test_json_is_shown_as_text_whatever_it_holds() -> None:
    attack = "<img src=x onerror=alert(1)>"
    shown = json_page.tree({attack: [attack, 1, None, True, {}], "deep": {"a": {"b": {"c": 1}}}})
    assert "<img" not in shown
    assert shown.count("<details") == 5
    assert "9007199254740993" in json_page.tree({"n": 9007199254740993})


def test_json_of_many_parts_is_shown_as_plain_text_with_a_limit() -> None:
    shown = json_page.tree(["<b>" * 10] * 20_000)
    assert len(shown) < 400_000
    assert "characters more" in shown
    assert "<b>" not in shown
    assert len(json_page.one_line({"x": "y" * 1000})) == json_page.LINE
    assert json.loads(json_page.indented({"ä": 1})) == {"ä": 1}
