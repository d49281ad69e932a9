"""What the engine process and the writer process of its store say to each other: msgpack frames on one socket.

A frame is four bytes of length (big endian) and one message. The end of the socket ends the writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from engine.replication.log import Batch, Fact, Ruling, Verdict
from engine.replication.machine import Group

LENGTH = 4


class Applied(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=0):
    """A batch that the log applied."""

    node: str
    first: int
    batch: Batch


class Moved(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=1):
    """Flows that got a new runner: (flow id, node id)."""

    flows: list[tuple[str, str]]


class Entries(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=0):
    """A group of the log, without what changed nothing."""

    index: int
    term: int
    judge: bytes
    facts: list[Applied | Moved]


class Flush(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=1):
    """Write what came up to this index now, not at the next pass."""

    index: int
    shown: bool = False
    """Bring the monitor there too."""


class Sync(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=2):
    """Make what is written safe from a power cut, and say how far that reaches."""


ToWriter = Entries | Flush | Sync


class Covered(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=0):
    """All groups up to this index can be read. The writer's first message, and one after each pass."""

    index: int


class Shown(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=3):
    """The monitor covers all groups up to this index."""

    index: int


class Durable(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=1):
    """All groups up to this index are on the disk."""

    index: int


class Failed(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=2):
    """The writer ends; why. `refused` when the file cannot be used as it is."""

    reason: str
    refused: bool


FromWriter = Covered | Shown | Durable | Failed

_encode = msgspec.msgpack.Encoder().encode
decode_to_writer = msgspec.msgpack.Decoder(ToWriter).decode
decode_from_writer = msgspec.msgpack.Decoder(FromWriter).decode


def frame(message: ToWriter | FromWriter) -> bytes:
    body = _encode(message)
    return len(body).to_bytes(LENGTH, "big") + body


def entries_of(group: Group) -> Entries:
    """What of a group the store keeps."""
    return Entries(group.index, group.term, group.judge, _kept(group.facts))


def _kept(facts: Sequence[Fact]) -> list[Applied | Moved]:
    kept: list[Applied | Moved] = []
    for fact in facts:
        if isinstance(fact, Ruling):
            if fact.verdict == Verdict.APPLIED:
                kept.append(Applied(fact.node, fact.first, fact.batch))
        elif fact.moved:
            kept.append(Moved(list(fact.moved)))
    return kept


class Frames:
    """Cuts what a socket delivers into the bodies of frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The frames that `data` completes."""
        self._buffer += data
        at, end = 0, len(self._buffer)
        while end - at >= LENGTH:
            stop = at + LENGTH + int.from_bytes(self._buffer[at : at + LENGTH], "big")
            if stop > end:
                break
            yield bytes(self._buffer[at + LENGTH : stop])
            at = stop
        if at:
            del self._buffer[:at]
