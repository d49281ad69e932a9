"""When the writer process works on the monitor: between its own passes, and sooner when somebody looks."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from engine.store.monitor.follower import Follower

LAG_S = 0.5
"""How far the monitor lags behind when nobody looks."""
FAR = 1e9
TRIES = 3
"""After so many errors the monitor stays as it is until the next start; the store does not depend on it."""


class Monitor:
    def __init__(self, store: Path) -> None:
        self._follower = Follower(store)
        self._work: Iterator[None] | None = None
        self._target = 0
        """Index that the work under way leads to."""
        self._shown = -1
        self._wanted = 0
        self._rested_at = 0.0
        """When the last work ended."""
        self._errors = 0

    def close(self) -> None:
        """What is not covered follows after the next start."""
        self._work = None
        self._follower.close()

    def want(self, index: int) -> None:
        """Somebody looks at the monitor, and wants it to cover this index."""
        self._wanted = max(self._wanted, index)

    def due(self, covered: int) -> float:
        """When there is something to do, in seconds of the monotonic clock."""
        if self._errors >= TRIES or (self._work is None and self._shown >= covered):
            return time.monotonic() + FAR
        if self._work is not None or self._wanted > self._shown:
            return 0.0
        return self._rested_at + LAG_S

    def step(self, covered: int) -> int | None:
        """Work for a few milliseconds, if it is time; the index that is covered when that has risen. `covered` is the
        store's."""
        if self.due(covered) > time.monotonic():
            return None
        if self._work is None:
            self._target, self._work = covered, self._follower.catch_up()
        try:
            for _ in self._work:
                return None
        except (sqlite3.Error, ValueError, AssertionError) as error:
            self._fail(error)
            return None
        self._work = None
        self._shown, self._rested_at = self._target, time.monotonic()
        return self._shown

    def _fail(self, error: Exception) -> None:
        """Begin anew: everything can be made from the store, and a fault of the monitor must not stop the engine."""
        self._work = None
        self._errors += 1
        print(f"the monitor is made anew: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        try:
            self._follower.remake()
        except sqlite3.Error as again:
            self._errors = TRIES
            print(f"the monitor stands still: {again}", file=sys.stderr, flush=True)
