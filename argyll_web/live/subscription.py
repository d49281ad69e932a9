"""One subscription: which events it gets, and how the state that it was given and the stream fit together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from argyll_web.live.large import EVENT, without_large
from argyll_web.live.messages import Subscribe, quoted
from engine.client.protocol import Committed

_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode

MAX_UNDELIVERED = 10_000
"""Messages that may wait for one client (`websocket.md`, W4)."""

Push = Callable[[str, str], None]
"""push(head, tail): queue the message that is the two texts joined; the head is shared by all who get the event."""


class Event(NamedTuple):
    kind: str
    sequence: int
    head: str
    """The message up to the id of the subscription."""


class Batch:
    """A committed batch on its way to subscribers; its events are taken apart when the first one wants them."""

    __slots__ = ("_committed", "_events", "aggregate", "index")

    def __init__(self, committed: Committed) -> None:
        self._committed = committed
        self._events: dict[int, list[Event]] = {}
        self.aggregate = committed.aggregate
        self.index = committed.index

    def events(self, max_value: int) -> list[Event]:
        """The events, with values above `max_value` bytes left out (0: whole)."""
        events = self._events.get(max_value)
        if events is None:
            events = self._events[max_value] = list(self._decode(max_value))
        return events

    def _decode(self, max_value: int) -> list[Event]:
        batch = self._committed
        family, _, flow_id = batch.aggregate.partition("/")
        identity = f'["{family}",{quoted(flow_id)}]' if flow_id else f'["{family}"]'
        at_ms = batch.at_us // 1000
        events: list[Event] = []
        for sequence, (kind, raw) in enumerate(_pairs(batch.events), batch.first):
            data = bytes(raw)
            if max_value and flow_id:
                data = without_large(data, EVENT, max_value)
            head = (
                f'{{"type":{_kind(kind)},"id":{identity},"sequence":{sequence},"timestamp":{at_ms},'
                f'"data":{data.decode()},"sub_id":'
            )
            events.append(Event(kind, sequence, head))
        return events


class Subscription:
    """Holds back what is committed while its state is being read, and then goes on exactly behind that state."""

    __slots__ = ("_after", "_held", "_overflow", "_push", "_sequences", "_tail", "asked")

    def __init__(self, asked: Subscribe, push: Push, overflow: Callable[[], None]) -> None:
        """`overflow` is called when more batches wait for the state than a connection may leave undelivered."""
        self.asked = asked
        self._push, self._overflow = push, overflow
        self._tail = f"{quoted(asked.sub_id)}}}"
        self._held: list[Batch] | None = []
        self._after = 0
        self._sequences: Mapping[str, int] = {}

    def offer(self, batch: Batch) -> None:
        """Take a batch of a matching aggregate."""
        if self._held is None:
            self._deliver(batch)
        elif len(self._held) < MAX_UNDELIVERED:
            self._held.append(batch)
        else:
            self._overflow()

    def release(self, after: int, sequences: Mapping[str, int]) -> None:
        """Let go of what was held, and deliver at once from now on.

        Events that the client has already are dropped: those below the sequence of an aggregate whose state it was
        given, and of all others those in batches up to the index `after`.
        """
        held, self._held = self._held or [], None
        self._after, self._sequences = after, sequences
        for batch in held:
            self._deliver(batch)

    def _deliver(self, batch: Batch) -> None:
        floor = self._sequences.get(batch.aggregate)
        if floor is None:
            if batch.index <= self._after:
                return
            floor = 0
        types, push, tail = self.asked.event_types, self._push, self._tail
        for kind, sequence, head in batch.events(self.asked.max_value):
            if sequence >= floor and (not types or kind in types):
                push(head, tail)


@lru_cache(256)
def _kind(kind: str) -> str:
    return quoted(kind)
