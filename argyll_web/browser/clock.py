"""The server's time, as answers tell it."""

from __future__ import annotations

import time

from engine.model import instant


def now_us() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


def now_text() -> str:
    return instant.text(now_us())
