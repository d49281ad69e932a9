"""Refusals: what the engine answers when a caller can act. One place turns them into the error body (`api.md`, 1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """Root of every refusal the engine makes on purpose; nothing is recorded.

    The text names what is wrong: the field or id, what was expected and what came.
    """

    status = 400
    may_be_behind = False
    """Whether a node that has not applied everything yet could refuse what another would take."""
    details: Sequence[Any] = ()
    """For forms: what is wrong and at which field, ready to be encoded as JSON (`ui.md`, 20)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(Refusal):
    """The body is not JSON, has a field of a wrong type, is too large, or breaks a rule."""


class NotFound(Refusal):
    """The step, flow or goal does not exist."""

    status = 404
    may_be_behind = True


class Taken(Refusal):
    """The id is taken by something else."""

    status = 409


class Busy(Refusal):
    """The engine cannot take the request now: a full queue, no leader, no majority. Safe to send again."""

    status = 503

    def __init__(self, message: str, retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
