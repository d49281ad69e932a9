"""What one run may use, and what it has used: steps, memory, depth, size of integers.

Every frame carries its run, and every procedure of the library gets it as its first argument.
"""

from __future__ import annotations

import gc
import sys
import time
from functools import lru_cache
from typing import Any, Final

from engine.scripts.interface import LimitExceeded, Limits, OutOfBudget

QUICK_STEPS: Final = 2_000
QUICK_NS: Final = 1_000_000
QUICK_ELEMENTS: Final = 10_000
"""The most that a library procedure may handle at once in a quick run."""

ELEMENTS_PER_STEP: Final = 1_000
QUICK_SLICE: Final = 200
"""Steps between two looks at the clock."""
SLICE: Final = 4_096
SHORT_SLICE: Final = 64
"""Steps between two looks at the memory, at most and at least: the fuller it is, the fewer."""

SPARE_DEPTH: Final = 100
"""Calls allowed beyond the limit, so that it can be met from inside procedures of the library."""

BLOCK_BYTES: Final = 64
"""Mean size of the small blocks of the allocator that Ale's values and frames take."""
BLOCKS_PER_STEP: Final = 16
BLOCKS_PER_ELEMENT: Final = 4
BIG_BYTES: Final = 512
"""A larger object is not in a small block: it is accounted for one by one."""

SMALL_INTEGER: Final = 1 << 62
"""Integers below this need no check of their size."""

_REFERENCES_OF_REGISTERED: Final = 3
"""References to an object that only the registry holds, as seen while the registry is walked."""


@lru_cache(maxsize=16)
def smallest_too_long(digits: int) -> int:
    """The smallest integer with more than `digits` digits."""
    return int(10**digits)


class Run:
    """The account of one run."""

    __slots__ = (
        "big", "big_bytes", "block_base", "ceiling", "deadline_ns", "depth", "depth_limit", "digits", "elements",
        "elements_due", "fuel", "memory_bytes", "quick", "steps_left",
    )  # fmt: skip

    def __init__(self, limits: Limits, quick: bool = False) -> None:
        self.quick = quick
        self.depth = 0
        self.depth_limit = limits.depth + SPARE_DEPTH
        self.digits = limits.integer_digits
        self.memory_bytes = limits.memory_bytes
        self.elements = ELEMENTS_PER_STEP
        """Elements that may still be handled before they cost a step."""
        self.big: list[Any] = []
        self.big_bytes = 0
        if quick:
            self.deadline_ns = time.perf_counter_ns() + QUICK_NS
            self.steps_left = min(limits.ale_steps, QUICK_STEPS)
            self.fuel = min(self.steps_left, QUICK_SLICE)
            self.block_base = self.elements_due = 0
        else:
            self.steps_left = limits.ale_steps
            self.fuel = min(self.steps_left, SLICE)
            self.block_base = sys.getallocatedblocks()
            self.elements_due = self._elements_until_full(0)
        self.steps_left -= self.fuel

    # Steps

    def refuel(self) -> None:
        """Called when `fuel` is below zero. Raises LimitExceeded, OutOfBudget."""
        debt = -self.fuel
        if self.quick:
            if self.steps_left < debt or time.perf_counter_ns() > self.deadline_ns:
                raise OutOfBudget
            slice_steps = QUICK_SLICE
        else:
            if self.steps_left < debt:
                raise LimitExceeded("steps")
            spare_steps = (self.memory_bytes - self.check_memory()) // (BLOCK_BYTES * BLOCKS_PER_STEP)
            slice_steps = max(min(SLICE, spare_steps), SHORT_SLICE)
        more = max(debt, min(self.steps_left, slice_steps))
        self.fuel += more
        self.steps_left -= more

    def step(self) -> None:
        """One step more; hot code writes this out. Raises LimitExceeded, OutOfBudget."""
        self.fuel -= 1
        if self.fuel < 0:
            self.refuel()

    def spend(self, count: int) -> None:
        """A library procedure is about to handle `count` elements, characters or words of integers."""
        self.elements -= count
        if self.elements < 0:
            self._settle(count)

    def _settle(self, count: int) -> None:
        if self.quick and (count > QUICK_ELEMENTS or time.perf_counter_ns() > self.deadline_ns):
            raise OutOfBudget
        steps = -self.elements // ELEMENTS_PER_STEP + 1
        self.elements += steps * ELEMENTS_PER_STEP
        self.elements_due -= steps * ELEMENTS_PER_STEP
        if self.elements_due < 0 and not self.quick:
            self.elements_due = self._elements_until_full(self.check_memory())
        self.fuel -= steps
        if self.fuel < 0:
            self.refuel()

    # Depth

    def deepen(self) -> None:
        """One more call is nested in the others; whoever calls this lowers `depth` when that call has ended."""
        self.depth += 1
        if self.depth > self.depth_limit:
            raise LimitExceeded("depth")

    # Memory

    def _elements_until_full(self, held: int) -> int:
        return max((self.memory_bytes - held) // (BLOCK_BYTES * BLOCKS_PER_ELEMENT), ELEMENTS_PER_STEP)

    def check_memory(self) -> int:
        """Bytes that the run holds, by estimate. Raises LimitExceeded.

        Small objects are counted by the allocator (a few microseconds), big ones by the registry. Both counts
        may hold garbage, which goes only if the limit is in sight.
        """
        held = self._small_bytes() + self.big_bytes
        if held > self.memory_bytes:
            self._sweep()
            held = self._small_bytes() + self.big_bytes
            if held > self.memory_bytes:
                gc.collect()
                self._sweep()
                held = self._small_bytes() + self.big_bytes
                if held > self.memory_bytes:
                    raise LimitExceeded("memory")
        return held

    def _small_bytes(self) -> int:
        return 0 if self.quick else (sys.getallocatedblocks() - self.block_base) * BLOCK_BYTES

    def reserve(self, size_bytes: int) -> None:
        """Something of about this size is about to be made. Raises LimitExceeded."""
        if size_bytes > BIG_BYTES and self.big_bytes + size_bytes > self.memory_bytes:
            self._sweep()
            if self.big_bytes + size_bytes > self.memory_bytes:
                raise LimitExceeded("memory")

    def keep(self, made: Any) -> Any:
        """Enter a text, vector, object or set that was just made, if it is big; gives it back."""
        size = sys.getsizeof(made)
        if size > BIG_BYTES:
            self.big.append(made)
            self.big_bytes += size
            if self.big_bytes > self.memory_bytes:
                self.check_memory()
        return made

    def _sweep(self) -> None:
        """Forget what nothing but the registry holds; what that held may go too, so until nothing changes."""
        before = -1
        while before != self.big_bytes:
            before = self.big_bytes
            kept = self.big
            self.big = [made for made in kept if sys.getrefcount(made) > _REFERENCES_OF_REGISTERED]
            del kept
            self.big_bytes = sum(map(sys.getsizeof, self.big))

    # Integers

    def sized(self, number: int) -> int:
        """The number, if it has no more digits than allowed. Raises LimitExceeded."""
        if -SMALL_INTEGER < number < SMALL_INTEGER or abs(number) < smallest_too_long(self.digits):
            return number
        raise LimitExceeded("memory", f"an integer of more than {self.digits} digits")
