"""What the processes of a node cost: CPU and memory by role, from `/proc`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

SUPERVISOR, ENGINE, STORE, WEB, DEMO, OTHER = "supervisor", "engine", "store", "web", "demo", "other"

_MODULES = {
    "engine.store.writer": STORE,
    "engine": ENGINE,
    "argyll_web": WEB,
    "argyll.demo": DEMO,
    "argyll": SUPERVISOR,
}

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    role: str
    """What it runs; a process that does not say (a worker of the web server) has the role of its parent."""


def tree(root: int) -> list[Process]:
    """The process and all its descendants, parents first."""
    return list(_walk(root, OTHER))


def cpu_ms(processes: list[Process]) -> dict[str, float]:
    """CPU time of user and system so far, by role, and `all`. Of processes that are gone nothing is known."""
    times: dict[str, float] = {}
    for process in processes:
        if (fields := _stat(process.pid)) is not None:
            times[process.role] = times.get(process.role, 0) + (int(fields[11]) + int(fields[12])) * 1000 / _TICKS
    return {**times, "all": sum(times.values())}


def memory_mb(processes: list[Process]) -> dict[str, float]:
    """Resident memory by role, and `all`. Pages that processes share count for each."""
    sizes: dict[str, float] = {}
    for process in processes:
        try:
            pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        size = pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
        sizes[process.role] = sizes.get(process.role, 0) + size
    return {**sizes, "all": sum(sizes.values())}


def is_alive(pid: int) -> bool:
    """True while the process runs; one that ended and waits for its parent does not."""
    fields = _stat(pid)
    return fields is not None and fields[0] != "Z"


def _walk(pid: int, role: str) -> Iterator[Process]:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        threads = os.listdir(f"/proc/{pid}/task")
        role = _role(words) or role
        yield Process(pid, role)
        for thread in threads:
            for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
                yield from _walk(int(child), role)
    except (FileNotFoundError, ProcessLookupError):
        return


def _role(words: list[str]) -> str | None:
    """From the module after `python -m`."""
    program, *arguments = words
    if "python" not in os.path.basename(program):
        return None
    return next((_MODULES.get(module) for flag, module in pairwise(arguments) if flag == "-m"), None)


def _stat(pid: int) -> list[str] | None:
    """The fields of `/proc/PID/stat` after the name, beginning with the state."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
