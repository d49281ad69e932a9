"""Keeps the processes of a node running, says when the node is ready, and ends all of it within five seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from argyll.child import Child, Refused, Say

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

GRACE_S = 4.5
"""For all stages to end by themselves; with the killing after it, still below five seconds."""

LAST_STAGES_GRACE_S = 1.0
"""Of this time each later stage has its share, however slow the earlier ones are."""

POLL_S = 0.05
PARENT_POLL_S = 0.5


class Supervisor:
    """Children in stages: started together, stopped stage by stage from the last, so that servers outlive callers."""

    def __init__(
        self,
        stages: Sequence[Sequence[Child]],
        is_ready: Callable[[], Awaitable[bool]],
        say: Say,
        *,
        ready: str,
        grace_s: float = GRACE_S,
        parent_pid: int | None = None,
    ) -> None:
        """`ready` is the line for the moment when `is_ready` first answers true.

        With `parent_pid` everything is stopped when that process is no longer the parent.
        """
        self._stages, self._is_ready, self._say = stages, is_ready, say
        self._ready_line, self._grace_s, self._parent_pid = ready, grace_s, parent_pid
        self._children = [child for stage in stages for child in stage]
        self._stop_asked, self._started = asyncio.Event(), asyncio.Event()

    async def run(self) -> int:
        """Run until a signal, or until a child refuses to run; the exit code of the command."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._on_signal)
        runs = [asyncio.create_task(child.keep_running(self._on_start(child))) for child in self._children]
        extras = [asyncio.create_task(self._announce()), asyncio.create_task(self._watch_parent())]
        stop = asyncio.create_task(self._stop_asked.wait())
        tasks: list[asyncio.Task[Any]] = [stop, *runs, *extras]
        try:
            await asyncio.wait([stop, *runs], return_when=asyncio.FIRST_COMPLETED)
            await self._stop_all()
            for task in extras:
                task.cancel()
            return self._exit_code([run.exception() for run in runs if run.done() and not run.cancelled()])
        finally:
            for child in self._children:
                child.kill()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _on_start(self, child: Child) -> Callable[[], None]:
        return self._started.set if child.serves else lambda: None

    def _on_signal(self) -> None:
        if self._stop_asked.is_set():  # asked twice: whoever is in a hurry gets it at once
            for child in self._children:
                child.kill()
        self._stop_asked.set()

    async def _stop_all(self) -> None:
        began = time.monotonic()
        for later, stage in reversed(list(enumerate(self._stages))):
            left_s = began + self._grace_s - time.monotonic() - later * LAST_STAGES_GRACE_S
            await asyncio.gather(*(child.stop(max(0, left_s)) for child in stage))
        self._say(f"stopped after {time.monotonic() - began:.1f} s")

    def _exit_code(self, errors: Sequence[BaseException | None]) -> int:
        for error in errors:
            if isinstance(error, Refused | OSError):
                self._say(str(error))
                return 1
            if error is not None:
                raise error
        return 0

    async def _announce(self) -> None:
        """Say when the node is ready, and after each restart of a child when it is ready again."""
        line = self._ready_line
        while True:
            await self._started.wait()
            self._started.clear()
            began = time.monotonic()
            while not await self._is_ready():
                await asyncio.sleep(POLL_S)
            for child in filter(lambda child: child.serves, self._children):
                child.forgive()
            self._say(f"{line} after {time.monotonic() - began:.1f} s")
            line = "ready again"

    async def _watch_parent(self) -> None:
        while self._parent_pid is not None and os.getppid() == self._parent_pid:
            await asyncio.sleep(PARENT_POLL_S)
        if self._parent_pid is not None:
            self._say("the process that started this one is gone; stopping")
            self._stop_asked.set()
