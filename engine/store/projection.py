"""What one pass of the writer changes in the projections: pure; batches and moves in, rows out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

ACTIVE = "active"
Labels = dict[str, str]


class StoreCorrupt(Exception):
    """The log and the store do not fit together: a bug, or a file of another cluster. Nothing was written."""


class FlowRow:
    """A row of `flows` on its way from what is stored to what will be."""

    __slots__ = (
        "ended_us", "error", "id", "is_child", "key", "labels", "last_us", "listed_us", "next_sequence", "runner",
        "started_us", "status", "stored_listing",
    )  # fmt: skip

    def __init__(self, key: int, flow_id: str, runner: str, at_us: int) -> None:
        self.key = key
        self.id = flow_id
        self.status = ACTIVE
        self.is_child = ":" in flow_id
        self.listed_us = at_us
        self.started_us = at_us
        self.ended_us = 0
        self.last_us = at_us
        self.runner = runner
        self.next_sequence = 0
        self.error = ""
        self.labels = ""
        self.stored_listing: tuple[str, int] | None = None
        """Status and listing time under which lists know the flow before this pass; None when they do not."""

    @property
    def listing(self) -> tuple[str, int]:
        return self.status, self.listed_us


class StepRow(msgspec.Struct, frozen=True, gc=False):
    """A row of `steps`."""

    place: int
    """Position of the event."""
    registered: bool
    """Whether that event registers the step; a mere update leaves a stored place as it is."""
    definition: str
    updated_us: int


class Health(msgspec.Struct, frozen=True, gc=False):
    """`step_health_changed`, and when."""

    node_id: str
    step_id: str
    status: str
    error: str = ""
    at_us: int = 0


class _Started(msgspec.Struct, gc=False):
    flow_id: str
    labels: Labels = {}


class _Failed(msgspec.Struct, gc=False):
    error: str = ""


class _Deactivated(msgspec.Struct, gc=False):
    status: str


class _StepEvent(msgspec.Struct, gc=False):
    """`step_registered` and `step_updated`."""

    step: msgspec.Raw


class _StepRemoved(msgspec.Struct, gc=False):
    step_id: str


class _StepId(msgspec.Struct, gc=False):
    id: str


_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode
_started = msgspec.json.Decoder(_Started).decode
_failed = msgspec.json.Decoder(_Failed).decode
_deactivated = msgspec.json.Decoder(_Deactivated).decode
_step_event = msgspec.json.Decoder(_StepEvent).decode
_step_removed = msgspec.json.Decoder(_StepRemoved).decode
_step_id = msgspec.json.Decoder(_StepId).decode
_health = msgspec.json.Decoder(Health).decode
_labels = msgspec.json.Decoder(Labels).decode
_encode = msgspec.json.Encoder().encode


def flow_id_of(events: bytes) -> str:
    """The flow that a first batch starts."""
    _, started = _pairs(events)[0]
    return _started(started).flow_id


def labels_of(row: FlowRow) -> Labels:
    """The labels of a flow; none of a child flow, which no list shows."""
    return _labels(row.labels) if row.labels and not row.is_child else {}


class Changes:
    """The projections' changes of one pass."""

    def __init__(self, find: Callable[[str], FlowRow | None], next_key: int, sequences: dict[str, int]) -> None:
        """`find` reads the stored row of a flow, `next_key` is for the next new one, `sequences` are the next of
        `catalog` and `cluster`."""
        self._find = find
        self.next_key = next_key
        self.flows: dict[str, FlowRow] = {}
        """Flows that change, by id."""
        self.moves: dict[int, str] = {}
        """New runners of flows, by key."""
        self.steps: dict[str, StepRow | None] = {}
        """By id; None for a step that is removed."""
        self.health: dict[tuple[str, str], Health] = {}
        """By node and step."""
        self.sequences = dict(sequences)

    def flow_batch(self, flow_id: str, first: int, count: int, at_us: int, node: str, events: bytes) -> int:
        """Take in a batch of a flow; answers the flow's key. Raises StoreCorrupt when it does not follow."""
        row = self.flows.get(flow_id)
        if row is None:
            row = self._row(flow_id, first, at_us, node)
            self.flows[flow_id] = row
        if row.next_sequence != first:
            raise StoreCorrupt(f"flow {flow_id!r} is at sequence {row.next_sequence}, its batch begins at {first}")
        row.next_sequence = first + count
        row.last_us = at_us
        for kind, data in _pairs(events):
            if kind == "flow_started":
                labels = _started(data).labels
                row.labels = _encode(labels).decode() if labels else ""
            elif kind == "flow_failed":
                row.error = _failed(data).error
            elif kind == "flow_deactivated":
                row.status = _deactivated(data).status
                row.ended_us = row.listed_us = at_us
        return row.key

    def _row(self, flow_id: str, first: int, at_us: int, node: str) -> FlowRow:
        if first == 0:
            # The log applies a first batch only to an id that was never used; the unique index would say otherwise.
            row = FlowRow(self.next_key, flow_id, node, at_us)
            self.next_key += 1
            return row
        return self._known(flow_id)

    def _known(self, flow_id: str) -> FlowRow:
        row = self.flows.get(flow_id) or self._find(flow_id)
        if row is None:
            raise StoreCorrupt(f"flow {flow_id!r} is not in the store, though the log goes on with it")
        return row

    def move(self, flow_id: str, node: str) -> None:
        """Give a flow another runner."""
        row = self.flows[flow_id] = self._known(flow_id)
        row.runner = self.moves[row.key] = node

    def catalog_batch(self, position: int, first: int, count: int, at_us: int, events: bytes) -> None:
        self._follow("catalog", first, count)
        for offset, (kind, data) in enumerate(_pairs(events)):
            if kind == "step_unregistered":
                self.steps[_step_removed(data).step_id] = None
            elif kind in ("step_registered", "step_updated"):
                definition = bytes(_step_event(data).step)
                step_id = _step_id(definition).id
                earlier = self.steps.get(step_id)
                if kind == "step_updated" and earlier is not None:
                    row = msgspec.structs.replace(earlier, definition=definition.decode(), updated_us=at_us)
                else:
                    row = StepRow(position + offset, kind == "step_registered", definition.decode(), at_us)
                self.steps[step_id] = row

    def cluster_batch(self, first: int, count: int, at_us: int, events: bytes) -> None:
        self._follow("cluster", first, count)
        for kind, data in _pairs(events):
            if kind == "step_health_changed":
                health = msgspec.structs.replace(_health(data), at_us=at_us)
                self.health[health.node_id, health.step_id] = health

    def _follow(self, aggregate: str, first: int, count: int) -> None:
        if self.sequences[aggregate] != first:
            raise StoreCorrupt(f"{aggregate} is at sequence {self.sequences[aggregate]}, its batch begins at {first}")
        self.sequences[aggregate] = first + count


def new_label_rows(rows: list[FlowRow]) -> list[tuple[Any, ...]]:
    """Rows of `labels` for flows as they will be."""
    return [
        (name, value, row.status, row.listed_us, row.id, row.key)
        for row in rows
        for name, value in labels_of(row).items()
    ]


def old_label_rows(rows: list[FlowRow]) -> list[tuple[Any, ...]]:
    """Keys of the rows of `labels` that flows had before this pass."""
    return [
        (name, value, *row.stored_listing, row.id)
        for row in rows
        if row.stored_listing
        for name, value in labels_of(row).items()
    ]


def total_changes(rows: list[FlowRow]) -> dict[str, int]:
    """By indexed status, how many flows more or fewer lists will show."""
    changes: dict[str, int] = {}
    for row in rows:
        if row.is_child:
            continue
        changes[row.status] = changes.get(row.status, 0) + 1
        if row.stored_listing:
            changes[row.stored_listing[0]] = changes.get(row.stored_listing[0], 0) - 1
    return changes
