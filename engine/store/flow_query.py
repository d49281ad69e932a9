"""A question about the list of flows (`api.md`, 6.4 and 6.5): what may be asked, and places in the list as cursors."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

import msgspec

from engine.model import jsontext
from engine.model.errors import BadRequest

BODY_LIMIT = 1 << 20
MAX_LIMIT = 1000
OLDEST_FIRST, NEWEST_FIRST = "recent_asc", "recent_desc"
ACTIVE = "active"
ENDED = ("completed", "failed")
STATUSES = (ACTIVE, *ENDED)

_PREFIX = re.compile(r"[A-Za-z0-9_.\-+ ]*")


class Place(msgspec.Struct, array_like=True, frozen=True):
    """The place after one entry in one order."""

    sort: str
    is_active: bool
    listed_us: int
    id: str


@dataclass(frozen=True, slots=True)
class FlowQuery:
    prefix: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    statuses: frozenset[str] = frozenset(STATUSES)
    newest_first: bool = False
    limit: int = 0
    """0: no limit."""
    after: Place | None = None


class _Body(msgspec.Struct):
    """The fields as they come; null is the same as absent."""

    id_prefix: str | None = None
    labels: dict[str, str | None] | None = None
    statuses: list[str] | None = None
    sort: str | None = None
    limit: int | None = None
    cursor: str | None = None


def parse(text: bytes) -> FlowQuery:
    """The query of a body. Raises BadRequest."""
    body = jsontext.convert(jsontext.decode_object(text, BODY_LIMIT), _Body)
    sort = body.sort or OLDEST_FIRST
    if sort not in (OLDEST_FIRST, NEWEST_FIRST):
        raise BadRequest(f"sort must be {OLDEST_FIRST} or {NEWEST_FIRST}, got {sort!r}")
    limit = body.limit or 0
    if not 0 <= limit <= MAX_LIMIT:
        raise BadRequest(f"limit must be from 0 to {MAX_LIMIT}, got {limit}")
    return FlowQuery(
        _prefix(body.id_prefix or ""),
        _labels(body.labels or {}),
        _statuses(body.statuses or []),
        sort == NEWEST_FIRST,
        limit,
        parse_cursor(body.cursor, sort) if body.cursor else None,
    )


def _prefix(prefix: str) -> str:
    if not _PREFIX.fullmatch(prefix):
        raise BadRequest(f"id_prefix may hold letters, digits, _ . - + and spaces, got {prefix!r}")
    return prefix


def _labels(labels: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    given = [(name, value) for name, value in labels.items() if value is not None]
    for name, value in given:
        if not name or not value:
            raise BadRequest(f"labels must have keys and values that are not empty, got {name!r}: {value!r}")
    return tuple((name, value) for name, value in given)


def _statuses(statuses: list[str]) -> frozenset[str]:
    for status in statuses:
        if status not in STATUSES:
            raise BadRequest(f"statuses must be among {', '.join(STATUSES)}, got {status!r}")
    return frozenset(statuses or STATUSES)


def cursor_of(place: Place) -> str:
    """Opaque text, safe in a URL."""
    return base64.urlsafe_b64encode(jsontext.encode(place)).rstrip(b"=").decode()


def parse_cursor(cursor: str, sort: str) -> Place:
    """The place that a cursor stands for. Raises BadRequest for one that was not made here, or for another order."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(text, type=Place)
    except (binascii.Error, msgspec.DecodeError, ValueError):
        raise BadRequest(f"cursor is not understood: {cursor[:80]!r}; use next_cursor of the page before") from None
    if place.sort != sort:
        raise BadRequest(f"cursor belongs to the order {place.sort}, not to {sort}")
    if not -(1 << 63) <= place.listed_us < 1 << 63:
        raise BadRequest(f"cursor is not understood: {cursor[:80]!r}; use next_cursor of the page before")
    return place
