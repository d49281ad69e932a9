"""How the events of an aggregate are written: a JSON array of `[type, data]`, encoded once for everyone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

import msgspec

_encode = msgspec.json.Encoder().encode
_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]])


class Event(Protocol):
    """A msgspec struct with the fields of the wire."""

    @property
    def kind(self) -> str:
        """Its type on the wire."""


E = TypeVar("E", bound=Event)


class EventCode(Generic[E]):
    """Encodes and decodes the events of one aggregate."""

    def __init__(self, *kinds: Any) -> None:
        """`kinds` are the structs of all types that are known."""
        self._decoders = {kind.kind: msgspec.json.Decoder(kind) for kind in kinds}

    def encode(self, events: Iterable[E]) -> bytes:
        """The text that a batch carries."""
        return _encode([(event.kind, event) for event in events])

    def decode(self, text: bytes | str) -> Sequence[E | None]:
        """The events of a batch; None for a type that this version does not know (it still counts)."""
        events: list[E | None] = []
        for kind, data in _pairs.decode(text):
            decoder = self._decoders.get(kind)
            events.append(decoder.decode(data) if decoder else None)
        return events
