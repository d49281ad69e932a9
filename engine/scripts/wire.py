"""What passes between the engine and its script workers: JSON, in which integers of any size survive, in frames."""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from engine.scripts.interface import NOTHING, CompileError, Failed, Json, Outcome, Returned, Task
from engine.scripts.limits import utf8

HEADER = struct.Struct("!I")
"""Before each frame: its size in bytes."""


class Request(msgspec.Struct, frozen=True, array_like=True):
    """One task for a worker: to run, or only to compile."""

    task: Task
    only_check: bool = False


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a request: a value, or one of the others."""

    value: Json = None
    is_nothing: bool = False
    failed: str | None = None
    refused: str | None = None
    """The script does not compile; at this line and column, 0 where unknown."""
    line: int = 0
    column: int = 0
    is_compiled: bool = False


def reply_of(result: Outcome | CompileError | None) -> Reply:
    """The reply for an outcome, or for a check: the refusal, or None for a script that compiles."""
    match result:
        case Returned(value):
            return Reply(is_nothing=True) if value is NOTHING else Reply(value=value)
        case Failed(message):
            return Reply(failed=message)
        case CompileError():
            return Reply(refused=result.message, line=result.line, column=result.column)
        case None:
            return Reply(is_compiled=True)


def outcome_of(reply: Reply) -> Outcome:
    """The outcome of a run. Raises CompileError for a refusal."""
    if reply.refused is not None:
        raise CompileError(reply.refused, reply.line, reply.column)
    if reply.failed is not None:
        return Failed(reply.failed)
    return Returned(NOTHING if reply.is_nothing else reply.value)


_request_decoder = msgspec.json.Decoder(Request)
_reply_decoder = msgspec.json.Decoder(Reply)


def encode(message: Request | Reply) -> bytes:
    """The message with its header. Lone surrogates become U+FFFD."""
    try:
        body = msgspec.json.encode(message)
    except UnicodeEncodeError:
        body = msgspec.json.encode(_without_surrogates(msgspec.to_builtins(message)))
    return HEADER.pack(len(body)) + body


def decode_request(body: bytes) -> Request:
    return _request_decoder.decode(body)


def decode_reply(body: bytes) -> Reply:
    return _reply_decoder.decode(body)


def _without_surrogates(value: Any) -> Any:
    match value:
        case str():
            return utf8(value).decode()
        case dict():
            return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
        case list() | tuple():
            return [_without_surrogates(item) for item in value]
    return value
