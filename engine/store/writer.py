"""The one writer of a store, as a process of its own: `python -m engine.store.writer PATH`.

Its standard input is a socket, over which the engine hands over groups of the log (`engine.store.wire`) and is told
what they cover. They are gathered and written in a pass every 50 ms, or at once when a reader waits. The end of the
socket, which comes with the end of the engine however that ends, ends the writer after a last pass.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import select
import signal
import socket
import sqlite3
import sys
import time
from io import TextIOWrapper
from pathlib import Path

from engine.store import wire
from engine.store.monitor.keeper import Monitor
from engine.store.projection import StoreCorrupt
from engine.store.schema import StoreRefused, open_writable
from engine.store.tables import Tables

PASS_S = 0.05
PASS_BYTES = 8 << 20
"""More than this is written at once, so that neither memory nor a transaction grows."""
CHECKPOINT_BYTES = 16 << 20
READ_BYTES = 1 << 20
LOCK_WAIT_S = 10.0
"""How long a writer waits for the last pass of the one before it."""
LOOK_AROUND_S = 1.0


def hold_lock(path: Path, wait_s: float = LOCK_WAIT_S) -> TextIOWrapper:
    """The lock of a store, held until the answer is closed. Raises StoreRefused when another process keeps it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = open(f"{path}.lock", "a")  # noqa: SIM115 # held for as long as the process writes
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() >= deadline:
                lock.close()
                raise StoreRefused(f"the store {path} is in use by another process; stop that one first") from None
            time.sleep(0.01)


class Writer:
    """Gathers groups, writes them, and answers what is covered."""

    def __init__(self, tables: Tables, monitor: Monitor, link: socket.socket, pass_s: float) -> None:
        self._tables = tables
        self._monitor = monitor
        self._link = link
        self._pass_s = pass_s
        self._frames = wire.Frames()
        self._gathered: list[wire.Entries] = []
        self._gathered_bytes = 0
        self._due = 0.0
        """When the next pass is due; of meaning while something is gathered."""
        self._wanted = 0
        """Index that a reader waits for."""
        self._unchecked_bytes = 0
        """Written since the last checkpoint."""
        self._sync_asked = False

    def run(self) -> None:
        """Work until the socket ends or the engine is gone."""
        parent = os.getppid()
        poll = select.poll()
        poll.register(self._link, select.POLLIN)
        is_open = True
        while is_open:
            if poll.poll(self._patience_s() * 1000):
                is_open = self._read()
            elif os.getppid() != parent:
                is_open = False
            if self._must_write() or not is_open:
                self._pass()
            if self._sync_asked:
                self._sync()
            if (shown := self._monitor.step(self._tables.covered)) is not None:
                self._answer(wire.Shown(shown))
            if self._unchecked_bytes > CHECKPOINT_BYTES:
                self._tables.checkpoint()
                self._unchecked_bytes = 0

    def _patience_s(self) -> float:
        now = time.monotonic()
        until = self._due if self._gathered else now + LOOK_AROUND_S
        return max(0.0, min(until, self._monitor.due(self._tables.covered)) - now)

    def _must_write(self) -> bool:
        return bool(self._gathered) and (
            self._wanted > self._tables.covered or self._gathered_bytes > PASS_BYTES or time.monotonic() >= self._due
        )

    def _read(self) -> bool:
        """Take in what the socket holds; False at its end."""
        try:
            data = self._link.recv(READ_BYTES)
        except ConnectionError:
            return False
        for body in self._frames.feed(data):
            message = wire.decode_to_writer(body)
            if isinstance(message, wire.Entries):
                self._gather(message, len(body))
            elif isinstance(message, wire.Flush):
                self._wanted = max(self._wanted, message.index)
                if message.shown:
                    self._monitor.want(message.index)
            else:
                self._sync_asked = True
        return bool(data)

    def _gather(self, group: wire.Entries, size_bytes: int) -> None:
        if not self._gathered:
            self._due = time.monotonic() + self._pass_s
        self._gathered.append(group)
        self._gathered_bytes += size_bytes

    def _pass(self) -> None:
        if not self._gathered:
            return
        self._tables.write(self._gathered)
        self._unchecked_bytes += self._gathered_bytes
        self._gathered, self._gathered_bytes = [], 0
        self._answer(wire.Covered(self._tables.covered))

    def _sync(self) -> None:
        self._sync_asked = False
        self._tables.sync()
        self._answer(wire.Durable(self._tables.covered))

    def _answer(self, message: wire.FromWriter) -> None:
        answer(self._link, message)


def answer(link: socket.socket, message: wire.FromWriter) -> None:
    """Tell the engine, if it is still there: what is gathered is written in any case."""
    try:
        link.sendall(wire.frame(message))
    except ConnectionError:
        pass


def serve(path: Path, cluster_id: str, pass_s: float, link: socket.socket) -> int:
    """Open the store and write until the end of the socket; answers the exit code of the process."""
    try:
        with hold_lock(path):
            connection = open_writable(path, cluster_id)
            try:
                tables = Tables(connection)
                answer(link, wire.Covered(tables.covered))
                monitor = Monitor(path)
                try:
                    Writer(tables, monitor, link, pass_s).run()
                finally:
                    monitor.close()
                tables.checkpoint()
            finally:
                connection.close()
    except StoreRefused as error:
        return _fail(link, str(error), refused=True)
    except (sqlite3.Error, StoreCorrupt, OSError) as error:
        return _fail(link, f"{path}: {type(error).__name__}: {error}", refused=False)
    return 0


def _fail(link: socket.socket, reason: str, *, refused: bool) -> int:
    print(f"writer of the store: {reason}", file=sys.stderr, flush=True)
    answer(link, wire.Failed(reason, refused))
    return 1


def main() -> int:
    arguments = argparse.ArgumentParser(description="The writer of a store; started by the engine.")
    arguments.add_argument("path", type=Path)
    arguments.add_argument("--cluster-id", default="")
    arguments.add_argument("--pass-ms", type=int, default=int(PASS_S * 1000))
    options = arguments.parse_args()
    # Ctrl-C and a stop of the whole group reach this process too; it ends when the engine has handed over all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with socket.socket(fileno=sys.stdin.fileno()) as link:
        return serve(options.path, options.cluster_id, options.pass_ms / 1000, link)


if __name__ == "__main__":
    sys.exit(main())
