"""Lists of events (`api.md`, 4.5), put together from the stored JSON text: nothing in it is decoded or encoded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from engine.model import instant, jsontext

_BATCHES = "SELECT first, at_us, CAST(events AS BLOB) FROM batches WHERE aggregate = ? AND first >= ? ORDER BY first"
_HOLDING = "SELECT max(first) FROM batches WHERE aggregate = ? AND first <= ?"
_COUNT = "SELECT first + count FROM batches WHERE aggregate = ? ORDER BY first DESC LIMIT 1"

_pairs = msgspec.json.Decoder(list[tuple[msgspec.Raw, msgspec.Raw]]).decode


def batches(connection: sqlite3.Connection, key: int, from_sequence: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(first sequence, time, JSON of events) of the batches of an aggregate that begin at a sequence or later."""
    return connection.execute(_BATCHES, (key, from_sequence))


def next_sequence(connection: sqlite3.Connection, key: int) -> int:
    """The number of events of an aggregate."""
    row = connection.execute(_COUNT, (key,)).fetchone()
    return row[0] if row else 0


def page(connection: sqlite3.Connection, key: int, identity: list[str], from_sequence: int, limit: int | None) -> bytes:
    """The answer of an events route; inside the caller's read transaction."""
    end = next_sequence(connection, key)
    from_sequence = min(from_sequence, end)
    stop = end if limit is None else min(end, from_sequence + limit)
    (holding,) = connection.execute(_HOLDING, (key, from_sequence)).fetchone()
    found = batches(connection, key, holding or 0)
    events = list(_events(found, jsontext.encode(identity), from_sequence, stop))
    following = b',"next":%d' % stop if stop < end else b""
    return b'{"events":[%b],"count":%d%b}' % (b",".join(events), len(events), following)


def _events(found: Iterator[tuple[int, int, bytes]], identity: bytes, from_sequence: int, stop: int) -> Iterator[bytes]:
    for first, at_us, text in found:
        if first >= stop:
            return
        stamp = instant.text(at_us).encode()
        for sequence, (kind, data) in enumerate(_pairs(text), first):
            if from_sequence <= sequence < stop:
                yield b'{"timestamp":"%b","type":%b,"aggregate_id":%b,"data":%b,"sequence":%d}' % (
                    stamp,
                    kind,
                    identity,
                    data,
                    sequence,
                )
