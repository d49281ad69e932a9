"""The events of the catalog (`events.md`, 3.1): facts, with the field names of the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from engine.model.step import Step


class StepRegistered(msgspec.Struct, frozen=True):
    """A new step was accepted."""

    kind: ClassVar[str] = "step_registered"
    step: Step
    """The whole stored form."""


class StepUpdated(msgspec.Struct, frozen=True):
    """A real change of a step was accepted."""

    kind: ClassVar[str] = "step_updated"
    step: Step
    """The whole new definition, in its stored form."""


class StepUnregistered(msgspec.Struct, frozen=True):
    """A step was removed."""

    kind: ClassVar[str] = "step_unregistered"
    step_id: str


CatalogEvent = StepRegistered | StepUpdated | StepUnregistered

_KINDS: tuple[type[CatalogEvent], ...] = (StepRegistered, StepUpdated, StepUnregistered)
_DECODERS = {kind.kind: msgspec.json.Decoder(kind) for kind in _KINDS}
_encode = msgspec.json.Encoder().encode
_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]])


def encode_events(events: Sequence[CatalogEvent]) -> bytes:
    """The JSON array of `[type, data]` that a batch carries."""
    return _encode([(event.kind, event) for event in events])


def decode_events(text: bytes | str) -> list[CatalogEvent | None]:
    """The events of a batch; None for a type that this version does not know (it still counts)."""
    events: list[CatalogEvent | None] = []
    for kind, data in _pairs.decode(text):
        decoder = _DECODERS.get(kind)
        events.append(decoder.decode(data) if decoder else None)
    return events
