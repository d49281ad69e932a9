"""A pool of processes for the scripts that may not run in the engine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from pathlib import Path

import msgspec

import engine
from engine.scripts.interface import CompileError, LimitExceeded, Outcome, Source, Task
from engine.scripts.service import Scripts, failed, is_quick_to_compile
from engine.scripts.wire import HEADER, Reply, Request, decode_reply, encode, outcome_of
from engine.scripts.worker import FORK, KILL, ORDER, PID

_GRACE_SECONDS = 1.0
"""A worker ends itself at its limit. One that has not answered so long after it is killed."""
_START_SECONDS = 10.0
_START_ATTEMPTS = 3
_ENVIRONMENT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TZ")
"""What the processes inherit; no secret of the engine."""


class WorkersClosed(Exception):
    """The pool was closed before the script had ended, which says nothing about the script."""


class WorkersUnavailable(Exception):
    """The operating system gives no more processes."""


class _WorkerLost(Exception):
    """The worker ended before it answered."""


class ScriptWorkers:
    """Runs tasks in up to `most` processes; one more is started only when none is idle. Of one event loop."""

    def __init__(self, scripts: Scripts | None = None, *, most: int = 16, idle_seconds: float = 30.0) -> None:
        self._scripts = scripts or Scripts()
        self._free = asyncio.Semaphore(most)
        self._idle_seconds = idle_seconds
        self._idle: list[_Worker] = []
        """The one used last is taken first, so that those not needed grow old."""
        self._busy: set[_Worker] = set()
        self._server: _ForkServer | None = None
        self._starting = asyncio.Lock()
        self._is_closed = False

    async def start(self) -> None:
        """Start the first worker, so that no script need wait for the languages to load (some 0.1 s)."""
        self._put_idle(await self._fork())

    async def _start_server(self) -> None:
        async with self._starting:
            if self._is_closed:
                raise WorkersClosed
            if self._server is None or not self._server.is_alive:
                if self._server is not None:
                    await self._server.close()
                self._server = await _ForkServer.start(msgspec.json.encode(self._scripts.limits).decode())

    async def run(self, task: Task) -> Outcome:
        """The outcome of the task; over a limit, also of time, it is Failed. Raises WorkersClosed,
        WorkersUnavailable."""
        try:
            return outcome_of(await self._ask(Request(task)))
        except (LimitExceeded, CompileError, RecursionError) as failure:
            return failed(task.source, failure)

    async def check(self, source: Source) -> None:
        """Raises CompileError for a script that must be refused; a long one is compiled in a worker."""
        if is_quick_to_compile(source):
            self._scripts.check(source)
            return
        try:
            reply = await self._ask(Request(Task(source), only_check=True))
        except LimitExceeded as excess:
            raise CompileError(str(excess))
        if reply.failed is not None:
            raise CompileError(reply.failed)
        outcome_of(reply)

    async def close(self) -> None:
        """End all processes. Runs that have not ended raise WorkersClosed."""
        self._is_closed = True
        for worker in (*self._idle, *self._busy):
            worker.close()
        self._idle.clear()
        async with self._starting:
            if self._server is not None:
                await self._server.close()
                self._server = None

    async def _ask(self, request: Request) -> Reply:
        frame = encode(request)
        wall_seconds = self._scripts.limits.of(request.task.source.purpose).wall_ms / 1_000
        async with self._free:
            worker = self._take_idle() or await self._fork()
            self._busy.add(worker)
            is_reusable = False
            try:
                reply = await worker.ask(frame, wall_seconds)
                is_reusable = not self._is_closed
                return reply
            except _WorkerLost:
                if self._is_closed:
                    raise WorkersClosed
                raise LimitExceeded("time" if worker.busy_seconds >= 0.98 * wall_seconds else "memory")
            finally:
                self._busy.discard(worker)
                if is_reusable:
                    self._put_idle(worker)
                else:
                    self._end(worker)

    def _take_idle(self) -> _Worker | None:
        while self._idle:
            worker = self._idle.pop()
            worker.cancel_retirement()
            if worker.is_alive:
                return worker
            worker.close()
        return None

    def _put_idle(self, worker: _Worker) -> None:
        self._idle.append(worker)
        worker.retirement = asyncio.get_running_loop().call_later(self._idle_seconds, self._retire, worker)

    def _retire(self, worker: _Worker) -> None:
        self._idle.remove(worker)
        worker.close()

    def _end(self, worker: _Worker) -> None:
        if self._server is not None:
            self._server.kill(worker.pid)
        worker.close()

    async def _fork(self) -> _Worker:
        for _ in range(_START_ATTEMPTS):
            await self._start_server()
            assert self._server is not None
            try:
                async with asyncio.timeout(_START_SECONDS):
                    return await self._server.fork()
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                continue  # the process ended, or could not fork just now
        raise WorkersUnavailable(f"no script worker could be started in {_START_ATTEMPTS} attempts")


class _ForkServer:
    """The process that workers are forked from, seen from the engine."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process = process
        self._control = control

    @classmethod
    async def start(cls, limits: str) -> _ForkServer:
        ours, theirs = socket.socketpair()
        with theirs:
            environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            environment["PYTHONPATH"] = str(Path(engine.__path__[0]).parent)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "engine.scripts.worker",
                str(theirs.fileno()),
                limits,
                stdin=asyncio.subprocess.DEVNULL,
                env=environment,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        return cls(process, ours)

    @property
    def is_alive(self) -> bool:
        return _is_open(self._control)

    async def fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [ORDER.pack(FORK, 0)], [theirs.fileno()])
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        try:
            (pid,) = PID.unpack(await reader.readexactly(PID.size))
        except BaseException:
            writer.close()
            raise
        return _Worker(pid, ours, reader, writer)

    def kill(self, pid: int) -> None:
        with contextlib.suppress(OSError):  # the process is gone, and its workers with it
            self._control.send(ORDER.pack(KILL, pid))

    async def close(self) -> None:
        self._control.close()
        await self._process.wait()


class _Worker:
    """One worker process, seen from the engine."""

    def __init__(
        self, pid: int, stream: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid = pid
        self.retirement: asyncio.TimerHandle | None = None
        self.busy_seconds = 0.0
        """How long the last request has taken."""
        self._stream = stream
        self._reader = reader
        self._writer = writer

    @property
    def is_alive(self) -> bool:
        return not self._reader.at_eof() and _is_open(self._stream)

    async def ask(self, frame: bytes, wall_seconds: float) -> Reply:
        """Raises _WorkerLost when the worker ends, or is still busy a while after the limit."""
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            async with asyncio.timeout(wall_seconds + _GRACE_SECONDS):
                self._writer.write(frame)
                await self._writer.drain()
                header = await self._reader.readexactly(HEADER.size)
                return decode_reply(await self._reader.readexactly(HEADER.unpack(header)[0]))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            raise _WorkerLost
        finally:
            self.busy_seconds = clock() - started

    def cancel_retirement(self) -> None:
        if self.retirement is not None:
            self.retirement.cancel()
            self.retirement = None

    def close(self) -> None:
        self.cancel_retirement()
        self._writer.close()


def _is_open(stream: socket.socket) -> bool:
    """Whether the other end has not closed the stream; known at once, before the loop has heard of it."""
    try:
        return stream.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
