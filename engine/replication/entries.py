"""Entries of the log: `[version, kind, body]` in msgpack. What is not understood stops the node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from engine.replication.errors import Fatal
from engine.replication.log import Batch

VERSION = 1
KINDS = ("append", "node_up", "node_lost")
"""Kinds that this version can apply; told to peers in the hello. `members` is reserved."""

NO_OP = b"\x01"
"""What the Raft library adds when a leader is elected, and as the base of an empty log. In msgpack it is the number
1, so that it can never be taken for an entry of ours, which is an array."""


class Record(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Batches of one node that travel together."""

    node: str
    epoch: int
    floor: int
    """The smallest n that the node still waits for; answers below it may be forgotten."""
    batches: list[Batch]


class Append(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Batches that one entry commits together; each is judged alone."""

    records: list[Record]


class NodeUp(msgspec.Struct, array_like=True, frozen=True):
    """A node takes part from here on; its epoch is the index of this entry."""

    node: str
    addresses: list[str]
    version: str
    attempt: str
    """Chosen anew for each wish to come up; a repeat of the same wish changes nothing."""


class NodeLost(msgspec.Struct, array_like=True, frozen=True):
    """The leader has not heard of a node; acts only while `epoch` is still the node's current one."""

    node: str
    epoch: int


Entry = Append | NodeUp | NodeLost

_encoder = msgspec.msgpack.Encoder()
_head = msgspec.msgpack.Decoder(list[msgspec.Raw])
_version = msgspec.msgpack.Decoder(int)
_kind = msgspec.msgpack.Decoder(str)
_record = msgspec.msgpack.Decoder(Record)
_records = msgspec.msgpack.Decoder(list[Record])
_node_up = msgspec.msgpack.Decoder(NodeUp)
_node_lost = msgspec.msgpack.Decoder(NodeLost)


def encode_record(record: Record) -> bytes:
    return _encoder.encode(record)


def decode_record(data: bytes) -> Record:
    """A record that came from a peer. Raises `msgspec.DecodeError` when it is not one."""
    return _record.decode(data)


def encode_append(records: Iterable[bytes]) -> bytes:
    """An entry of encoded records; their bytes are taken over as they are."""
    return _encode("append", [msgspec.Raw(record) for record in records])


def encode_node_up(up: NodeUp) -> bytes:
    return _encode("node_up", up)


def encode_node_lost(lost: NodeLost) -> bytes:
    return _encode("node_lost", lost)


def _encode(kind: str, body: Any) -> bytes:
    return _encoder.encode((VERSION, kind, body))


def decode(index: int, command: bytes) -> Entry | None:
    """The entry at an index, or None for a no-op. Raises Fatal for what this version cannot apply."""
    if command == NO_OP:
        return None
    try:
        head = _head.decode(command)
        version, kind = _version.decode(head[0]), _kind.decode(head[1])
    except (msgspec.DecodeError, IndexError) as error:
        raise Fatal(f"log entry {index} is not an entry: {error}") from error
    if version > VERSION or kind not in KINDS:
        raise Fatal(
            f"log entry {index} ({kind!r}, version {version}) was written by a newer version; upgrade this node"
        )
    try:
        return _decode_body(kind, head)
    except (msgspec.DecodeError, IndexError) as error:
        raise Fatal(f"log entry {index} ({kind!r}) cannot be read: {error}") from error


def _decode_body(kind: str, head: Sequence[msgspec.Raw]) -> Entry:
    body = head[2]
    if kind == "append":
        return Append(_records.decode(body))
    if kind == "node_up":
        return _node_up.decode(body)
    return _node_lost.decode(body)
