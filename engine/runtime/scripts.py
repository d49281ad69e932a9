"""Scripts that may not run on the engine's loop: the pool of workers, as the engine needs it."""

from __future__ import annotations

import asyncio
import logging

from engine.scripts.interface import CompileError, Outcome, Source, Task
from engine.scripts.service import check, is_quick_to_compile
from engine.scripts.workers import ScriptWorkers, WorkersClosed, WorkersUnavailable

PAUSE_S = 0.5
"""Between two tries when the operating system gives no process."""

log = logging.getLogger(__name__)


class NeedsCheck(Exception):
    """A script is too long to be compiled on the loop."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.language)
        self.source = source


class PatientScripts:
    """Every run has an outcome: what says nothing about the script is tried again."""

    def __init__(self, most: int) -> None:
        self._workers = ScriptWorkers(most=most)

    async def start(self) -> None:
        """Have the first worker ready, so that no script waits for the languages to load."""
        try:
            await self._workers.start()
        except (WorkersUnavailable, WorkersClosed) as error:
            log.warning("no script worker could be started yet: %s", error)

    async def run(self, task: Task) -> Outcome:
        while True:
            try:
                return await self._workers.run(task)
            except WorkersUnavailable as error:
                log.error("a script waits: %s", error)
                await asyncio.sleep(PAUSE_S)
            except WorkersClosed:
                raise asyncio.CancelledError from None

    async def verdict(self, source: Source) -> CompileError | None:
        """Why a script must be refused, or None."""
        try:
            await self._workers.check(source)
        except CompileError as error:
            return error
        except WorkersUnavailable:
            return CompileError("no worker process could be started to compile the script")
        except WorkersClosed:
            raise asyncio.CancelledError from None
        return None

    async def close(self) -> None:
        await self._workers.close()


class Checks:
    """Checks scripts of a registration: short ones on the spot, long ones by verdicts that workers gave."""

    def __init__(self, verdicts: dict[Source, CompileError | None] | None = None) -> None:
        self.verdicts = verdicts or {}

    def __call__(self, source: Source) -> None:
        """Raises CompileError, NeedsCheck."""
        if source in self.verdicts:
            error = self.verdicts[source]
            if error is not None:
                raise error
        elif is_quick_to_compile(source):
            check(source)
        else:
            raise NeedsCheck(source)
