"""Instants: microseconds since 1970 inside, RFC 3339 in UTC outside (`api.md`, 1.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NEVER = 0
"""An instant that has not come."""
NEVER_TEXT = "0001-01-01T00:00:00Z"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_second = (0, "1970-01-01T00:00:00")


def text(at_us: int) -> str:
    """`2026-03-01T10:20:30.5Z`: as many digits of fraction as needed, up to six."""
    global _second
    if at_us <= 0:
        return NEVER_TEXT
    seconds, fraction = divmod(at_us, 1_000_000)
    known, head = _second
    if seconds != known:
        head = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        _second = (seconds, head)
    return f"{head}.{fraction:06d}".rstrip("0") + "Z" if fraction else f"{head}Z"


def parse(stamp: str) -> int:
    """Microseconds of an RFC 3339 text; NEVER for an empty one. Raises ValueError."""
    if not stamp or stamp.startswith("0001-"):
        return NEVER
    return (datetime.fromisoformat(stamp) - _EPOCH) // timedelta(microseconds=1)
