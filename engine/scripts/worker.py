"""The process behind script workers: `python -m engine.scripts.worker FD LIMITS`, started by `ScriptWorkers`.

It loads the languages once and then forks a worker whenever the engine asks for one, in a few milliseconds. Over the
socket FD come orders of five bytes: `F` with a socket for a new worker, or `K` with the number of a worker to kill.
When the engine goes away that socket ends, and so do the workers.

A worker ends itself at the wall-clock limit by a signal of the operating system, which stops it inside any library
call. So a runaway script ends in time even if the engine has gone.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path

import msgspec

from engine.scripts.interface import CompileError, Purpose, Returned
from engine.scripts.service import PlaceLimits, Scripts, failed
from engine.scripts.wire import HEADER, Reply, Request, decode_request, encode, reply_of

ORDER = struct.Struct("!cI")
FORK, KILL = b"F", b"K"
PID = struct.Struct("!I")
"""The first bytes of a new worker: its process number, by which the engine may have it killed."""

_NICENESS = 10
_SPARE_BYTES = 512 << 20
"""Address space of a worker beyond what it has when it starts. The languages count their own memory; this is for
what they miss."""


class ForkServer:
    """Forks workers on demand; has no other thread, so a fork is safe."""

    def __init__(self, control: socket.socket, limits: PlaceLimits) -> None:
        self._control = control
        self._limits = limits
        self._workers: set[int] = set()

    def serve(self) -> None:
        """Follow orders until the engine is gone, then end all workers."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: self._reap())
        while True:
            order, sockets, _, _ = socket.recv_fds(self._control, ORDER.size, 1, socket.MSG_WAITALL)
            if len(order) < ORDER.size:
                break
            kind, pid = ORDER.unpack(order)
            if kind == FORK:
                self._fork(sockets[0])
            elif pid in self._workers:
                os.kill(pid, signal.SIGKILL)
        for pid in tuple(self._workers):
            os.kill(pid, signal.SIGKILL)

    def _fork(self, stream_fd: int) -> None:
        # A worker that ends between the fork and the line after it must not be missed by the handler.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        try:
            pid = os.fork()
        except OSError:
            pid = -1  # the engine sees the socket end and tries again
        if pid == 0:
            self._control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            _work(socket.socket(fileno=stream_fd), self._limits)
        if pid > 0:
            self._workers.add(pid)
        os.close(stream_fd)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _reap(self) -> None:
        while self._workers:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._workers.discard(pid)


def _work(stream: socket.socket, limits: PlaceLimits) -> None:
    """Answer requests until the engine closes the stream. Never returns: the process ends."""
    status = 1
    try:
        _confine()
        stream.sendall(PID.pack(os.getpid()))
        scripts = Scripts(limits)
        while (body := _read_frame(stream)) is not None:
            stream.sendall(_answer(body, scripts))
        status = 0
    except (OSError, MemoryError):
        pass  # the engine sees the stream end, and knows what that means
    except Exception:
        traceback.print_exc()  # a bug; nothing above this function may go on in the forked process
    finally:
        os._exit(status)


def _confine() -> None:
    os.nice(_NICENESS)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():
        address_space = int(statm.read_text().split()[0]) * resource.getpagesize() + _SPARE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))


def _read_frame(stream: socket.socket) -> bytes | None:
    header = _read(stream, HEADER.size)
    return None if header is None else _read(stream, HEADER.unpack(header)[0])


def _read(stream: socket.socket, size_bytes: int) -> bytes | None:
    received = bytearray(size_bytes)
    view = memoryview(received)
    while view:
        count = stream.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return bytes(received)


def _answer(body: bytes, scripts: Scripts) -> bytes:
    request = decode_request(body)
    source = request.task.source
    signal.setitimer(signal.ITIMER_REAL, scripts.limits.of(source.purpose).wall_ms / 1_000)
    try:
        return encode(_reply(request, scripts))
    except (RecursionError, MemoryError) as failure:
        return encode(Reply(failed=failed(source, failure).message))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _reply(request: Request, scripts: Scripts) -> Reply:
    if not request.only_check:
        return reply_of(scripts.run_fully(request.task))
    try:
        scripts.check(request.task.source)
    except CompileError as refusal:
        return reply_of(refusal)
    return reply_of(None)


def _load_languages() -> None:
    """Import and warm up what every worker needs, so that all of them share it."""
    from engine.scripts.interface import Source, Task

    scripts = Scripts()
    for language, text in (("ale", "1"), ("lua", "return 1"), ("jpath", "$")):
        outcome = scripts.run_fully(Task(Source(language, text, Purpose.PREDICATE)))
        assert isinstance(outcome, Returned), outcome
    gc.collect()
    gc.freeze()


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    limits = msgspec.json.decode(sys.argv[2], type=PlaceLimits)
    _load_languages()
    ForkServer(control, limits).serve()


if __name__ == "__main__":
    main()
