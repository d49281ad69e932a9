"""How many things one user may do at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from engine.model.errors import Refusal


class TooMany(Refusal):
    """A user does as much at once as is allowed."""

    status = 429


class Turns:
    """Counts in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    @contextmanager
    def of(self, user: str) -> Iterator[None]:
        """Hold one of the user's turns. Raises TooMany."""
        with self._lock:
            if self._taken[user] >= self._most:
                raise TooMany(f"{self._most} of your scripts run at this moment; wait for one of them to end")
            self._taken[user] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[user] -= 1
                if not self._taken[user]:
                    del self._taken[user]
