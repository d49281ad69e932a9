"""When a failed attempt is tried again (`steps.md`, 9)."""

from __future__ import annotations

from engine.model.step import EXPONENTIAL, LINEAR, WorkConfig

LONGEST_MS = 31_536_000_000
"""One year: no delay is longer, whatever a step asks for."""
_NEVER_REACHED = 64
"""Doublings after which any backoff has passed any maximum; the power must not grow without end (S17)."""


def retries_left(work: WorkConfig, retry_count: int) -> bool:
    """Whether another retry may follow after so many; `max_retries` below 0 is no limit."""
    return work.max_retries < 0 or retry_count < work.max_retries


def delay_ms(work: WorkConfig, number: int) -> int:
    """The pause before retry number 1, 2, 3 …; never shorter than the one before."""
    if work.backoff_type == LINEAR:
        delay = work.init_backoff * number
    elif work.backoff_type == EXPONENTIAL:
        delay = work.init_backoff << min(number - 1, _NEVER_REACHED)
    else:
        delay = work.init_backoff
    return min(delay, work.max_backoff, LONGEST_MS)
