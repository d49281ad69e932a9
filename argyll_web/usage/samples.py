"""Recent different values of an attribute, from the newest events of flows (`ui.md`, 10 and 11.2)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from argyll_web.usage.recorded import Batch, batches_before, end
from engine.model import jsontext

LOOK_S = 0.25
"""How long one look reads at most; older values are not found then."""
SLICE_BATCHES = 500
LARGEST_BYTES = 16 << 10
"""A larger value is no sample for a form."""


class _Set(msgspec.Struct, gc=False):
    flow_id: str = ""
    step_id: str = ""
    key: str = ""
    value: msgspec.Raw = msgspec.Raw(b"null")
    init: dict[str, msgspec.Raw] = {}


_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode
_set = msgspec.json.Decoder(_Set).decode
_values = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(frozen=True, slots=True)
class Sample:
    value: msgspec.Raw
    flow_id: str
    step_id: str
    """Who made it; empty for an initial value."""
    at_us: int


def samples_of(attribute: str, most: int) -> list[Sample]:
    """The newest first; equal values once."""
    until = time.monotonic() + LOOK_S
    found: dict[bytes, Sample] = {}
    position = end()
    mark = jsontext.encode(attribute)
    while position and time.monotonic() < until:
        batches = batches_before(position, SLICE_BATCHES)
        for batch in batches:
            # Decoded only where the name stands at all.
            for sample in reversed(list(_samples_in(batch, attribute))) if mark in batch.events else ():
                found.setdefault(_canonical(sample.value), sample)
                if len(found) == most:
                    return list(found.values())
        position = batches[-1].position if len(batches) == SLICE_BATCHES else 0
    return list(found.values())


def _samples_in(batch: Batch, attribute: str) -> Iterator[Sample]:
    for kind, raw in _pairs(batch.events):
        if kind == "attribute_set":
            data = _set(raw)
            if data.key == attribute and _is_small(data.value):
                yield Sample(data.value, data.flow_id, data.step_id, batch.at_us)
        elif kind == "flow_started":
            data = _set(raw)
            for value in _values(data.init[attribute]) if attribute in data.init else ():
                if _is_small(value):
                    yield Sample(value, data.flow_id, "", batch.at_us)


def _is_small(value: msgspec.Raw) -> bool:
    return len(bytes(value)) <= LARGEST_BYTES


def _canonical(value: msgspec.Raw) -> bytes:
    """Equal for values that are equal as JSON, whatever the order of their members."""
    decoded: Any = jsontext.decode(bytes(value))
    return msgspec.json.encode(decoded, order="sorted")
