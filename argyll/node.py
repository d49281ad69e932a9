"""One node in the foreground: what `argyll up` does."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from collections.abc import Mapping
from functools import partial

from argyll.child import Child
from argyll.health import is_ready
from argyll.lock import take
from argyll.ports import require_free
from argyll.settings import NodeSettings, child_environment, reachable
from argyll.supervisor import Supervisor
from argyll.words import sayer

OPEN_FILES = 65_536
"""Each client, each call under way and each WebSocket is an open file; the usual limit of 1,024 is soon reached."""


def run_node(settings: NodeSettings, environ: Mapping[str, str], *, demo: bool, parent_pid: int | None) -> int:
    """Run until a signal; the exit code. Raises DataInUse, PortInUse, NoSuchAddress, OSError before any start."""
    engine = settings.engine
    say = sayer(engine.node_id)
    lock = take(engine.data)
    require_free(settings.host, settings.port, "--port")
    if engine.raft_address is not None and engine.peers:
        host, _, port = engine.raft_address.rpartition(":")
        require_free(host.strip("[]"), int(port), "--raft-address")
    raise_open_files()
    say(f"starting a node at {settings.url} with its data in {engine.data}")
    environment = child_environment(settings, environ, os.getpid())

    def child(name: str, module: str, *, serves: bool = True) -> Child:
        return Child(name, [sys.executable, "-m", module], environment, say, keep_open=(lock,), serves=serves)

    stages = [[child("engine", "engine")], [child("web", "argyll_web")]]
    if demo:
        stages[-1].append(child("demo", "argyll.demo", serves=False))
    supervisor = Supervisor(
        stages,
        partial(is_ready, reachable(settings.host), settings.port),
        say,
        ready=f"ready at {settings.url} (Ctrl-C stops it)",
        parent_pid=parent_pid,
    )
    return asyncio.run(supervisor.run())


def raise_open_files() -> None:
    """Lift the soft limit of open files, which the children inherit, as far as the hard limit allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
