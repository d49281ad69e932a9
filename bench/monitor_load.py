"""A large store of different flows, made quickly: for `bench.monitor` and its tests.

Flows of one and of two steps, in one to three batches, on a hundred plans; some fail with errors of a few causes, some
wait, retry or are still settling, some are children. Ids are counted or random, labels have few and many values.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from engine.replication.log import Batch, Ruling, Verdict
from engine.replication.machine import Group
from engine.store import wire
from engine.store.monitor.follower import Follower
from engine.store.schema import open_writable
from engine.store.tables import Tables

GROUP = 500
APART_US = 250_000
"""A flow starts so long after the one before."""
ERRORS = (
    "step {s} failed: step returned HTTP error: status 422: item {n} has no price",
    "step {s} failed: step returned HTTP error: status 500: connection refused",
    "step {s} failed: work not completed",
    "step {s} failed: customer c-{n} is blocked since 2026-0{d}-01",
)


def _plan(first: str, second: str) -> str:
    ids = [first] + ([second] if second else [])
    steps = {
        step_id: {
            "id": step_id, "name": step_id.title(), "type": "async" if step_id.startswith("wait") else "sync",
            "http": {"endpoint": f"http://services/{step_id}", "timeout": 30000},
            "attributes": {"order": {"role": "required", "type": "object"}, f"{step_id}_done": {"role": "output"}},
        }
        for step_id in ids
    }  # fmt: skip
    return json.dumps(
        {"goals": ids[-1:], "required": [], "steps": steps, "attributes": {}, "excluded": {}}, separators=(",", ":")
    )


STEPS = [f"{verb}-{noun}" for verb in ("make", "wait", "send", "check", "price") for noun in "abcdefghij"]
PLANS = [(STEPS[n % 50], STEPS[(n * 7 + 3) % 50] if n % 5 < 2 else "") for n in range(100)]
TEXTS = [_plan(*plan) for plan in PLANS]


def flow_batches(n: int, rng: random.Random, last: int, customers: int) -> tuple[str, list[list[str]]]:
    """The id of a flow and its events by batch, each event as JSON text. One of the newest flows is still active."""
    plan = rng.randrange(100)
    flow_id = f"order-{n:07d}" if rng.random() < 0.9 else f"{rng.getrandbits(128):032x}"
    if rng.random() < 0.01 and n > 10:
        flow_id = f"order-{n - 10:07d}:{PLANS[plan][0]}:{rng.getrandbits(64):016x}"
    parent = (
        f',"metadata":{{"parent_flow_id":"{flow_id.split(":")[0]}","parent_step_id":"s","parent_work_item_token":"t"}}'
        if ":" in flow_id else ""
    )  # fmt: skip
    labels = f',"labels":{{"team":"team-{rng.randrange(4)}","customer":"c-{rng.randrange(customers)}"}}'
    init = f'"init":{{"order":[{{"n":{n}}}]}}'
    head = f'["flow_started",{{"flow_id":"{flow_id}","plan":{TEXTS[plan]},{init}{labels}{parent}}}]'
    batches = [[head]]
    steps = [step for step in PLANS[plan] if step]
    is_open = n > last - 2_000 and rng.random() < 0.1
    fails = rng.random() < 0.02
    for place, step in enumerate(steps):
        work = f'"flow_id":"{flow_id}","step_id":"{step}"'
        token = f"{rng.getrandbits(128):032x}"
        batches[-1] += [
            f'["step_started",{{{work},"inputs":{{"order":{{"n":{n}}}}},"work_items":{{"{token}":{{}}}}}}]',
            f'["work_started",{{{work},"token":"{token}","inputs":{{"order":{{"n":{n}}}}}}}]',
        ]
        if rng.random() < 0.03:
            error = "work not completed\\nstep returned HTTP error: status 503"
            batches.append([
                f'["work_not_completed",{{{work},"token":"{token}","error":"{error}"}}]',
                f'["work_retry_scheduled",{{{work},"token":"{token}","retry_count":1,'
                f'"next_retry_at":"2026-03-01T10:20:31.5Z","error":"{error}"}}]',
            ])  # fmt: skip
            batches.append([f'["work_started",{{{work},"token":"{token}","inputs":{{}}}}]'])
        if is_open and place == len(steps) - 1:
            return flow_id, batches
        if fails and place == len(steps) - 1:
            error = ERRORS[rng.randrange(4)].format(s=step, n=rng.randrange(10_000), d=rng.randrange(1, 10))
            own = error.split("failed: ", 1)[1]
            batches.append([
                f'["work_failed",{{{work},"token":"{token}","error":"{own}"}}]',
                f'["step_failed",{{{work},"error":"{own}","inputs":{{}}}}]',
                f'["flow_failed",{{"flow_id":"{flow_id}","error":"{error}"}}]',
            ])  # fmt: skip
            if n <= last - 2_000:
                batches[-1].append(f'["flow_deactivated",{{"flow_id":"{flow_id}","status":"failed"}}]')
            return flow_id, batches
        batches.append([
            f'["work_succeeded",{{{work},"token":"{token}","outputs":{{"{step}_done":"yes","took":12}}}}]',
            f'["attribute_set",{{{work},"key":"{step}_done","value":"yes"}}]',
            f'["step_completed",{{{work},"outputs":{{"{step}_done":"yes"}},"duration":41}}]',
        ])  # fmt: skip
    batches[-1] += [
        f'["flow_completed",{{"flow_id":"{flow_id}","result":{{"done":"yes"}}}}]',
        f'["flow_deactivated",{{"flow_id":"{flow_id}","status":"completed"}}]',
    ]
    return flow_id, batches


def groups(flows: int, begin_us: int) -> Iterator[Group]:
    """The whole load as the log hands it over; each flow's batches lie among those of others."""
    rng = random.Random(1)
    index = 0
    pending: dict[int, list[tuple[str, int, list[str]]]] = {}
    facts: list[Ruling] = []
    for n in range(flows + 64):
        due = pending.pop(n, [])
        if n < flows:
            flow_id, batches = flow_batches(n, rng, flows, max(10, flows // 10))
            sequence, slot = 0, n
            due.append((flow_id, 0, batches[0]))
            for before, batch in pairwise(batches):
                sequence += len(before)
                slot += rng.randrange(1, 9)
                pending.setdefault(slot, []).append((flow_id, sequence, batch))
        for place, (flow_id, first, events) in enumerate(due):
            index += 1
            text = f"[{','.join(events)}]".encode()
            at_us = begin_us + n * APART_US + place * 1_000
            closes = events[-1].startswith('["flow_deactivated"')
            batch = Batch(index, f"flow/{flow_id}", first, len(events), at_us, text, closes)
            facts.append(Ruling(index, f"n{index % 3 + 1}", 1, batch, Verdict.APPLIED, first))
        if len(facts) >= GROUP:
            yield Group(index, 1, facts, b"")
            facts = []
    if facts:
        yield Group(index, 1, facts, b"")


def fill(path: Path, flows: int, begin_us: int) -> int:
    """Make the store and its monitor; answers the number of events."""
    connection = open_writable(path)
    tables = Tables(connection)
    follower = Follower(path)
    for n, group in enumerate(groups(flows, begin_us), 1):
        tables.write([wire.entries_of(group)])
        if n % 10 == 0:
            for _ in follower.catch_up():
                pass
        if n % 200 == 0:
            tables.checkpoint()
    for _ in follower.catch_up():
        pass
    tables.checkpoint()
    events = follower.position
    follower.close()
    connection.close()
    return events
