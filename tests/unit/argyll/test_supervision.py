"""The supervisor with small real processes in the place of engine and web."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import textwrap
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from argyll.child import EXIT_REFUSED, Child
from argyll.health import is_ready
from argyll.supervisor import Supervisor

WEB = """
    import http.server, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = b'{"details": {"backend": {"state": "leader", "leader_id": "n1"}}}'
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *args): pass
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
WAIT = "import signal; signal.pause()"
STUBBORN = """
    import signal, sys
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("deaf", file=open(sys.argv[1], "w"), flush=True)
    signal.pause()
"""
WITH_CHILD = """
    import subprocess, sys, signal
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    print(child.pid, file=open(sys.argv[1], "w"), flush=True)
    signal.pause()
"""


async def eventually(check: Callable[[], object], timeout_s: float = 10) -> None:
    async with asyncio.timeout(timeout_s):
        while not check():
            await asyncio.sleep(0.01)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Stage:
    """Children, a supervisor over them, and what it said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def child(self, code: str, *arguments: object, name: str = "engine") -> Child:
        command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
        return Child(name, command, dict(os.environ), self.lines.append)

    def run(
        self,
        *stages: list[Child],
        is_ready: Callable[[], Awaitable[bool]] | None = None,
        grace_s: float = 2,
        parent_pid: int | None = None,
    ) -> asyncio.Task[int]:
        async def at_once() -> bool:
            return True

        supervisor = Supervisor(
            stages, is_ready or at_once, self.lines.append, ready="ready", grace_s=grace_s, parent_pid=parent_pid
        )
        return asyncio.create_task(supervisor.run())

    def said(self, text: str) -> int:
        return sum(text in line for line in self.lines)


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_the_ready_line_comes_when_health_answers_and_a_signal_stops_everything(stage: Stage) -> None:
    port = free_port()
    run = stage.run(
        [stage.child(WAIT)],
        [stage.child(WEB, port, name="web")],
        is_ready=partial(is_ready, "127.0.0.1", port),
    )
    await eventually(lambda: stage.said("ready after"))
    os.kill(os.getpid(), signal.SIGTERM)
    assert await asyncio.wait_for(run, 5) == 0
    assert stage.said("stopped after") == 1
    assert not await is_ready("127.0.0.1", port)


async def test_a_child_that_dies_is_started_again_with_a_line_and_growing_delays(stage: Stage) -> None:
    run = stage.run([stage.child("raise SystemExit(3)")], is_ready=lambda: asyncio.sleep(0.01, False))
    await eventually(lambda: stage.said("starting it again") == 3)
    os.kill(os.getpid(), signal.SIGINT)
    assert await run == 0
    delays = [line.rsplit(" ", 2)[1] for line in stage.lines if "starting it again" in line]
    assert delays[:3] == ["0.2", "0.4", "0.8"]
    assert "exit code 3" in stage.lines[0]


async def test_a_child_that_was_killed_says_so_and_the_node_is_ready_again(stage: Stage, tmp_path: Path) -> None:
    child = stage.child(WITH_CHILD, tmp_path / "pid")
    run = stage.run([child])
    await eventually(lambda: stage.said("ready after") and (tmp_path / "pid").exists() and pid_in(tmp_path / "pid"))
    grandchild = pid_in(tmp_path / "pid")
    parent = int(Path(f"/proc/{grandchild}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(parent, signal.SIGKILL)
    await eventually(lambda: stage.said("ready again"))
    assert stage.said("signal 9, SIGKILL") == 1
    await eventually(lambda: not is_alive(grandchild))
    os.kill(os.getpid(), signal.SIGTERM)
    await run


async def test_a_child_that_ignores_sigterm_is_killed(stage: Stage, tmp_path: Path) -> None:
    run = stage.run([stage.child(STUBBORN, tmp_path / "deaf")], grace_s=0.3)
    await eventually((tmp_path / "deaf").exists)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await asyncio.wait_for(run, 3) == 0
    assert stage.said("did not end within 0.3 s") == 1


async def test_a_second_signal_does_not_wait(stage: Stage, tmp_path: Path) -> None:
    run = stage.run([stage.child(STUBBORN, tmp_path / "deaf")], grace_s=60)
    await eventually((tmp_path / "deaf").exists)
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGINT)
    assert await asyncio.wait_for(run, 5) == 0


async def test_a_supervisor_whose_parent_is_gone_stops(stage: Stage) -> None:
    run = stage.run([stage.child(WAIT)], parent_pid=os.getpid())  # this process is not its own parent
    assert await asyncio.wait_for(run, 5) == 0
    assert stage.said("is gone; stopping") == 1


async def test_a_child_that_refuses_to_run_ends_the_node(stage: Stage) -> None:
    run = stage.run([stage.child(WAIT)], [stage.child(f"raise SystemExit({EXIT_REFUSED})", name="web")])
    assert await asyncio.wait_for(run, 5) == 1
    assert stage.said("the web process refuses to run") == 1
    assert stage.said("starting it again") == 0


def pid_in(file: Path) -> int:
    return int(file.read_text() or 0)


SUPERVISED = """
    import asyncio, sys
    from argyll.child import Child
    from argyll.supervisor import Supervisor
    async def ready(): return True
    code = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
    child = Child("engine", [sys.executable, "-c", code], {}, print)
    asyncio.run(Supervisor([[child]], ready, lambda line: None, ready="ready").run())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel kills orphans on Linux only")
async def test_nothing_outlives_a_supervisor_that_is_killed() -> None:
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", textwrap.dedent(SUPERVISED), stdout=asyncio.subprocess.PIPE
    )
    assert supervisor.stdout is not None
    child = int(await supervisor.stdout.readline())
    assert is_alive(child)
    supervisor.kill()
    await supervisor.communicate()
    await eventually(lambda: not is_alive(child))
