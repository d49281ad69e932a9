"""Messages between nodes and their frames: 4 bytes of length, then msgpack. Nothing from the network is unpickled."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

MAX_FRAME_BYTES = 64 << 20
MAX_HELLO_BYTES = 4096

_LENGTH = struct.Struct(">I")


class Message(msgspec.Struct, frozen=True, tag_field="type", gc=False):
    """Root of all messages. The names of Raft's own are those of the library, which sends some of them itself."""


class Hello(Message, frozen=True, tag="hello"):
    """Who calls, and a fresh random challenge for the other side's proof."""

    cluster: str
    node: str
    protocol: int
    challenge: bytes
    kinds: list[str]
    """Kinds of log entries that the node can apply."""


class Proof(Message, frozen=True, tag="proof"):
    """HMAC of the cluster's secret over both challenges and both ids."""

    mac: bytes


class Ping(Message, frozen=True, tag="ping"):
    """Says nothing, so that silence means something."""


class AppendEntries(Message, frozen=True, tag="append_entries"):
    """Entries behind `prevLogIdx`; none in a heartbeat."""

    term: int
    commit_index: int
    prevLogIdx: int
    prevLogTerm: int
    entries: list[tuple[bytes, int, int]]


class OutOfReach(Message, frozen=True, tag="out_of_reach"):
    """A heartbeat to a node that needs entries which the leader no longer holds."""

    term: int
    commit_index: int


class NextIndex(Message, frozen=True, tag="next_node_idx"):
    """Answer to an append. With `success` everything before `next_node_idx` is on the sender's disk."""

    term: int
    next_node_idx: int
    success: bool
    reset: bool


class RequestVote(Message, frozen=True, tag="request_vote"):
    term: int
    last_log_index: int
    last_log_term: int


class ResponseVote(Message, frozen=True, tag="response_vote"):
    term: int


class TimeoutNow(Message, frozen=True, tag="timeout_now"):
    """The leader hands over: stand for election at once."""

    term: int


class HandOver(Message, frozen=True, tag="hand_over"):
    """The leader asked the sender to stand for `term`: vote, though a live leader was heard."""

    term: int


class PreVote(Message, frozen=True, tag="prevote"):
    """Would you vote for me in `term`? Changes nobody's state."""

    term: int
    round: int
    last_log_index: int
    last_log_term: int


class PreVoteGranted(Message, frozen=True, tag="prevote_ok"):
    round: int


class Probe(Message, frozen=True, tag="probe"):
    """Am I still your leader?"""

    term: int
    probe: int


class ProbeAnswer(Message, frozen=True, tag="probe_ok"):
    term: int
    probe: int


class Propose(Message, frozen=True, tag="propose"):
    """A follower's batches for the log: an encoded record."""

    record: bytes


class Announce(Message, frozen=True, tag="announce"):
    """A follower's `node_up` for the log, encoded."""

    entry: bytes


class ReadIndex(Message, frozen=True, tag="read_index"):
    """From which applied index on is a read linearizable?"""

    id: int


class ReadIndexAnswer(Message, frozen=True, tag="read_index_ok"):
    id: int
    index: int


class Ask(Message, frozen=True, tag="ask"):
    """A command for the engine of another node."""

    id: int
    body: bytes


class Answer(Message, frozen=True, tag="answer"):
    id: int
    body: bytes
    error: str = ""
    """Why there is no answer; empty when `body` is one."""


AnyMessage = (
    Hello
    | Proof
    | Ping
    | AppendEntries
    | OutOfReach
    | NextIndex
    | RequestVote
    | ResponseVote
    | TimeoutNow
    | HandOver
    | PreVote
    | PreVoteGranted
    | Probe
    | ProbeAnswer
    | Propose
    | Announce
    | ReadIndex
    | ReadIndexAnswer
    | Ask
    | Answer
)

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[AnyMessage] = msgspec.msgpack.Decoder(AnyMessage)


class BadFrame(Exception):
    """What came is no frame of ours; the connection must end."""


def encode_frame(message: Message | dict[str, object]) -> bytes:
    """A frame. The library's own messages are dicts with the same fields."""
    body = _encoder.encode(message)
    return _LENGTH.pack(len(body)) + body


def decode_message(body: bytes | memoryview) -> AnyMessage:
    """Raises BadFrame for anything but a known message with fields of the right types."""
    try:
        return _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise BadFrame(str(error)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise BadFrame(f"not a message: {error}") from error


class FrameReader:
    """Cuts a stream into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.limit_bytes = MAX_HELLO_BYTES
        """Largest body allowed; raised when the other side has proved who it is."""

    @property
    def waiting_bytes(self) -> int:
        """Size of the frame that is not yet complete."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Iterator[AnyMessage]:
        """Messages that are complete now. Raises BadFrame. The limit is looked up anew for each frame."""
        buffer = self._buffer
        buffer += data
        at, end = 0, len(buffer)
        try:
            while end - at >= _LENGTH.size:
                (size,) = _LENGTH.unpack_from(buffer, at)
                if size > self.limit_bytes:
                    raise BadFrame(f"a frame of {size} bytes; at most {self.limit_bytes} are allowed here")
                start = at + _LENGTH.size
                if end - start < size:
                    return
                at = start + size
                with memoryview(buffer) as view, view[start:at] as body:
                    message = decode_message(body)
                yield message
        finally:
            del buffer[:at]
