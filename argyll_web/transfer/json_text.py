"""JSON in and out, with the lines of what is wrong in it."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.model import jsontext
from engine.model.errors import BadRequest

Json = Any
Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def read_json(text: str) -> Json:
    """The value of the text. Raises BadRequest with line and column."""
    raw = text.encode("utf-8", "replace")
    jsontext.check_numbers(raw)
    try:
        return jsontext.decode(raw)
    except BadRequest as refusal:
        raise BadRequest(_said(text) or refusal.message) from None


def _said(text: str) -> str:
    """What the slower parser, which knows lines, says of it."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"not read as JSON: line {error.lineno}, column {error.colno}: {error.msg}"
    except RecursionError:
        return "not read as JSON: nested too deeply"
    return ""


def locate_in_json(text: str, wanted: set[Path]) -> dict[Path, int]:
    """The lines, from 1, of those paths that are in a text that was read before."""
    lines: dict[Path, int] = {}
    path: list[str | int] = []
    line, at = 1, 0
    is_name = False
    for token in _TOKEN.finditer(text):
        line += text.count("\n", at, token.start())
        at = token.start()
        match token[0]:
            case "{":
                _mark(lines, wanted, path, line)
                path.append("")
                is_name = True
            case "[":
                _mark(lines, wanted, path, line)
                path.append(0)
            case "}" | "]":
                path.pop()
                is_name = False
            case ",":
                last = path[-1] if path else ""
                is_name = isinstance(last, str)
                if isinstance(last, int):
                    path[-1] = last + 1
            case ":":
                is_name = False
            case value:
                if is_name:
                    path[-1] = json.loads(value)
                _mark(lines, wanted, path, line)
    return lines


def _mark(lines: dict[Path, int], wanted: set[Path], path: list[str | int], line: int) -> None:
    here = tuple(path)
    if here in wanted:
        lines.setdefault(here, line)


def write_json(value: Json) -> str:
    """The text of a value, with two spaces for each level and a final newline."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
