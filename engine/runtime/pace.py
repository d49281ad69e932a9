"""Spaces out what would otherwise come all at once."""

from __future__ import annotations

import asyncio


class Pace:
    """At most so many turns a second, in the order in which they were asked for."""

    def __init__(self, per_second: float) -> None:
        self._interval_s = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for the next free place."""
        now = asyncio.get_running_loop().time()
        place = max(now, self._next)
        self._next = place + self._interval_s
        if place > now:
            await asyncio.sleep(place - now)
