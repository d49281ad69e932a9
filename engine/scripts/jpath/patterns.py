"""Patterns of `match` and `search`: RE2, which takes time linear in the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from engine.scripts.interface import OutOfBudget

_MEMORY_BYTES = 1 << 20
_CACHED_LENGTH = 1_000
"""Longer patterns are compiled at each use, so that the cache stays small."""
_QUICK_WORK = 1_000_000
"""Length of the text times size of the compiled pattern: some 1 ms if RE2 falls back to its slowest way."""

_PIECE = re.compile(r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^]\\])*\]|[^[\\]", re.DOTALL)
"""A quoted run, an escape, a class with its classes by name, or one character."""

_OPTIONS = re2.Options()
_OPTIONS.max_mem = _MEMORY_BYTES
_OPTIONS.log_errors = False


def _translate(pattern: str) -> str | None:
    """The pattern for RE2, or None where it is not valid."""
    pieces: list[str] = []
    position = 0
    while position < len(pattern):
        piece = _PIECE.match(pattern, position)
        if piece is None or piece.group() == r"\C":  # `\C` is one byte, which may be part of a character
            return None
        pieces.append(r"[^\n\r]" if piece.group() == "." else piece.group())
        position = piece.end()
    return "".join(pieces)


def _compile(pattern: str) -> Any:
    try:
        translated = _translate(pattern)
        return None if translated is None else re2.compile(translated, _OPTIONS)
    except (re2.error, UnicodeEncodeError):
        return None


_compile_cached = lru_cache(maxsize=128)(_compile)


def matches(pattern: str, text: str, whole: bool, quick: bool) -> bool:
    """Whether the text, or with `whole=False` a part of it, matches; never for a pattern that is not valid.

    Raises OutOfBudget where that may take long."""
    if len(pattern) <= _CACHED_LENGTH:
        compiled = _compile_cached(pattern)
    elif quick:
        raise OutOfBudget
    else:
        compiled = _compile(pattern)
    if compiled is None:
        return False
    if quick and len(text) * compiled.programsize > _QUICK_WORK:
        raise OutOfBudget
    try:
        found = compiled.fullmatch(text) if whole else compiled.search(text)
    except UnicodeEncodeError:  # a lone surrogate, which counts as U+FFFD
        return matches(pattern, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), whole, quick)
    return found is not None
