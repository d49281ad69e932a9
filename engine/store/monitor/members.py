"""Sets of numbers, cut into blocks: the one index of the monitor. Pure; bytes in, bytes and integers out.

Every flow has a number (its key), and so has every batch of events (its position). A set says which of them have
something: a label, a step, three letters in a row, a bit of a time. Of each set and each block of 32,768 numbers, a row
holds the members: two bytes for each while there are few, else one bit for each number. So an intersection of sets is
an AND of integers, and a count of matches a count of bits.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

BLOCK_BITS = 15
BLOCK = 1 << BLOCK_BITS
"""Numbers in a block."""
OFFSETS = BLOCK - 1
"""Mask of a number's place in its block."""
SET_BITS = 44
"""A set is named by a number of so many bits (`terms.number`)."""
FULL = (1 << BLOCK) - 1
_MAP_BYTES = BLOCK // 8
_FEW = 1024
"""More members than this are stored as bits. The lengths of the two forms never meet: 2,048 bytes and 4,096."""

_BIT = [1 << n for n in range(8)]


def row_id(block: int, number: int) -> int:
    """The row of a set's block. Rows of one block lie together, because what is new is written together."""
    return block << SET_BITS | number


def changed(stored: bytes, added: Sequence[int], removed: Sequence[int] = ()) -> bytes:
    """The members of a block after some came, each of them once, and others went."""
    if len(stored) == _MAP_BYTES or len(added) > _FEW:
        return _changed_bits(as_bits(stored), added, removed)
    known = array("H", stored)
    if removed or (known and added and min(added) <= known[-1]):
        known = array("H", sorted({*known, *added}.difference(removed)))
    else:
        # Members mostly come behind all others.
        known.extend(sorted(added))
    return known.tobytes() if len(known) <= _FEW else _bytes_of(known)


def _changed_bits(bits: int, added: Sequence[int], removed: Sequence[int]) -> bytes:
    if added:
        low, high = min(added), max(added)
        if high - low + 1 == len(added):
            bits |= (1 << len(added)) - 1 << low
        else:
            bits |= bits_of(added)
    if removed:
        bits &= ~bits_of(removed)
    return bits.to_bytes(_MAP_BYTES, "little")


def as_bits(stored: bytes) -> int:
    """The members of a block as an integer with their bits set."""
    if len(stored) == _MAP_BYTES:
        return int.from_bytes(stored, "little")
    return bits_of(array("H", stored))


def bits_of(offsets: Iterable[int]) -> int:
    """An integer with these bits set."""
    return int.from_bytes(_bytes_of(offsets), "little")


def _bytes_of(offsets: Iterable[int]) -> bytes:
    bits = bytearray(_MAP_BYTES)
    for offset in offsets:
        bits[offset >> 3] |= _BIT[offset & 7]
    return bytes(bits)


def in_all(rows: Sequence[bytes]) -> int:
    """The members of all of these, as bits. Begins with the smallest, so that rare sets cost little."""
    smallest, *others = sorted(rows, key=len)
    if len(smallest) == _MAP_BYTES:
        found = int.from_bytes(smallest, "little")
        for row in others:
            found &= int.from_bytes(row, "little")
        return found
    left: set[int] = set(array("H", smallest))
    for row in others:
        if not left:
            return 0
        if len(row) == _MAP_BYTES:
            left = {offset for offset in left if row[offset >> 3] & _BIT[offset & 7]}
        else:
            left.intersection_update(array("H", row))
    return bits_of(left) if left else 0


def falling(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the greatest first."""
    octets = bits.to_bytes(_MAP_BYTES, "little")
    for place in range(_MAP_BYTES - 1, -1, -1):
        octet = octets[place]
        if octet:
            for bit in range(7, -1, -1):
                if octet & _BIT[bit]:
                    yield place << 3 | bit


def rising(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the smallest first."""
    octets = bits.to_bytes(_MAP_BYTES, "little")
    for place, octet in enumerate(octets):
        if octet:
            for bit in range(8):
                if octet & _BIT[bit]:
                    yield place << 3 | bit
