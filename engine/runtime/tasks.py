"""Background work that nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


def raise_if_failed(task: asyncio.Task[Any]) -> None:
    """As a done callback: an error of the task is a bug, and reaches the loop's exception handler."""
    if not task.cancelled() and (error := task.exception()):
        raise error


class Tasks:
    """Holds its tasks until they end: the loop itself only keeps weak references."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(raise_if_failed)

    def cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
