"""Query parameters of the API (`api.md`, A13 and A16). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from engine.model.errors import BadRequest

MAX_EVENTS, MAX_FLOWS = 10_000, 1_000
MAX_SEQUENCE = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class EventPage:
    first: int = 0
    """Sequence to begin with."""
    limit: int | None = None
    """None: all."""


@dataclass(frozen=True, slots=True)
class FlowPage:
    limit: int | None = None
    """None: all."""
    cursor: str | None = None


def event_page(query: bytes | str) -> EventPage:
    """`from` and `limit` of a list of events. Raises BadRequest."""
    if not query:
        return EventPage()
    given = _given(query, "from", "limit")
    first = _number("from", given["from"], 0, MAX_SEQUENCE) if "from" in given else 0
    limit = _number("limit", given["limit"], 1, MAX_EVENTS) if "limit" in given else None
    return EventPage(first, limit)


def flow_page(query: bytes | str) -> FlowPage:
    """`limit` and `cursor` of the list of flows. Raises BadRequest."""
    given = _given(query, "limit", "cursor")
    limit = _number("limit", given["limit"], 1, MAX_FLOWS) if "limit" in given else None
    if given.get("cursor") == "":
        raise BadRequest("cursor is empty; expected the X-Next-Cursor of the page before")
    return FlowPage(limit, given.get("cursor"))


def position(text: str) -> int:
    """The position that a request asks for; 0 when it names none. Raises BadRequest."""
    return _number("Argyll-Position", text, 0, MAX_SEQUENCE) if text else 0


def _given(query: bytes | str, *names: str) -> dict[str, str]:
    text = query.decode("latin-1") if isinstance(query, bytes) else query
    given: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in names:
            if name in given:
                raise BadRequest(f"{name} is given more than once")
            given[name] = value
    return given


def _number(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 20 and low <= int(text) <= high):
        raise BadRequest(f"{name} must be a whole number from {low} to {high}, got {text[:40]!r}")
    return int(text)
