"""String literals of a query: JSON escapes, in single or double quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

_PLAIN = {quote: re.compile(f"[^{quote}\\\\\x00-\x1f\ud800-\udfff]+") for quote in ("'", '"')}
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "/": "/", "\\": "\\"}
_HEX = re.compile(r"[0-9A-Fa-f]{4}")


def read_string(text: str, start: int, fail: Callable[[str, int], NoReturn]) -> tuple[str, int]:
    """The value of the literal that starts with a quote at `start`, and where the text goes on after it."""
    quote = text[start]
    parts: list[str] = []
    position = start + 1
    while True:
        if found := _PLAIN[quote].match(text, position):
            parts.append(found.group())
            position = found.end()
        following = text[position : position + 1]
        if following == quote:
            return "".join(parts), position + 1
        if following == "":
            fail("a string without its closing quote", start)
        if following != "\\":
            fail("a control character must be escaped", position)
        escaped = text[position + 1 : position + 2]
        if escaped == "u":
            character, position = _read_code(text, position, fail)
            parts.append(character)
        elif escaped == quote or escaped in _ESCAPES:
            parts.append(_ESCAPES.get(escaped, escaped))
            position += 2
        else:
            fail("an unknown escape", position)


def _read_code(text: str, position: int, fail: Callable[[str, int], NoReturn]) -> tuple[str, int]:
    """The character of `\\uXXXX`, or of two of them that are a surrogate pair."""
    code = _unit(text, position, fail)
    if not 0xD800 <= code <= 0xDFFF:
        return chr(code), position + 6
    if code <= 0xDBFF and text.startswith("\\u", position + 6):
        low = _unit(text, position + 6, fail)
        if 0xDC00 <= low <= 0xDFFF:
            return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), position + 12
    fail("a surrogate without its other half", position)


def _unit(text: str, position: int, fail: Callable[[str, int], NoReturn]) -> int:
    digits = _HEX.match(text, position + 2)
    if digits is None:
        fail("expected four hexadecimal digits", position)
    return int(digits.group(), 16)
