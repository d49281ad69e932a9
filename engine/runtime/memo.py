"""Remembered results of memoizable steps (`steps.md`, 12)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from engine.flow.blueprint import PlannedStep
from engine.flow.ports import MISS, Miss
from engine.model import jsontext

Json = Any


class MemoCache:
    """Outputs by functional definition and inputs. Bounded, least recently used out first; gone with the process."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._outputs: OrderedDict[tuple[bytes, bytes], dict[str, Json] | None] = OrderedDict()

    def recall(self, step: PlannedStep, inputs: dict[str, Json]) -> dict[str, Json] | Miss | None:
        key = _key(step, inputs)
        if key not in self._outputs:
            return MISS
        self._outputs.move_to_end(key)
        return self._outputs[key]

    def remember(self, step: PlannedStep, inputs: dict[str, Json], outputs: dict[str, Json] | None) -> None:
        """Keep a success. The first outputs of a key stay until they are evicted."""
        self._outputs.setdefault(_key(step, inputs), outputs)
        if len(self._outputs) > self._size:
            self._outputs.popitem(last=False)


def _key(step: PlannedStep, inputs: dict[str, Json]) -> tuple[bytes, bytes]:
    return step.wiring.functional_key, jsontext.encode(_canonical(inputs))


def _canonical(value: Json) -> Json:
    """One form for all values that count as equal: sorted keys, and `1.0` as `1`."""
    match value:
        case dict():
            return [[key, _canonical(value[key])] for key in sorted(value)]
        case list():
            return ["", *map(_canonical, value)]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value
