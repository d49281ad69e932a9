"""The tally of this process's node, kept up to date by looks of bounded length (`ui.md`, 20, `steps/stats`)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from argyll_web.browser.clock import now_us
from argyll_web.usage.recorded import batches_before, batches_from, end
from argyll_web.usage.tally import Tally, Use

EVERY_S = 2.0
"""Answers of one window are at most so old."""
LOOK_S = 0.25
"""How long one look reads; what it does not reach is read by the next, the newest first."""
SLICE_BATCHES = 2_000
LONGEST_US = 7 * 86_400 * 1_000_000


@dataclass(frozen=True, slots=True)
class Statistics:
    uses: dict[str, Use]
    """By step id."""
    from_us: int
    """Since when everything is counted: later than asked for while older events are still being read."""


class StepStatistics:
    """Reads forward from where it began to the newest event, and backward to the beginning of the longest window."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tally = Tally()
        self._begin: int | None = None
        """Events from here to `_end` are counted; None before the first look."""
        self._end = 0
        self._oldest_us = 0
        """Time of the oldest batch that was counted; 0 when there is nothing older."""
        self._answers: dict[int, tuple[float, Statistics]] = {}

    def of(self, window_us: int) -> Statistics:
        """Of the time from so long ago until now."""
        with self._lock:
            known = self._answers.get(window_us)
            if known is not None and time.monotonic() - known[0] < EVERY_S:
                return known[1]
            self._look(time.monotonic() + LOOK_S)
            from_us = now_us() - window_us
            statistics = Statistics(self._tally.since(from_us), max(from_us, self._oldest_us))
            self._answers = {w: (at, s) for w, (at, s) in self._answers.items() if time.monotonic() - at < EVERY_S}
            self._answers[window_us] = (time.monotonic(), statistics)
            return statistics

    def _look(self, until: float) -> None:
        last = end()
        if self._begin is None or last < self._end:
            # The first look, or another store than before.
            self._tally, self._begin, self._end, self._oldest_us = Tally(), last, last, now_us()
        while self._end < last and time.monotonic() < until:
            found = batches_from(self._end, SLICE_BATCHES)
            for batch in found:
                self._tally.count(batch.at_us, batch.events)
            self._end = found[-1].position + found[-1].count if len(found) == SLICE_BATCHES else last
        horizon_us = now_us() - LONGEST_US
        while self._begin and time.monotonic() < until:
            found = batches_before(self._begin, SLICE_BATCHES)
            for batch in found:
                self._tally.count(batch.at_us, batch.events)
            is_done = len(found) < SLICE_BATCHES or found[-1].at_us < horizon_us
            self._begin = 0 if is_done else found[-1].position
            self._oldest_us = found[-1].at_us if found else self._oldest_us
        if not self._begin:
            self._oldest_us = 0
        self._tally.forget_before(horizon_us)


statistics = StepStatistics()
"""That of this process."""
