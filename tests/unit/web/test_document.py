"""Documents of steps: their form, and where in them something is."""

from __future__ import annotations

import json

import msgspec
import pytest

from argyll_web.example.orders import STEPS
from argyll_web.transfer.document import Document, read_document, write_document
from engine.model.errors import BadRequest
from engine.model.step import Attribute, Http, Step, WorkConfig

PAY = Step(
    id="pay",
    name="Pay",
    type="sync",
    attributes={"zone": Attribute("output"), "amount": Attribute("required", "number")},
    http=Http("http://pay/charge", timeout=5),
    work_config=WorkConfig(3, 10, 20, "fixed"),
)
EXPORT = """{
  "version": 1,
  "steps": [
    {
      "id": "pay",
      "name": "Pay",
      "type": "sync",
      "attributes": {
        "amount": {
          "role": "required",
          "type": "number"
        },
        "zone": {
          "role": "output"
        }
      },
      "http": {
        "endpoint": "http://pay/charge",
        "method": "POST",
        "timeout": 5
      },
      "work_config": {
        "max_retries": 3,
        "init_backoff": 10,
        "max_backoff": 20,
        "backoff_type": "fixed"
      }
    }
  ]
}
"""


def test_an_export_has_one_form() -> None:
    assert write_document([PAY], "json") == EXPORT


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_what_was_exported_is_exported_the_same_again(format: str) -> None:
    steps = [msgspec.convert(step, Step) for step in (*STEPS, msgspec.to_builtins(PAY))]
    text = write_document(steps, format, {"pay": (1, 2.5)})
    document = read_document(text)
    assert document.format == format
    again = [msgspec.convert(step, Step) for step in reversed(document.steps)]
    assert write_document(again, format, document.layout) == text


def test_a_list_and_a_single_step_are_documents_too() -> None:
    assert [step["id"] for step in read_document('[{"id": "a"}, {"id": "b"}]').steps] == ["a", "b"]
    assert read_document("id: a\ntype: script\n").steps == [{"id": "a", "type": "script"}]


def test_integers_of_any_size_stay_exact() -> None:
    for text in ('[{"id": "a", "x": 90071992547409931}]', "- id: a\n  x: 90071992547409931\n"):
        assert read_document(text).steps[0]["x"] == 90071992547409931


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": 2, "steps": []}', "version must be 1, got 2"),
        ('{"version": 1, "steps": {}}', "steps must be a list, got object"),
        ('{"version": 1, "steps": [3]}', r"steps\[0\] must be an object, got number"),
        ('{"a": 1}', "no steps"),
        ('{"version": 1,\n "steps": [}', "line 2, column"),
        ("", "no steps"),
        ('{"steps": [], "layout": {"a": [1]}}', "layout"),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read_document(text)


def lines_in(document: Document, *paths: tuple[str | int, ...]) -> list[int]:
    found = document.lines(paths)
    return [found[path] for path in paths]


def test_fields_have_lines_in_json_and_a_missing_one_that_of_its_owner() -> None:
    text = json.dumps({"version": 1, "steps": [{"id": "a", "http": {"x": '{"[\\" ,'}}, {"id": "b"}]}, indent=1)
    document = read_document(text)
    lines = text.splitlines()
    found = lines_in(document, (0, "http", "x"), (1, "id"), (1, "name"), (0, "http", "endpoint"))
    assert [lines[line - 1].strip() for line in found] == ['"x": "{\\"[\\\\\\" ,"', '"id": "b"', "{", '"http": {']


def test_fields_have_lines_in_yaml_and_in_documents_without_a_frame() -> None:
    assert lines_in(read_document("- id: a\n- id: b\n  name: B\n"), (1, "name"), (1, "type")) == [3, 2]
    assert lines_in(read_document("id: a\nname: A\n"), (0, "name"), (0, "type")) == [2, 1]
