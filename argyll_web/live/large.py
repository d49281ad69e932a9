"""Large values left out of what a subscription with `max_value` gets (`websocket.md`, W6). Pure; JSON in, JSON out.

A value is what a step takes or gives: texts, names and definitions around it are never replaced. So the shapes of
states and events say where values are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from engine.model import jsontext


@dataclass(frozen=True, slots=True)
class Value:
    """Here is a value."""


@dataclass(frozen=True, slots=True)
class Each:
    """The same in every element of an array, or in every member of an object."""

    inner: Shape


@dataclass(frozen=True, slots=True)
class Fields:
    """Different things in the named members of an object."""

    inner: dict[str, Shape]


Shape = Value | Each | Fields

_VALUES: Final = Each(Value())
_WORK_ITEM: Final = Fields({"inputs": _VALUES, "outputs": _VALUES})
FLOW_STATE: Final = Fields(
    {
        "attributes": Each(Each(Fields({"value": Value()}))),
        "executions": Each(Fields({"inputs": _VALUES, "outputs": _VALUES, "work_items": Each(_WORK_ITEM)})),
    }
)
EVENT: Final = Fields(
    {
        "init": Each(_VALUES),
        "result": _VALUES,
        "inputs": _VALUES,
        "outputs": _VALUES,
        "work_items": Each(_VALUES),
        "value": Value(),
    }
)
"""Of the data of any event of a flow: no name has two meanings among them."""

_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode
_KINDS = {b'"': "string", b"[": "array", b"{": "object", b"t": "boolean", b"f": "boolean", b"n": "null"}


def without_large(text: bytes, shape: Shape, max_value: int) -> bytes:
    """The JSON text with each value of more than `max_value` bytes replaced by its size and type."""
    if len(text) <= max_value:
        return text
    opening = text[:1]
    match shape:
        case Value():
            return jsontext.encode({"$large": len(text), "type": _KINDS.get(opening, "number")})
        case Each(inner) if opening == b"[":
            return jsontext.encode([_raw(bytes(part), inner, max_value) for part in _elements(text)])
        case Each(inner) if opening == b"{":
            return jsontext.encode({name: _raw(bytes(part), inner, max_value) for name, part in _members(text).items()})
        case Fields(inner) if opening == b"{":
            return jsontext.encode(
                {
                    name: _raw(bytes(part), inner[name], max_value) if name in inner else part
                    for name, part in _members(text).items()
                }
            )
        case _:
            return text


def _raw(text: bytes, shape: Shape, max_value: int) -> msgspec.Raw:
    return msgspec.Raw(without_large(text, shape, max_value))
