"""How WebSockets end with the process: closed with 1001, before the server stops and cuts what is still open.

The server passes SIGTERM on to its workers and then drops their connections without a close frame. So its main
process first gives them this signal and a moment.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

SIGNAL = signal.SIGUSR1
GRACE_S = 0.2


def say_before_stopping() -> None:
    """In the server's main process, once its own handlers are set: let the workers say farewell, then go on."""
    for number in (signal.SIGTERM, signal.SIGINT):
        stop = signal.getsignal(number)
        if callable(stop):
            signal.signal(number, _after_farewell(stop))


def _after_farewell(stop: Callable[[int, FrameType | None], object]) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        for worker in multiprocessing.active_children():
            if worker.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, SIGNAL)
        time.sleep(GRACE_S)
        stop(number, frame)

    return handle


def on_farewell(close: Callable[[], None]) -> None:
    """In a worker: call this when the process is about to be stopped. Belongs to the running loop."""
    asyncio.get_running_loop().add_signal_handler(SIGNAL, close)
