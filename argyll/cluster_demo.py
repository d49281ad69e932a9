"""Three nodes on this machine: what `argyll cluster-demo` does."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from argyll.child import Child
from argyll.health import is_ready
from argyll.lock import take
from argyll.settings import DEFAULT_HOST
from argyll.supervisor import Supervisor
from argyll.words import sayer

NODES = ("n1", "n2", "n3")
FIRST_PORT = 8080
FIRST_RAFT_PORT = 9701

SECRET_FILE = "cluster-secret"

NODE_GRACE_S = 4.8
"""A node ends its own processes within less."""


def run_cluster(
    data: Path, environ: Mapping[str, str], *, first_port: int = FIRST_PORT, first_raft_port: int = FIRST_RAFT_PORT
) -> int:
    """Run until a signal; the exit code. Raises DataInUse and OSError before anything starts."""
    say = sayer("cluster")
    lock = take(data)
    environments = node_environments(data, environ, first_port, first_raft_port, cluster_secret(data), os.getpid())
    command = [sys.executable, "-m", "argyll", "up"]
    nodes = [Child(f"node {name}", command, environments[name], say, keep_open=(lock,)) for name in NODES]

    async def all_ready() -> bool:
        ready = await asyncio.gather(*(is_ready(DEFAULT_HOST, first_port + n) for n in range(len(NODES))))
        return all(ready)

    urls = ", ".join(f"http://{DEFAULT_HOST}:{first_port + n}" for n in range(len(NODES)))
    supervisor = Supervisor(
        [nodes],
        all_ready,
        say,
        ready=f"three nodes are ready at {urls} (Ctrl-C stops them)",
        grace_s=NODE_GRACE_S,
    )
    return asyncio.run(supervisor.run())


def node_environments(
    data: Path, environ: Mapping[str, str], first_port: int, first_raft_port: int, secret: str, parent_pid: int
) -> dict[str, dict[str, str]]:
    """Node id to the environment of its `argyll up`. What names one node only is never inherited."""
    own = ("ARGYLL_STORE", "ARGYLL_ENGINE_SOCKET", "ARGYLL_WEBHOOK_BASE_URL", "WEBHOOK_BASE_URL")
    shared = {name: value for name, value in environ.items() if name not in own}
    raft = {name: f"{DEFAULT_HOST}:{first_raft_port + n}" for n, name in enumerate(NODES)}
    return {
        name: {
            **shared,
            "ARGYLL_NODE_ID": name,
            "ARGYLL_DATA": str(data / name),
            "ARGYLL_HOST": DEFAULT_HOST,
            "ARGYLL_PORT": str(first_port + n),
            "ARGYLL_RAFT_ADDRESS": raft[name],
            "ARGYLL_RAFT_SERVERS": ",".join(f"{node}={at}" for node, at in raft.items()),
            "ARGYLL_CLUSTER_SECRET": secret,
            "ARGYLL_PARENT_PID": str(parent_pid),
        }
        for n, name in enumerate(NODES)
    }


def cluster_secret(data: Path) -> str:
    """The secret that the nodes of this directory share, made when it is first asked for."""
    file = data / SECRET_FILE
    if not file.exists():
        half_done = file.with_suffix(".new")
        half_done.touch(mode=0o600)
        half_done.write_text(secrets.token_urlsafe(32))
        half_done.rename(file)
    return file.read_text().strip()
