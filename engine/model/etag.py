"""What tells one stored form of a step from another (`ui.md`, 20.1)."""

from __future__ import annotations

from hashlib import blake2b

from engine.model import jsontext
from engine.model.step import Step


def etag_of(step: Step) -> str:
    """The entity tag of a stored form, with its quotes; the same on every node."""
    return f'"{blake2b(jsontext.encode(step), digest_size=12).hexdigest()}"'


def fits(condition: str, step: Step) -> bool:
    """Whether `If-Match` with this text names the step's stored form; `*` names any."""
    tag = etag_of(step)
    return any(given.strip() in ("*", tag) for given in condition.split(","))
