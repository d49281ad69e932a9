"""Flows folded from their stored events, kept so that a repeated read folds only what is new."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from engine.flow import events as e
from engine.flow.evolve import begin, evolve
from engine.flow.render import render
from engine.flow.state import Flow
from engine.store import event_pages

CACHE_FLOWS = 1_000
CACHE_BYTES = 16 << 20
"""Of events that were folded and states that were rendered; the objects take a small multiple of it."""

_HEAD = "SELECT key, next_sequence FROM flows WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Folded:
    """A flow and its answer. Neither is ever changed; a newer one takes its place."""

    flow: Flow
    events_bytes: int
    state: bytes = b""
    """JSON of the state; empty until it is asked for."""

    @property
    def size_bytes(self) -> int:
        """In the measure of CACHE_BYTES."""
        return self.events_bytes + len(self.state)


class FoldedFlows:
    """A cache by flow id, for several threads, each with its own connection."""

    def __init__(self, max_flows: int, max_bytes: int) -> None:
        self._max_flows, self._max_bytes = max_flows, max_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Folded] = OrderedDict()
        self._size_bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size_bytes(self) -> int:
        """What is kept, in the measure of CACHE_BYTES."""
        return self._size_bytes

    def get(self, connection: sqlite3.Connection, flow_id: str) -> Folded | None:
        """The flow as it is stored now; None when there is none. An unchanged flow costs one look-up."""
        head = connection.execute(_HEAD, (flow_id,)).fetchone()
        if head is None:
            return None
        key, next_sequence = head
        with self._lock:
            kept = self._kept.get(flow_id)
            if kept is not None and kept.flow.sequence >= next_sequence:
                self._kept.move_to_end(flow_id)
                return kept
        folded = _fold(connection, key, kept)
        self._keep(flow_id, folded)
        return folded

    def state(self, connection: sqlite3.Connection, flow_id: str) -> tuple[bytes, int] | None:
        """JSON of the state, and the sequence of the next event."""
        folded = self.get(connection, flow_id)
        if folded is None:
            return None
        if not folded.state:
            folded = replace(folded, state=render(folded.flow))
            self._keep(flow_id, folded)
        return folded.state, folded.flow.sequence

    def _keep(self, flow_id: str, folded: Folded) -> None:
        """Keep the newest of each flow, and of all as many as the limits allow."""
        with self._lock:
            kept = self._kept.pop(flow_id, None)
            if kept is not None:
                self._size_bytes -= kept.size_bytes
                if kept.flow.sequence > folded.flow.sequence:
                    folded = kept
            self._kept[flow_id] = folded
            self._size_bytes += folded.size_bytes
            while self._kept and (len(self._kept) > self._max_flows or self._size_bytes > self._max_bytes):
                _, dropped = self._kept.popitem(last=False)
                self._size_bytes -= dropped.size_bytes


def _fold(connection: sqlite3.Connection, key: int, earlier: Folded | None) -> Folded:
    """The flow of its stored batches, going on from what was folded earlier."""
    flow = earlier.flow.draft() if earlier else None
    size_bytes = earlier.events_bytes if earlier else 0
    for _, at_us, text in event_pages.batches(connection, key, flow.sequence if flow else 0):
        size_bytes += len(text)
        for event in e.decode_events(text):
            if flow is not None:
                evolve(flow, event, at_us)
            elif isinstance(event, e.FlowStarted):
                flow = begin(event, at_us)
            else:
                raise ValueError(f"the history of the flow with key {key} does not begin with flow_started")
    assert flow is not None, f"the flow with key {key} is listed without events"
    return Folded(flow, size_bytes)
