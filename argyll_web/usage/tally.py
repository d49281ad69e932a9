"""How often steps ran, failed and were retried, and how long they took: counted by slices of time. Pure.

Durations are kept as counts by size, each size some 10 % above the one before, so a percentile is exact to that and a
million flows take no more room than a thousand.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import msgspec

SLICE_US = 300 * 1_000_000
"""Five minutes."""
GROWTH = 1.1

_KINDS = (b"step_started", b"step_failed", b"work_retry_scheduled", b"step_completed")


class _Data(msgspec.Struct, gc=False):
    step_id: str = ""
    duration: int = 0


_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode
_data = msgspec.json.Decoder(_Data).decode


@dataclass(slots=True)
class Use:
    """Of one step in one slice, or in several put together."""

    flows: int = 0
    """Flows in which it started."""
    failures: int = 0
    retries: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    """Of durations of completed runs."""

    def add(self, other: Use) -> None:
        self.flows += other.flows
        self.failures += other.failures
        self.retries += other.retries
        self.sizes.update(other.sizes)

    def percentile_ms(self, share: float) -> int | None:
        """The duration that this share of runs does not exceed; None without runs."""
        missing = math.ceil(sum(self.sizes.values()) * share)
        if not missing:
            return None
        for size in sorted(self.sizes):
            missing -= self.sizes[size]
            if missing <= 0:
                break
        return _duration_ms(size)


class Tally:
    """Uses by slice and step; slices that nobody asks for any more are forgotten."""

    def __init__(self) -> None:
        self._slices: dict[int, dict[str, Use]] = defaultdict(lambda: defaultdict(Use))

    def count(self, at_us: int, events: bytes) -> None:
        """Take a batch of a flow in."""
        if not any(kind in events for kind in _KINDS):
            return
        uses = self._slices[at_us // SLICE_US]
        for kind, raw in _pairs(events):
            match kind:
                case "step_started":
                    uses[_data(raw).step_id].flows += 1
                case "step_failed":
                    uses[_data(raw).step_id].failures += 1
                case "work_retry_scheduled":
                    uses[_data(raw).step_id].retries += 1
                case "step_completed":
                    data = _data(raw)
                    uses[data.step_id].sizes[_size(data.duration)] += 1

    def since(self, from_us: int) -> dict[str, Use]:
        """By step, over the slices that begin at this time or later, or hold it."""
        total: dict[str, Use] = defaultdict(Use)
        for place, uses in self._slices.items():
            if place >= from_us // SLICE_US:
                for step_id, use in uses.items():
                    total[step_id].add(use)
        return total

    def forget_before(self, from_us: int) -> None:
        for place in [place for place in self._slices if place < from_us // SLICE_US]:
            del self._slices[place]


def _size(duration_ms: int) -> int:
    return 0 if duration_ms <= 0 else 1 + round(math.log(duration_ms, GROWTH))


def _duration_ms(size: int) -> int:
    return 0 if size == 0 else round(GROWTH ** (size - 1))
