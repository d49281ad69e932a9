"""What a command of the engine is: body and parameters in, one answer out, at any later time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.client.server import Reply
from engine.model import jsontext
from engine.model.errors import Busy, Refusal


@dataclass(frozen=True, slots=True)
class Command:
    """One request, however it came in."""

    params: dict[str, str]
    body: bytes
    reply: Reply
    """reply(status, body, position, retry_after_s); called exactly once."""
    is_forwarded: bool = False
    """From another node; it is answered here and not sent on."""
    is_certain: bool = False
    """This node has caught up since the command came: what it does not know is not there."""

    def done(self, status: int, body: bytes, position: int) -> None:
        self.reply(status, body, position, 0)

    def refuse(self, refusal: Refusal) -> None:
        retry_after_s = refusal.retry_after_s if isinstance(refusal, Busy) else 0
        self.reply(refusal.status, error_body(refusal.message, refusal.status, refusal.details), 0, retry_after_s)


Carry = Callable[[Command], None]
"""Carries a command out. May raise a Refusal at once, before anything is recorded."""


class Forward(Protocol):
    def __call__(self, node: str, name: str, command: Command) -> None:
        """Have another node carry a command out."""


class Refuse(Protocol):
    def __call__(self, name: str, command: Command, refusal: Refusal) -> None:
        """Answer with a refusal, but first make sure that this node is not merely behind, and try again then."""


def error_body(message: str, status: int, details: Sequence[Any] = ()) -> bytes:
    """The body of every refusal (`api.md`, 1.3); details only where there are some (`ui.md`, 20)."""
    body: dict[str, Any] = {"error": message, "status": status}
    return jsontext.encode({**body, "details": details} if details else body)
