"""Numbers of flows (times, durations) as sets, one for each bit: ranges and orders come out of ANDs and ORs.

Pure. A column holds whole milliseconds from 0 to 2^42 (the year 2109); each value is written once and never changed.
Comparing all flows with a bound, or finding the greatest among those that match, walks the 42 sets of a column once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.store.monitor import terms
from engine.store.monitor.members import BLOCK_BITS, FULL, OFFSETS, SET_BITS

BITS = 42
GREATEST = (1 << BITS) - 1

STARTED, COMPLETED, DURATION = "started", "completed", "duration"
OF_ENDED = (COMPLETED, DURATION)
"""Columns of flows that ended."""
_NUMBERS = {
    column: [terms.number("column", column, str(bit)) for bit in range(BITS)]
    for column in (STARTED, COMPLETED, DURATION)
}

Slices = Callable[[int], int]
"""Members of a column's sets in one block: the set of a bit. Only those that decide something are asked for."""


def numbers(column: str) -> Sequence[int]:
    """The sets of a column, from the lowest bit to the highest."""
    return _NUMBERS[column]


def in_bounds(value: int) -> int:
    """The value as a column can hold it."""
    return min(max(value, 0), GREATEST)


def spread(column: str, values: Sequence[tuple[int, int]], put: Callable[[int, Sequence[int]], None]) -> None:
    """Put (flow, value) pairs into the sets of a column: `put(row, offsets)` for each row of a set that gains some."""
    blocks: dict[int, list[tuple[int, int]]] = {}
    for flow, value in values:
        blocks.setdefault(flow >> BLOCK_BITS, []).append((flow & OFFSETS, in_bounds(value)))
    for block, pairs in blocks.items():
        everyone = [offset for offset, _ in pairs]
        any_has = all_have = pairs[0][1]
        for _, value in pairs:
            any_has |= value
            all_have &= value
        for bit, number in enumerate(_NUMBERS[column]):
            # Values of one pass are close to each other, so most bits are the same in all of them.
            if all_have >> bit & 1:
                put(block << SET_BITS | number, everyone)
            elif any_has >> bit & 1:
                mask = 1 << bit
                put(block << SET_BITS | number, [offset for offset, value in pairs if value & mask])


def between(slices: Slices, low: int, high: int) -> int:
    """Members of a block whose value is from `low` to `high`; a flow without a value counts as 0."""
    return FULL & ~_compared(slices, in_bounds(low))[0] & ~_compared(slices, in_bounds(high))[1]


def equal(slices: Slices, value: int) -> int:
    below, above = _compared(slices, value)
    return FULL & ~below & ~above


def below(slices: Slices, value: int) -> int:
    return _compared(slices, value)[0]


def above(slices: Slices, value: int) -> int:
    return _compared(slices, value)[1]


def _compared(slices: Slices, bound: int) -> tuple[int, int]:
    """Members below and above a bound."""
    less = more = 0
    same = FULL
    for bit in range(BITS - 1, -1, -1):
        if not same:
            break
        has = slices(bit)
        if bound >> bit & 1:
            less |= same & ~has
            same &= has
        else:
            more |= same & has
            same &= ~has
    return less, more


def greatest(
    matches: Mapping[int, int], slices: Mapping[int, Slices], count: int, *, least: bool
) -> tuple[dict[int, int], dict[int, int], int]:
    """Of the matches, by block, those with the greatest values (or the least): at most `count` that are surely among
    them, others with one and the same value, and how many of the others are still wanted."""
    taken = dict.fromkeys(matches, 0)
    equals = {block: members for block, members in matches.items() if members}
    missing = count
    for bit in range(BITS - 1, -1, -1):
        better = {
            block: members & (~slices[block](bit) if least else slices[block](bit)) for block, members in equals.items()
        }
        size = sum(members.bit_count() for members in better.values())
        if size > missing:
            equals = {block: members for block, members in better.items() if members}
            continue
        missing -= size
        for block, members in better.items():
            taken[block] |= members
            equals[block] &= ~members
        if not missing:
            break
    return taken, equals, missing
