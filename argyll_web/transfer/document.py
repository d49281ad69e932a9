"""A document of steps: what export writes and import reads (`ui.md`, 16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from argyll_web.layouts.positions import Positions
from argyll_web.transfer.json_text import locate_in_json, read_json, write_json
from argyll_web.transfer.limits import DOCUMENT_BYTES, MOST_STEPS
from argyll_web.transfer.yaml_text import locate_in_yaml, read_yaml, write_yaml
from engine.model import jsontext
from engine.model.errors import BadRequest
from engine.model.step import Step

JSON, YAML = "json", "yaml"
VERSION = 1
POST = "POST"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Steps as someone wrote them; nothing of them was checked."""

    text: str
    format: str
    steps: list[dict[str, Any]]
    root: Path
    """Where in the document the list of steps is."""
    is_list: bool
    """Whether they are in a list; else the document is one step."""
    layout: Positions | None = None

    def lines(self, paths: Iterable[Path]) -> dict[Path, int]:
        """The line of each path, which begins with the place of a step; of a missing field that of what lacks it."""
        asked = {path: self._in_text(path) for path in paths}
        wanted = {where[:end] for where in asked.values() for end in range(len(where) + 1)}
        found = (locate_in_json if self.format == JSON else locate_in_yaml)(self.text, wanted)
        return {
            path: next(found[where[:end]] for end in range(len(where), -1, -1) if where[:end] in found)
            for path, where in asked.items()
        }

    def _in_text(self, path: Path) -> Path:
        return (*self.root, *path) if self.is_list else path[1:]


def read_document(text: str, format: str = "") -> Document:
    """The steps of a text: `{"version": 1, "steps": [...]}`, a list, or a single step. Raises BadRequest.

    Without a format, what begins like JSON is JSON.
    """
    if len(text.encode("utf-8", "replace")) > DOCUMENT_BYTES:
        raise BadRequest(f"the document is too large; at most {DOCUMENT_BYTES} bytes are read")
    text = text.removeprefix("\ufeff")
    format = format or (JSON if text.lstrip()[:1] in ("{", "[") else YAML)
    if format not in (JSON, YAML):
        raise BadRequest(f"format must be json or yaml, got {format[:40]!r}")
    value = read_json(text) if format == JSON else read_yaml(text)
    match value:
        case {"steps": steps}:
            version = value.get("version", VERSION)
            if version != VERSION:
                raise BadRequest(f"version must be {VERSION}, got {jsontext.encode(version).decode()[:40]}")
            return Document(text, format, _steps(steps, "steps"), ("steps",), True, _layout(value.get("layout")))
        case list():
            return Document(text, format, _steps(value, "the document"), (), True)
        case dict() if "type" in value or "id" in value:
            return Document(text, format, [value], (), False)
        case _:
            raise BadRequest("the document has no steps; expected {version, steps}, a list of steps, or one step")


def _steps(value: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise BadRequest(f"{name} must be a list, got {jsontext.kind_of(value)}")
    if len(value) > MOST_STEPS:
        raise BadRequest(f"{name} has {len(value)} steps; at most {MOST_STEPS} are read at once")
    for place, step in enumerate(value):
        if not isinstance(step, dict):
            raise BadRequest(f"{name}[{place}] must be an object, got {jsontext.kind_of(step)}")
    return value


def _layout(value: Any) -> Positions | None:
    if value is None:
        return None
    try:
        return msgspec.convert(value, Positions)
    except msgspec.ValidationError as error:
        raise BadRequest(f"layout: {error}") from None


def write_document(steps: Iterable[Step], format: str, layout: Positions | None = None) -> str:
    """The text of an export: equal for equal catalogs, so that files differ only where meaning does."""
    document: dict[str, Any] = {
        "version": VERSION,
        "steps": [_ordered(step) for step in sorted(steps, key=lambda step: step.id)],
    }
    if layout is not None:
        document["layout"] = {step_id: list(layout[step_id]) for step_id in sorted(layout)}
    return write_json(document) if format == JSON else write_yaml(document)


def _ordered(step: Step) -> dict[str, Any]:
    """The fields in the order of `api.md` 3.1; attributes and labels, whose order means nothing, by name."""
    # The method says the same whether it is left out or not, so it is always there.
    if step.http is not None and step.http.method is msgspec.UNSET:
        step = msgspec.structs.replace(step, http=msgspec.structs.replace(step.http, method=POST))
    fields: dict[str, Any] = msgspec.to_builtins(step)
    for name in ("attributes", "labels"):
        if name in fields:
            fields[name] = _by_name(fields[name])
    return fields


def _by_name(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value[name] for name in sorted(value)}
