"""The answer to a start leaves the node only after its events are on the disk, seen from the system calls."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.node import HOST, Node
from tests.chaos.proof import client_of, script_step

STRACE = shutil.which("strace")

pytestmark = [pytest.mark.chaos, pytest.mark.skipif(STRACE is None, reason="strace is not installed")]

FLOWS = 25
GOAL = "sync-goal"

SYNCS = ("fsync", "fdatasync")
JOURNAL_WRITES = ("pwrite64", "write", "pwritev")
ANSWERS = ("write", "writev", "sendto", "sendmsg")


@dataclass(frozen=True, slots=True)
class SystemCall:
    """One line, or two where another thread came between; lines count time."""

    name: str
    arguments: str
    began: int
    ended: int


def parse(trace: str) -> list[SystemCall]:
    """The calls of `strace -f -yy`, in the order in which they began."""
    calls: list[SystemCall] = []
    open_calls: dict[str, tuple[str, str, int]] = {}
    for number, line in enumerate(trace.splitlines()):
        pid, _, rest = line.partition(" ")
        rest = rest.lstrip()
        if found := re.match(r"<\.\.\. (\w+) resumed>(.*)", rest):
            if pid in open_calls:
                name, arguments, began = open_calls.pop(pid)
                calls.append(SystemCall(name, arguments + found[2], began, number))
        elif found := re.match(r"(\w+)\((.*) <unfinished \.\.\.>", rest):
            open_calls[pid] = (found[1], found[2], number)
        elif found := re.match(r"(\w+)\((.*)", rest):
            calls.append(SystemCall(found[1], found[2], number, number))
    return sorted(calls, key=lambda call: call.began)


TRACE = """\
10 pwrite64(7</data/journal/log-wal>, "..flow-1..", 16384, 32) = 16384
10 fdatasync(7</data/journal/log-wal> <unfinished ...>
11 writev(9<TCP:[127.0.0.1:8080->127.0.0.1:5000]>, [{iov_base="HTTP/1.1 201 flow-0"}], 1) = 19
10 <... fdatasync resumed>) = 0
11 writev(9<TCP:[127.0.0.1:8080->127.0.0.1:5000]>, [{iov_base="HTTP/1.1 201 flow-1"}], 1) = 19
"""


def test_the_proof_can_see_an_answer_that_comes_too_early() -> None:
    require_order("flow-1", parse(TRACE), "/data/journal", "<TCP:[127.0.0.1:8080->")
    early = "".join(sorted(TRACE.splitlines(keepends=True), key=lambda line: "resumed" in line))
    with pytest.raises(AssertionError, match="not synced between"):
        require_order("flow-1", parse(early), "/data/journal", "<TCP:[127.0.0.1:8080->")


async def test_the_journal_is_synced_before_a_start_is_answered(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    names = ",".join({*SYNCS, *JOURNAL_WRITES, *ANSWERS})
    # Strings are shown whole: the flow's id may stand anywhere in a page of the journal.
    shown = ["-yy", "-s", "40000", "-e", f"trace={names}", "-e", "signal=none"]
    node = Node(tmp_path, under=[str(STRACE), "-f", *shown, "-o", str(trace)])
    flows = [f"synced-{number:04}" for number in range(FLOWS)]
    try:
        await node.start(60)
        async with client_of(node.url) as client:
            await client.register(script_step(GOAL, ["seed"], "a"))
            for flow in flows:
                await client.start(GOAL, {"seed": ["x"]}, flow_id=flow)
    finally:
        node.stop()
    calls = parse(trace.read_text(errors="replace"))
    for flow in flows:
        require_order(flow, calls, str(node.data / "journal"), f"<TCP:[{HOST}:{node.port}->")


def require_order(flow: str, calls: list[SystemCall], journal: str, client_socket: str) -> None:
    """Of the calls that name the flow: written to the journal, synced, answered to the client, in this order."""
    naming = [call for call in calls if flow in call.arguments]
    written = next(call for call in naming if call.name in JOURNAL_WRITES and is_file(call, journal))
    answered = next(call for call in naming if call.name in ANSWERS and client_socket in call.arguments)
    synced = [
        call
        for call in calls
        if call.name in SYNCS and is_file(call, journal) and written.ended < call.began and call.ended < answered.began
    ]
    assert synced, f"{flow}: written in line {written.began}, answered in line {answered.began}, not synced between"


def is_file(call: SystemCall, path: str) -> bool:
    """The path of the descriptor, which the tracer prints behind its number, begins so."""
    return re.match(rf"\d+<{re.escape(path)}", call.arguments) is not None
