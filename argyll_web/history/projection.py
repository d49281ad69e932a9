"""The history of the catalog: its events, grouped by change, with what each step was before and after (`ui.md`, 17)."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from engine.store.reader import Reader

Raw = msgspec.Raw
NOTHING = Raw(b"null")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: the events that were recorded together."""

    id: int
    """Sequence of its first event."""
    count: int
    at_us: int
    step_ids: tuple[str, ...]
    """In the order of the events; without repetitions."""


@dataclass(frozen=True, slots=True)
class StepBeforeAfter:
    step_id: str
    before: Raw
    """JSON of the definition; `null` where there was none."""
    after: Raw


class _Named(msgspec.Struct):
    id: str


class _Data(msgspec.Struct):
    step: _Named | None = None
    step_id: str = ""


class _Event(msgspec.Struct):
    sequence: int
    data: dict[str, Raw]


class _Page(msgspec.Struct):
    events: list[_Event]


_pairs = msgspec.json.Decoder(list[tuple[str, _Data]]).decode
_page = msgspec.json.Decoder(_Page).decode


class CatalogHistory:
    """Knows which events are about which step; definitions stay in the store. Grows by what is new at each look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._clear()

    def _clear(self) -> None:
        self._next = 0
        self._entries: list[Entry] = []
        self._of_step: dict[str, list[int]] = defaultdict(list)
        """Sequences, ascending, by step id."""

    def newest(
        self, reader: Reader, *, before: int | None = None, step_id: str = "", from_us: int = 0, to_us: int = 1 << 62
    ) -> Iterator[Entry]:
        """The changes before an entry's id, the newest first; with a step only those of it."""
        self._catch_up(reader)
        entries = self._entries
        stop = len(entries) if before is None else bisect_left(entries, before, key=_id)
        for place in range(stop - 1, -1, -1):
            entry = entries[place]
            if entry.at_us < from_us:
                return
            if entry.at_us < to_us and (not step_id or step_id in entry.step_ids):
                yield entry

    def entry(self, reader: Reader, entry_id: int) -> Entry | None:
        self._catch_up(reader)
        place = bisect_left(self._entries, entry_id, key=_id)
        found = self._entries[place] if place < len(self._entries) else None
        return found if found is not None and found.id == entry_id else None

    def changes(self, reader: Reader, entry: Entry) -> list[StepBeforeAfter]:
        """What the change did to each of its steps."""
        own: dict[str, Raw] = {}
        for event in _page(reader.catalog_events(entry.id, entry.count)).events:
            own.update(_definition(event))
        return [
            StepBeforeAfter(step_id, self._before(reader, entry, step_id), own.get(step_id, NOTHING))
            for step_id in entry.step_ids
        ]

    def _before(self, reader: Reader, entry: Entry, step_id: str) -> Raw:
        sequences = self._of_step[step_id]
        place = bisect_left(sequences, entry.id)
        if not place:
            return NOTHING
        (event,) = _page(reader.catalog_events(sequences[place - 1], 1)).events
        return _definition(event).get(step_id, NOTHING)

    def _catch_up(self, reader: Reader) -> None:
        with self._lock:
            if reader is not self._reader:
                self._reader = reader
                self._clear()
            for batch in reader.catalog_batches(self._next):
                pairs = _pairs(batch.events)
                ids = [data.step.id if data.step else data.step_id for _, data in pairs]
                for sequence, step_id in enumerate(ids, batch.first):
                    self._of_step[step_id].append(sequence)
                step_ids = tuple(dict.fromkeys(filter(None, ids)))
                self._entries.append(Entry(batch.first, len(pairs), batch.at_us, step_ids))
                self._next = batch.first + len(pairs)


def _definition(event: _Event) -> dict[str, Raw]:
    """The step's definition after the event, by its id."""
    step = event.data.get("step")
    if step is not None:
        return {msgspec.json.decode(step, type=_Named).id: step}
    step_id: Any = event.data.get("step_id")
    return {msgspec.json.decode(step_id): NOTHING} if step_id is not None else {}


def _id(entry: Entry) -> int:
    return entry.id


history = CatalogHistory()
"""That of this process's node."""
