"""Errors of flows, folded so that those of one cause are the same text. Pure."""

from __future__ import annotations

import re

from engine.store.monitor.terms import fold_case

FOLD = "…"
"""Stands for a number or an id; in a question, for any text."""
MOST = 300
"""Letters of a folded error; what follows differs or says no more."""

# A word with a digit in it is an id or a number; quoted text is somebody's value.
_CHANGING = re.compile(r"\b\w*\d[\w.:+-]*|\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'")
_KEPT = re.compile(r"(?:status|HTTP) \d{3}\b")
_OF_STEP = re.compile(r"step (.+?) failed: ")


def fold(error: str) -> str:
    """The error with ids and numbers taken out; a status code stays, because it is part of the cause."""
    head = _OF_STEP.match(error)
    start = head.end() if head else 0
    parts = [error[:start]]
    for kept in _KEPT.finditer(error, start):
        parts += [_folded(error[start : kept.start()]), kept[0]]
        start = kept.end()
    parts.append(_folded(error[start : start + 4 * MOST]))
    text = "".join(parts)
    return text if len(text) <= MOST else text[: MOST - 1] + FOLD


def _folded(text: str) -> str:
    return re.sub(f"{FOLD}[{FOLD} ,;]*{FOLD}", FOLD, _CHANGING.sub(FOLD, text))


def step_of(error: str) -> str:
    """The step that an error of a flow names; empty when it names none."""
    head = _OF_STEP.match(error)
    return head[1] if head else ""


def fragments(question: str) -> list[str]:
    """The texts that an error must contain, in this order, to answer a question."""
    return [part for part in question.split(FOLD) if part]


def contains(text: str, question: str) -> bool:
    """Whether a text contains what is asked for, without regard to case; FOLD stands for anything. A single text of one
    or two letters must be the beginning."""
    folded, at = fold_case(text), 0
    wanted = [fold_case(part) for part in fragments(question)]
    if len(wanted) == 1 and len(wanted[0]) < 3:
        return folded.startswith(wanted[0])
    for part in wanted:
        found = folded.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
