"""The engine's only clock."""

from __future__ import annotations

import time


def now_us() -> int:
    """Wall-clock time in microseconds since 1970."""
    return time.time_ns() // 1000
