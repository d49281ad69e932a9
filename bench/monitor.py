"""What people's questions cost: `python -m bench.monitor [FLOWS] [STORE]`.

Fills a store with that many flows (ten events each; default 1,000,000, which takes some minutes), or takes a store
that was filled before, and prints the time of each question to it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import monitor_http
from bench.monitor_load import APART_US, STEPS, fill
from engine.store.reader import EventFilter, FlowFilter, Range, Reader

LIMIT = 50
TIMES = 7


def milliseconds(action: Callable[[], object]) -> tuple[float, float]:
    """Median and greatest time."""
    spent = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        action()
        spent.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(spent), max(spent)


def flow_questions(begin_ms: int, end_ms: int) -> dict[str, FlowFilter]:
    """Each filter alone, and combinations."""
    middle = (begin_ms + end_ms) // 2
    one = STEPS[3]
    return {
        "everything": FlowFilter(),
        "running": FlowFilter(states=frozenset(["running"])),
        "waiting": FlowFilter(states=frozenset(["waiting"])),
        "settling": FlowFilter(states=frozenset(["settling"])),
        "completed": FlowFilter(states=frozenset(["completed"])),
        "failed": FlowFilter(states=frozenset(["failed"])),
        "goal": FlowFilter(goals=frozenset([one])),
        "step": FlowFilter(steps=frozenset([one])),
        "label of a quarter": FlowFilter(labels=(("team", "team-1"),)),
        "label of a few": FlowFilter(labels=(("customer", "c-7"),)),
        "started between": FlowFilter(started=Range(middle, middle + 3_600_000)),
        "started before": FlowFilter(started=Range(None, begin_ms + 600_000)),
        "ended between": FlowFilter(ended=Range(middle, middle + 60_000)),
        "longer than 2 s": FlowFilter(duration=Range(2_000, None)),
        "shorter than 300 ms": FlowFilter(duration=Range(None, 300)),
        "text: a whole id": FlowFilter(text="order-0012345"),
        "text: part of an id": FlowFilter(text="0012"),
        "text: of every id": FlowFilter(text="order"),
        "text: of an error": FlowFilter(text="connection refused"),
        "text: one letter": FlowFilter(text="o"),
        "text: nowhere": FlowFilter(text="zzzqqq"),
        "error": FlowFilter(error="has no price"),
        "error of a cause": FlowFilter(error="failed: step returned HTTP error: status 422: item … has no price"),
        "children only": FlowFilter(children="only"),
        "children too": FlowFilter(children="show"),
        "parent": FlowFilter(parent="order-0000990"),
        "failed, team, step": FlowFilter(
            states=frozenset(["failed"]), labels=(("team", "team-1"),), steps=frozenset([one])
        ),
        "failed, text, week, duration": FlowFilter(
            text="blocked since", states=frozenset(["failed"]), started=Range(begin_ms, end_ms),
            duration=Range(1, 10_000),
        ),
        "text, label, old": FlowFilter(
            text="order-00", labels=(("team", "team-2"),), ended=Range(begin_ms, middle), duration=Range(2, None)
        ),
    }  # fmt: skip


def event_questions(begin_us: int, end_us: int, token: str) -> dict[str, EventFilter]:
    middle = (begin_us + end_us) // 2
    return {
        "everything": EventFilter(),
        "last hour": EventFilter(from_us=end_us - 3_600_000_000),
        "an hour in the middle": EventFilter(from_us=middle, to_us=middle + 3_600_000_000),
        "kind flow": EventFilter(kind="flow"),
        "kind cluster (none)": EventFilter(kind="cluster"),
        "type": EventFilter(types=frozenset(["work_retry_scheduled"])),
        "two types": EventFilter(types=frozenset(["flow_failed", "step_failed"])),
        "a type that never came": EventFilter(types=frozenset(["comp_failed"])),
        "step": EventFilter(step=STEPS[3]),
        "step and type": EventFilter(step=STEPS[3], types=frozenset(["step_failed"])),
        "node": EventFilter(node="n2"),
        "node, type, step": EventFilter(node="n2", step=STEPS[3], types=frozenset(["work_retry_scheduled"])),
        "token": EventFilter(token=token),
        "token that never was": EventFilter(token="nothing"),
        "a whole id": EventFilter(aggregate="order-0012345"),
        "beginning of a few": EventFilter(aggregate="order-00123"),
        "beginning of most": EventFilter(aggregate="order-"),
        "beginning of many, and a type": EventFilter(aggregate="order-00", types=frozenset(["flow_failed"])),
        "text in one flow": EventFilter(aggregate="order-0012345", text="services"),
        "text within 24 hours": EventFilter(text="refused", from_us=end_us - 86_000_000_000, to_us=end_us),
        "text that is nowhere, 24 hours": EventFilter(text="zzz", from_us=end_us - 86_000_000_000, to_us=end_us),
    }


def questions(path: Path, begin_us: int, end_us: int) -> list[tuple[str, float, float, str]]:
    """Name, median, greatest time and result of each question."""
    reader = Reader(path)
    monitor = reader.monitor
    rows: list[tuple[str, float, float, str]] = []

    def row(name: str, action: Callable[[], object], result: str) -> None:
        rows.append((name, *milliseconds(action), result))

    for name, asked in flow_questions(begin_us // 1000, end_us // 1000).items():
        found = monitor.flows(asked, "started", True, None, LIMIT)
        count = f"{'' if found.total_exact else 'about '}{found.total}"
        if found.searched is not None:
            count += f", searched {found.searched}"
        row(f"flows: {name}", lambda asked=asked: monitor.flows(asked, "started", True, None, LIMIT), count)
        row(f"facets: {name}", lambda asked=asked: monitor.facets(asked), "")
    for sort in ("ended", "duration"):
        for name in ("everything", "failed", "text: of every id"):
            asked = flow_questions(begin_us // 1000, end_us // 1000)[name]
            for falling in (True, False):
                row(f"flows by {sort} {'falling' if falling else 'rising'}: {name}",
                    lambda asked=asked, s=sort, f=falling: monitor.flows(asked, s, f, None, LIMIT), "")  # fmt: skip
    for window in ("1h", "24h", "7d"):
        summary = monitor.summary(window, end_us)
        row(f"summary {window}", lambda window=window: monitor.summary(window, end_us), f"{len(summary.causes)} causes")
    token = next(e.token for e in monitor.events(EventFilter(aggregate="order-0012345"), None, 50).events if e.token)
    for name, asked in event_questions(begin_us, end_us, token).items():
        found_events = monitor.events(asked, None, LIMIT)
        cut = ", cut short" if found_events.is_cut_short else ""
        row(f"events: {name}", lambda asked=asked: monitor.events(asked, None, LIMIT),
            f"{len(found_events.events)} on the page{cut}")  # fmt: skip
    reader.close()
    return rows


def main() -> None:
    flows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as directory:
        path = Path(sys.argv[2] if len(sys.argv) > 2 else Path(directory) / "store")
        end_us = int(time.time() * 1e6)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            begun, used = time.perf_counter(), time.process_time()
            events = fill(path, flows, end_us - flows * APART_US)
            used = time.process_time() - used
            wall = time.perf_counter() - begun
            print(f"{flows} flows, {events} events in {wall:.0f} s ({used * 1e6 / flows:.0f} us CPU a flow)")
        else:
            end_us = int(path.stat().st_mtime * 1e6)
        rows = questions(path, end_us - flows * APART_US, end_us) + monitor_http.run(path)
        for name, middle, most, result in rows:
            print(f"{name:52} {middle:9.1f} ms p50 {most:9.1f} ms max   {result}")


if __name__ == "__main__":
    main()
