"""One node at a time in a data directory."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

LOCK_FILE = "lock"


class DataInUse(Exception):
    """Another node runs in this data directory."""

    def __init__(self, data: Path, holder: str) -> None:
        who = f" (process {holder})" if holder else ""
        super().__init__(f"the data directory {data} is in use by another node{who}; stop it, or choose another --data")
        self.data, self.holder = data, holder


def take(data: Path, patience_s: float = 6.0) -> int:
    """Lock the directory, making it where needed, and return the file descriptor that holds the lock.

    The lock lives as long as any process has the descriptor: children inherit it, so that after a kill -9 of the
    supervisor nobody starts a second engine beside one that is still dying. Such a predecessor is given `patience_s`
    seconds to end. Raises DataInUse, or OSError when the directory cannot be written.
    """
    data.mkdir(parents=True, exist_ok=True)
    file = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                holder = os.pread(file, 32, 0).decode("ascii", "replace").strip()
                os.close(file)
                raise DataInUse(data, holder) from None
            time.sleep(0.05)
    # Only for the message of whoever comes next; the lock itself is what counts.
    os.ftruncate(file, 0)
    os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
    return file
