"""JSON as the product reads and writes it: exact integers of any size, no silent loss (`api.md`, A2).

msgspec does the work. This module adds what it leaves to its callers: lone surrogates become U+FFFD, nesting and
the digits of an integer have a limit, and a float that is no JSON number never leaves as null.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from engine.model.errors import BadRequest

MAX_DIGITS = 4_300
"""Digits of an integer from outside (`scripts.md`, 8)."""

T = TypeVar("T")

_decode = msgspec.json.Decoder().decode
encode = msgspec.json.Encoder().encode
"""Compact JSON bytes of any value made of None, bool, int, finite float, str, list, dict and structs."""

_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole pair
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"  # half of one
    rb"|\\."
)
_LONG_NUMBER = re.compile(rb"\d{%d,}" % (MAX_DIGITS + 1))
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def decode(text: bytes) -> Any:
    """The value of a JSON text. Raises BadRequest with the place of the fault."""
    try:
        return _decode(text)
    except msgspec.DecodeError as error:
        return _decode_again(text, error)
    except RecursionError:
        raise BadRequest("JSON is nested too deeply") from None


def _decode_again(text: bytes, error: msgspec.DecodeError) -> Any:
    repaired = _without_lone_surrogates(text)
    if repaired != text:
        try:
            return _decode(repaired)
        except (msgspec.DecodeError, RecursionError):
            pass
    raise BadRequest(f"body is not valid JSON: {error}") from None


def _without_lone_surrogates(text: bytes) -> bytes:
    """The text with each escaped surrogate that has no partner replaced by U+FFFD."""
    return _ESCAPE.sub(_repair, text)


def _repair(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if len(escape[0]) == 6 else escape[0]


def check_numbers(text: bytes) -> None:
    """Refuse integers of more than MAX_DIGITS digits. Cheap: a body that is shorter cannot hold one."""
    if len(text) > MAX_DIGITS and _LONG_NUMBER.search(text) and _LONG_NUMBER.search(_STRING.sub(b"", text)):
        raise BadRequest(f"a number has more than {MAX_DIGITS} digits")


def decode_object(text: bytes, limit: int) -> dict[str, Any]:
    """The object that is the whole text. Raises BadRequest when it is larger than limit bytes or no object."""
    if len(text) > limit:
        raise BadRequest(f"body has {len(text)} bytes; at most {limit} are allowed")
    check_numbers(text)
    value = decode(text)
    if not isinstance(value, dict):
        raise BadRequest(f"body must be a JSON object, got {kind_of(value)}")
    return value


def convert(value: Any, into: type[T]) -> T:
    """The typed form of a decoded value. Raises BadRequest that names the field, what was expected and what came."""
    try:
        return msgspec.convert(value, into, strict=True)
    except msgspec.ValidationError as error:
        raise BadRequest(f"invalid body: {error}") from None


def kind_of(value: Any) -> str:
    """The JSON name of a value's type, for messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list() | tuple():
            return "array"
        case _:
            return "object"


def same(left: Any, right: Any) -> bool:
    """Whether two decoded values are equal as JSON: `1` and `1.0` are, `true` and `1` are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right if isinstance(left, str) else bool(left == right)
