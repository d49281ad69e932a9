"""The web process must not outlive the one that started it, whatever ends that one (`kill -9` included)."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

CHECK_EVERY_S = 0.5
_PR_SET_PDEATHSIG = 1


def hold(parent_pid: int) -> None:
    """End this process, at once, when its parent ends, or the process `parent_pid` does (0: only the parent counts).

    Workers of the server are children of children: they hold on to both. Does nothing for a process that nobody
    supervises.
    """
    if not parent_pid:
        return
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    watched = {pid for pid in (parent, parent_pid) if pid > 1}
    threading.Thread(target=_watch, args=(parent, watched), name="lifeline", daemon=True).start()


def _watch(parent: int, watched: set[int]) -> None:
    while os.getppid() == parent and all(map(_is_alive, watched)):
        time.sleep(CHECK_EVERY_S)
    # Not `sys.exit`: nothing may hold the port or a lock a moment longer, and committed data is not here.
    os.kill(os.getpid(), signal.SIGKILL)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
