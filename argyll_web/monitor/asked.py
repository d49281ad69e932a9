"""Query parameters of the list of flows (`ui.md`, 12 and 20). Pure."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec
from django.http import QueryDict

from engine.model import instant, jsontext
from engine.model.errors import BadRequest
from engine.store.reader import CHILDREN, SORTS, STATES, FlowFilter, Place, Range

ORDERS = ("desc", "asc")
DEFAULT_LIMIT, MOST = 50, 200
LONGEST_TEXT = 300
_GREATEST = 1 << 53


@dataclass(frozen=True, slots=True)
class FlowPage:
    """Which page is asked for."""

    sort: str
    falling: bool
    after: Place | None
    limit: int


class _Cursor(msgspec.Struct, array_like=True, frozen=True):
    sort: str
    falling: bool
    value: int
    key: int


def flow_filter(query: QueryDict) -> FlowFilter:
    """The filter of a query string. Raises BadRequest that names the parameter."""
    return FlowFilter(
        text=_text(query, "q"),
        error=_text(query, "error"),
        states=frozenset(one_of("state", name, STATES) for name in query.getlist("state")),
        goals=frozenset(query.getlist("goal")),
        steps=frozenset(query.getlist("step")),
        labels=tuple(_label(text) for text in query.getlist("label")),
        started=_range(_instant(query, "started_from"), _instant(query, "started_to")),
        ended=_range(_instant(query, "ended_from"), _instant(query, "ended_to")),
        duration=_range(_milliseconds(query, "min_duration"), _milliseconds(query, "max_duration")),
        children=one_of("children", query.get("children") or CHILDREN[0], CHILDREN),
        parent=query.get("parent", ""),
    )


def flow_page(query: QueryDict) -> FlowPage:
    """Order and place of a query string. Raises BadRequest."""
    sort = one_of("sort", query.get("sort") or "started", tuple(SORTS))
    falling = one_of("order", query.get("order") or "desc", ORDERS) == "desc"
    cursor = query.get("cursor", "")
    after = place_of(cursor, sort, falling) if cursor else None
    return FlowPage(sort, falling, after, number("limit", query.get("limit") or str(DEFAULT_LIMIT), 1, MOST))


def cursor_of(sort: str, falling: bool, place: Place) -> str:
    """Opaque text, safe in a URL."""
    text = jsontext.encode(_Cursor(sort, falling, place.value, place.key))
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def place_of(cursor: str, sort: str, falling: bool) -> Place:
    """The place that a cursor stands for. Raises BadRequest for one that was not made here, or for another order."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = msgspec.json.decode(text, type=_Cursor)
    except (binascii.Error, msgspec.DecodeError, ValueError):
        raise BadRequest(f"cursor is not understood: {cursor[:80]!r}; use next_cursor of the page before") from None
    if (found.sort, found.falling) != (sort, falling):
        raise BadRequest("cursor belongs to another order; begin at the first page")
    if not (0 <= found.value < _GREATEST and 0 <= found.key < _GREATEST):
        raise BadRequest(f"cursor is not understood: {cursor[:80]!r}; use next_cursor of the page before")
    return Place(found.value, found.key)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """The value, if it is allowed. Raises BadRequest."""
    if value not in allowed:
        raise BadRequest(f"{name} must be one of {', '.join(allowed)}, got {value[:40]!r}")
    return value


def number(name: str, text: str, low: int, high: int) -> int:
    """A whole number. Raises BadRequest."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and low <= int(text) <= high):
        raise BadRequest(f"{name} must be a whole number from {low} to {high}, got {text[:40]!r}")
    return int(text)


def instant_us(name: str, text: str) -> int:
    """An instant in microseconds. Raises BadRequest."""
    try:
        # A plus sign in a query string that nobody encoded has become a space.
        return max(0, instant.parse(text.replace(" ", "+")))
    except (ValueError, TypeError, OverflowError):
        raise BadRequest(f"{name} must be an instant such as 2026-03-01T10:20:30Z, got {text[:40]!r}") from None


def _text(query: QueryDict, name: str) -> str:
    text = query.get(name, "")
    if len(text) > LONGEST_TEXT:
        raise BadRequest(f"{name} must have at most {LONGEST_TEXT} characters, got {len(text)}")
    return text


def _label(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise BadRequest(f"label must be key=value, got {text[:80]!r}")
    return name, value


def _instant(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return instant_us(name, text) // 1000 if text else None


def _milliseconds(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return number(name, text, 0, _GREATEST) if text else None


def _range(low: int | None, high: int | None) -> Range | None:
    return None if low is None and high is None else Range(low, high)
