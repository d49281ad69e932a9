"""Batches of other nodes that wait at the leader for their place in an entry."""

from __future__ import annotations

from collections import deque

from engine.replication.outbox import BATCHES_AT_ONCE, BYTES_AT_ONCE

LIMIT_BYTES = 64 << 20


class Forwarded:
    """Encoded records, first come first served. Beyond a limit they are dropped: their node sends them again."""

    def __init__(self) -> None:
        self._records: deque[tuple[bytes, int]] = deque()
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._records)

    def add(self, record: bytes, batches: int) -> None:
        if self._size + len(record) <= LIMIT_BYTES:
            self._records.append((record, batches))
            self._size += len(record)

    def take_into(self, records: list[bytes]) -> bool:
        """Move records into those of an entry, as many as it may hold. True when there is room for more."""
        count, size = 0, sum(map(len, records))
        while self._records and count < BATCHES_AT_ONCE and size < BYTES_AT_ONCE:
            record, batches = self._records.popleft()
            self._size -= len(record)
            records.append(record)
            count += batches
            size += len(record)
        return count < BATCHES_AT_ONCE and size < BYTES_AT_ONCE

    def clear(self) -> None:
        self._records.clear()
        self._size = 0
