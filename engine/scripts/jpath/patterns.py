"""Patterns of `match` and `search`: RE2, which takes time linear in the text."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any

import re2

from engine.scripts.interface import OutOfBudget
from engine.scripts.jpath.meter import Meter
from engine.scripts.limits import utf8

_MEMORY_BYTES = 4 << 20
"""For a compiled pattern with what it learns of texts; a pattern that needs more is not valid."""
_MOST_CACHED = 64
_CACHED_LENGTH = 1_000
"""Longer patterns are compiled at each use, so that the cache stays small."""

_QUICK_LENGTH = 200
_HEAVY = re.compile(r"\\[pP].*\\[pP].*\\[pP]|\\[pP].*\{|\{.*\\[pP]", re.DOTALL)
"""Classes of Unicode are hundreds of instructions each; patterns that repeat them take some 10 ms to compile."""
_QUICK_COMPILE_STEPS = 50
_QUICK_WORK_PER_STEP = 500
"""Length of a text times size of a pattern: some 2 ms for 1,000,000 when RE2 falls back to its slowest way."""

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


_compiled: OrderedDict[str, Any] = OrderedDict()


def _look_up(pattern: str, meter: Meter) -> Any:
    if pattern in _compiled:
        _compiled.move_to_end(pattern)
        return _compiled[pattern]
    if meter.quick:
        _refuse_slow(pattern, meter)
    compiled = _compile(pattern)
    if len(pattern) <= _CACHED_LENGTH:
        _compiled[pattern] = compiled
        if len(_compiled) > _MOST_CACHED:
            _compiled.popitem(last=False)
    return compiled


def matches(pattern: str, text: str, whole: bool, meter: Meter) -> bool:
    """Whether the text, or with `whole=False` a part of it, matches; never for a pattern that is not valid.

    Raises OutOfBudget where that may take long, and LimitExceeded."""
    meter.spend(1 + (len(pattern) + len(text)) // 1_000)
    compiled = _look_up(pattern, meter)
    if compiled is None:
        return False
    if meter.quick:
        meter.spend(len(text) * compiled.programsize // _QUICK_WORK_PER_STEP)
    try:
        found = compiled.fullmatch(text) if whole else compiled.search(text)
    except UnicodeEncodeError:  # a lone surrogate
        return matches(pattern, utf8(text).decode(), whole, meter)
    return found is not None


def _refuse_slow(pattern: str, meter: Meter) -> None:
    if len(pattern) > _QUICK_LENGTH or _HEAVY.search(pattern):
        raise OutOfBudget
    meter.spend(_QUICK_COMPILE_STEPS)
