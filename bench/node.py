"""A real node for a load or a test: `argyll up` in a directory of its own, on a free port."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from argyll.health import is_ready
from bench.processes import SUPERVISOR, Process, tree

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


class Node:
    """Started, killed and started again as often as wanted; the data stays."""

    def __init__(
        self,
        directory: Path,
        environ: Mapping[str, str] | None = None,
        *,
        options: Sequence[str] = (),
        under: Sequence[str] = (),
    ) -> None:
        """`environ` adds to the environment of this process, whose own ARGYLL_ variables do not count; `options` go to
        `argyll up`; `under` is put before the command, such as a tracer."""
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.data, self.log = directory / "data", directory / "log"
        # The supervisor ends when this process is gone, so that an aborted run leaves nothing behind.
        own = {"ARGYLL_PARENT_PID": str(os.getpid()), "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ARGYLL_")}
        self._environ = {**inherited, **own, **(environ or {})}
        if under:  # the tracer is between us and the supervisor
            del self._environ["ARGYLL_PARENT_PID"]
        self._command = [
            *under,
            sys.executable,
            "-m",
            "argyll",
            "up",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
            *options,
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the supervisor, without waiting for the node to be ready. One that was killed before is reaped."""
        self._reap()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, env=self._environ, stdout=log, stderr=log)

    async def ready(self, timeout_s: float = 30) -> None:
        """Return when the node takes commands. Raises TimeoutError with the node's last lines."""
        try:
            async with asyncio.timeout(timeout_s):
                while not await is_ready(HOST, self.port):
                    if self._process is None or self._process.poll() is not None:
                        raise TimeoutError
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"node {self.url} is not ready after {timeout_s:g} s:\n{self.last_lines()}") from None

    async def start(self, timeout_s: float = 30) -> None:
        self.launch()
        await self.ready(timeout_s)

    def processes(self) -> list[Process]:
        """Supervisor, engine, store writer, web and its workers, as far as they run now."""
        return tree(self._process.pid) if self._process is not None else []

    def pids(self, *roles: str) -> list[int]:
        """Process ids of these roles, parents first."""
        return [process.pid for process in self.processes() if process.role in roles]

    @property
    def supervisor(self) -> int:
        """Process id of `argyll up`."""
        return self.pids(SUPERVISOR)[0]

    def kill(self) -> None:
        """SIGKILL for all processes at once, as near as one can get to pulling the plug."""
        victims = self.processes()
        for signal_number in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that none can react to another's end
            for process in victims:
                try:
                    os.kill(process.pid, signal_number)
                except ProcessLookupError:
                    continue
        self._reap()

    def stop(self) -> None:
        """SIGTERM, and wait for the end."""
        if self._process is not None:
            for pid in self.pids(SUPERVISOR):
                os.kill(pid, signal.SIGTERM)
            self._reap()

    def last_lines(self, count: int = 40) -> str:
        """The end of what the node has printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:]) if self.log.exists() else ""

    def _reap(self) -> None:
        if self._process is not None:
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
