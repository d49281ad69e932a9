"""What the store costs: `python -m bench.store [FLOWS]`.

Prints the CPU per one-step flow (eight events in one batch) in the writer process, which also keeps the monitor, and
what the engine's side of the hand-over costs; then the time of first pages, polls and look-ups in a store of that many
flows.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from engine.replication.log import Batch, Ruling, Verdict
from engine.replication.machine import Group
from engine.store.handover import StoreWriter
from engine.store.reader import Reader

GROUP = 64
T0 = 1_772_360_430_000_000
STEP = {
    "id": "greet", "name": "Greet", "type": "script", "script": {"language": "ale", "script": "{:greeting name}"},
    "attributes": {"name": {"role": "required", "type": "string"}, "greeting": {"role": "output", "type": "string"}},
    "work_config": {"max_retries": 10, "init_backoff": 1000, "max_backoff": 60000, "backoff_type": "exponential"},
}  # fmt: skip
PLAN = {
    "goals": ["greet"], "required": [], "steps": {"greet": STEP}, "excluded": {},
    "attributes": {"name": {"providers": [], "consumers": ["greet"]},
                   "greeting": {"providers": ["greet"], "consumers": []}},
}  # fmt: skip


def one_step_flow(flow_id: str, labels: dict[str, str], fails: bool) -> bytes:
    """The events of one whole flow."""
    work = {"flow_id": flow_id, "step_id": "greet", "token": "0b9e5a4e-6a0f-4c0e-9d55-2f1f1f4d0d11"}
    step = {"flow_id": flow_id, "step_id": "greet"}
    status = "failed" if fails else "completed"
    outcome = {"error": "step greet failed: no"} if fails else {"result": {"greeting": "hello"}}
    events: list[tuple[str, dict[str, Any]]] = [
        ("flow_started", {"flow_id": flow_id, "plan": PLAN, "init": {"name": ["world"]}, "labels": labels}),
        ("step_started", step | {"inputs": {"name": "world"}, "work_items": {work["token"]: {}}}),
        ("work_started", work | {"inputs": {"name": "world"}}),
        ("work_succeeded", work | {"outputs": {"greeting": "hello"}}),
        ("attribute_set", step | {"key": "greeting", "value": "hello"}),
        ("step_completed", step | {"outputs": {"greeting": "hello"}, "duration": 1}),
        (f"flow_{status}", {"flow_id": flow_id} | outcome),
        ("flow_deactivated", {"flow_id": flow_id, "status": status}),
    ]
    return json.dumps(events, separators=(",", ":")).encode()


def groups(flows: int, labelled: bool) -> Iterator[Group]:
    """The whole load, in groups as the log makes them. One flow in 1,000 fails; labels of few and of many values."""
    rng = random.Random(1)
    for start in range(0, flows, GROUP):
        facts = []
        for n in range(start, min(start + GROUP, flows)):
            flow_id = f"order-{n:07d}"
            labels = {"team": f"team-{rng.randrange(4)}", "customer": f"c{rng.randrange(flows // 10 + 1)}"}
            events = one_step_flow(flow_id, labels if labelled else {}, n % 1000 == 7)
            batch = Batch(n, f"flow/{flow_id}", 0, 8, T0 + n * 300, events, True)
            facts.append(Ruling(start // GROUP + 1, "n1", 1, batch, Verdict.APPLIED, 0))
        yield Group(start // GROUP + 1, 1, facts, b"x" * 500)


async def fill(path: Path, flows: int, labelled: bool) -> None:
    store = StoreWriter(path)
    await store.start()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    handing_us = 0.0
    last = 0
    for group in groups(flows, labelled):
        begun = time.perf_counter()
        store.write(group)
        handing_us += (time.perf_counter() - begun) * 1e6
        last = group.index
        if store.backlog_bytes > 4 << 20:
            await store.flush(last)
        else:
            await asyncio.sleep(0)
    await store.flush(last)
    begun = time.perf_counter()
    await store.show(last)
    showing_ms = (time.perf_counter() - begun) * 1e3
    asked = [f"flow/order-{random.randrange(2 * flows):07d}" for _ in range(20_000)]
    begun = time.perf_counter()
    for aggregate in asked:
        store.next_sequence(aggregate)
    looking_us = (time.perf_counter() - begun) * 1e6 / len(asked)
    await store.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{flows} flows{' with two labels' if labelled else ''}: writer process {cpu_s * 1e6 / flows:.1f} us CPU "
        f"a flow (start and monitor included, {showing_ms:.0f} ms of it at the end), "
        f"hand-over {handing_us / flows:.2f} us, next_sequence {looking_us:.1f} us; "
        f"{path.stat().st_size / flows:.0f} bytes a flow, memory of the writer at most {used.ru_maxrss >> 10} MB"
    )


def milliseconds(action: Callable[[], object], times: int = 15) -> str:
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        spent.append((time.perf_counter() - begun) * 1e3)
    return f"{statistics.median(spent):8.2f} ms p50 {max(spent):8.2f} ms max"


def read(path: Path, flows: int) -> None:
    reader = Reader(path)
    middle = f"order-{flows // 2:07d}"
    questions: dict[str, dict[str, Any]] = {
        "everything": {},
        "completed": {"statuses": ["completed"]},
        "failed (one in 1,000)": {"statuses": ["failed"]},
        "active (none)": {"statuses": ["active"]},
        "label of a quarter": {"labels": {"team": "team-1"}},
        "label of a few": {"labels": {"customer": "c7"}},
        "label of a quarter, failed": {"labels": {"team": "team-1"}, "statuses": ["failed"]},
        "both labels": {"labels": {"team": "team-1", "customer": "c7"}},
        "prefix of one": {"id_prefix": middle},
        "prefix of 1,000": {"id_prefix": middle[:-3]},
        "prefix of a tenth": {"id_prefix": middle[:-5]},
        "prefix of all": {"id_prefix": "order-"},
        "prefix of all, label of a quarter": {"id_prefix": "order-", "labels": {"team": "team-2"}},
    }
    for name, question in questions.items():
        for sort in ("recent_asc", "recent_desc"):
            body = json.dumps(question | {"limit": 50, "sort": sort}).encode()
            page = milliseconds(partial(reader.query, body, with_total=False))
            counted = milliseconds(partial(reader.query, body), 3)
            print(f"{name:36} {sort:12} {page}   with total {counted}")
    print(f"{'state of an unchanged flow':49} {milliseconds(lambda: reader.flow_state(middle), 2000)}")
    print(f"{'status of a flow':49} {milliseconds(lambda: reader.flow_status(middle), 2000)}")
    print(f"{'events of a flow':49} {milliseconds(lambda: reader.flow_events(middle), 500)}")
    ids = iter(f"order-{n:07d}" for n in range(0, flows, max(1, flows // 600)))
    print(f"{'state of a flow for the first time':49} {milliseconds(lambda: reader.flow_state(next(ids)), 500)}")
    reader.close()


def main() -> None:
    flows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as directory:
        plain, labelled = Path(directory) / "plain", Path(directory) / "labelled"
        asyncio.run(fill(plain, min(flows, 100_000), False))
        asyncio.run(fill(labelled, flows, True))
        read(labelled, flows)


if __name__ == "__main__":
    main()
