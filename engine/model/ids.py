"""Ids that clients choose, in the one form in which they are stored (`api.md`, 1.5)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

_PLAIN = re.compile(r"[a-z0-9_.+]+(?:-+[a-z0-9_.+]+)*")
_FORBIDDEN = re.compile(r"[^a-z0-9_.\-+ ]")


def normalise(text: str) -> str:
    """`"--My Step!_/x.A+B-"` gives `my-step_x.a+b`; empty when nothing is left."""
    if _PLAIN.fullmatch(text):
        return text
    return _FORBIDDEN.sub("", text.lower()).replace(" ", "-").strip("-")


def family_of(flow_id: str) -> str:
    """The id of the flow that a client started, for a child flow at any depth."""
    return flow_id.split(":", 1)[0]


def child_id(parent: str, step_id: str, token: str) -> str:
    """The id of the child flow of one work item (`steps.md`, 7)."""
    return f"{parent}:{step_id}:{token}"


def _random_tokens() -> Iterator[str]:
    """Version 4 UUIDs from blocks of random bytes: a quarter of the cost of `uuid.uuid4()`."""
    while True:
        digits = os.urandom(16 * 256).hex()
        for at in range(0, len(digits), 32):
            h = digits[at : at + 32]
            variant = "89ab"[int(h[16], 16) & 3]
            yield f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{variant}{h[17:20]}-{h[20:]}"


new_token = _random_tokens().__next__
"""A fresh receipt token (`steps.md`, 2.4)."""
