"""One process that must run: started, started again when it ends, ended for good on request."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

EXIT_REFUSED = 78
"""A child that exits with this must not be started again: a setting is wrong, or its data is corrupt or too new."""

FIRST_DELAY_S = 0.2
GREATEST_DELAY_S = 10.0

Say = Callable[[str], None]


class Refused(Exception):
    """A child said that it cannot run at all; its own last lines tell why."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the {name} process refuses to run; its message above says why")
        self.name = name


class Child:
    """A process in a session of its own, so that its own children can be swept up with it."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str],
        say: Say,
        *,
        keep_open: Sequence[int] = (),
        serves: bool = True,
    ) -> None:
        """`keep_open`: file descriptors that the process inherits, such as the lock of the data directory.
        `serves`: the node is only ready when this process is."""
        self.name, self.serves = name, serves
        self._command, self._environ, self._say, self._keep_open = command, environ, say, keep_open
        self._process: asyncio.subprocess.Process | None = None
        self._delay_s = FIRST_DELAY_S
        self._is_stopping = False

    async def keep_running(self, on_start: Callable[[], None]) -> None:
        """Return only after `stop`; `on_start` is called at each start.

        Raises Refused, and OSError when the command cannot be started at all.
        """
        while not self._is_stopping:
            process = self._process = await self._start()
            began = time.monotonic()
            on_start()
            if self._is_stopping:  # `stop` came while the process was being started, and has not seen it
                self._signal(signal.SIGTERM)
            code = await process.wait()
            self._process = None
            sweep(process.pid)
            if self._is_stopping:
                return
            if code == EXIT_REFUSED:
                raise Refused(self.name)
            if time.monotonic() - began > GREATEST_DELAY_S:
                self.forgive()
            delay_s, self._delay_s = self._delay_s, min(self._delay_s * 2, GREATEST_DELAY_S)
            self._say(f"{self.name} process {process.pid} ended ({how(code)}); starting it again in {delay_s:g} s")
            await asyncio.sleep(delay_s)

    def forgive(self) -> None:
        """The process does its work: its next end is the first one again."""
        self._delay_s = FIRST_DELAY_S

    async def stop(self, grace_s: float) -> None:
        """SIGTERM, and SIGKILL for whatever is left after `grace_s` seconds. Returns when nothing is left."""
        self._is_stopping = True
        process = self._process
        if process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace_s):
                await process.wait()
        except TimeoutError:
            self._say(f"{self.name} process {process.pid} did not end within {grace_s:.1f} s of SIGTERM; killing it")
            sweep(process.pid)
            await process.wait()
        sweep(process.pid)

    def kill(self) -> None:
        """SIGKILL, at once, for the process and its children."""
        self._is_stopping = True
        if self._process is not None:
            sweep(self._process.pid)

    async def _start(self) -> asyncio.subprocess.Process:
        parent = os.getpid()
        return await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environ,
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=self._keep_open,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),
        )

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)


def sweep(group: int) -> None:
    """Kill what is left of a process group. Children of a child that was killed must not hold its ports and files."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def how(code: int) -> str:
    """How a process ended, in words, from its return code as the standard library gives it."""
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return f"signal {-code}, {signal.Signals(-code).name}"
    return f"signal {-code}"


_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """In a new process: be killed by the kernel when the parent ends, whatever ends it.

    Linux only. Elsewhere, and for children of children, ARGYLL_PARENT_PID names the process to watch.
    """
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the kernel knew our wish
            os._exit(1)
