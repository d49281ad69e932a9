"""YAML in and out, within JSON's values: no tags, no dates, no octal surprises, no bombs.

Plain scalars are read by YAML 1.2's core rules, so `on` and `2026-01-01` are texts. What is written is quoted wherever
either version of YAML would read something else than the text.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from argyll_web.transfer.limits import MOST_CHARACTERS, MOST_LEVELS, MOST_VALUES
from engine.model.errors import BadRequest

Json = Any
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, Json]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MOST_DIGITS = 4_300
_WIDEST = 1_000_000
"""Lines are never folded: a folded text differs in many lines where one word differs."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Frame:
    """A list or mapping that is being read."""

    __slots__ = ("anchor", "characters", "key", "value", "values")

    def __init__(self, value: list[Json] | dict[str, Json], anchor: str | None) -> None:
        self.value, self.anchor = value, anchor
        self.key: str | None = None
        self.values = self.characters = 0


def read_yaml(text: str) -> Json:
    """The value of the one document in the text. Raises BadRequest with line and column."""
    return _Reading(None).value_of(text)


def locate_in_yaml(text: str, wanted: set[Path]) -> dict[Path, int]:
    """The lines, from 1, of those paths that are in the document."""
    reading = _Reading(wanted)
    reading.value_of(text)
    return reading.lines


class _Reading:
    """One pass over the events of a text. Nothing in it calls itself, so no depth can hurt it."""

    def __init__(self, wanted: set[Path] | None) -> None:
        self._wanted = wanted
        self.lines: dict[Path, int] = {}
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Json, int, int]] = {}
        self._root: Json = None
        self._documents = self._values = self._characters = 0

    def value_of(self, text: str) -> Json:
        try:
            for event in yaml.parse(text, Loader=_Loader):
                self._take(event)
        except yaml.YAMLError as error:
            raise BadRequest(_said(error)) from None
        return self._root

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse(event, "a second document begins; expected one")
            case yaml.ScalarEvent():
                self._check_tag(event)
                value = _plain(event.value) if event.implicit[0] else event.value
                self._count(event, 1, len(event.value))
                self._put(event, value, 1, len(event.value), event.anchor)
            case yaml.AliasEvent():
                name = event.anchor or ""
                if name not in self._anchors:
                    self._refuse(event, f"*{name} stands for nothing that was read whole")
                value, values, characters = self._anchors[name]
                self._count(event, values, characters)
                self._put(event, value, values, characters, None)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._check_tag(event)
                if len(self._stack) >= MOST_LEVELS:
                    self._refuse(event, f"nested deeper than {MOST_LEVELS} levels")
                self._count(event, 1, 0)
                self._mark(event)
                self._stack.append(_Frame({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                frame = self._stack.pop()
                self._put(None, frame.value, frame.values + 1, frame.characters, frame.anchor)
            case _:
                return

    def _put(self, event: yaml.NodeEvent | None, value: Json, values: int, characters: int, anchor: str | None) -> None:
        """A value is complete: put it where it belongs. `event` is None where its line was marked before."""
        if anchor:
            self._anchors[anchor] = (value, values, characters)
        if not self._stack:
            if event is not None:
                self._mark(event)
            self._root = value
            return
        frame = self._stack[-1]
        frame.values += values
        frame.characters += characters
        if isinstance(frame.value, list):
            if event is not None:
                self._mark(event)
            frame.value.append(value)
        elif frame.key is not None:
            frame.value[frame.key] = value
            frame.key = None
        elif isinstance(event, yaml.ScalarEvent) and event.value not in frame.value:
            # A name is a text, however it looks: `1: ...` names the member "1".
            frame.key = str(event.value)
            self._mark(event)
        else:
            self._refuse(event, "a name must be a text, and be given once")

    def _mark(self, event: yaml.Event) -> None:
        if self._wanted is None:
            return
        path = tuple(len(frame.value) if isinstance(frame.value, list) else frame.key or "" for frame in self._stack)
        if path in self._wanted and path not in self.lines and event.start_mark is not None:
            self.lines[path] = event.start_mark.line + 1

    def _count(self, event: yaml.Event, values: int, characters: int) -> None:
        self._values += values
        self._characters += characters
        if self._values > MOST_VALUES or self._characters > MOST_CHARACTERS:
            self._refuse(event, "too large with all that its aliases repeat")

    def _check_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            self._refuse(event, f"tags such as {event.tag} are not read")

    def _refuse(self, event: Any, message: str) -> None:
        mark = getattr(event, "start_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise BadRequest(f"not read as YAML: {place}{message}")


def _plain(text: str) -> Json:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) <= 400 and abs(float(text)) < float("inf") else text


def _said(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"not read as YAML: {place}{getattr(error, 'problem', None) or error}"


class _Writer(_Dumper):  # type: ignore[misc,valid-type] # the C version where there is one
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: Any, text: str) -> Any:
    is_lines = "\n" in text
    style = "|" if is_lines else "'" if not isinstance(_plain(text), str) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def write_yaml(value: Json) -> str:
    """The text of a value, with two spaces for each level and a final newline."""
    written: str = yaml.dump(
        value, Dumper=_Writer, sort_keys=False, allow_unicode=True, default_flow_style=False, indent=2, width=_WIDEST
    )
    return written
