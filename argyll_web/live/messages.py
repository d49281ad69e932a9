"""What clients of the live stream say, and what they are answered (`websocket.md`, 2, 3 and 6). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from engine.model import jsontext
from engine.model.errors import BadRequest

MAX_MESSAGE_BYTES = 65_536
MIN_MAX_VALUE = 1_024

Aggregate = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscribe:
    sub_id: str
    prefixes: tuple[Aggregate, ...]
    """Empty: every aggregate."""
    event_types: frozenset[str]
    """Empty: every type."""
    include_state: bool
    max_value: int
    """Bytes above which a value is left out; 0: never."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    sub_id: str
    """May be empty: the message is answered all the same."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A message that changes nothing; the client is told why (W3)."""

    reason: str
    sub_id: str = ""


class _Subscribe(msgspec.Struct):
    """The fields as they come; null is the same as absent."""

    sub_id: str | None = None
    aggregate_ids: list[list[str]] | None = None
    event_types: list[str] | None = None
    include_state: bool | None = None
    max_value: int | None = None


class _Unsubscribe(msgspec.Struct):
    sub_id: str | None = None


def is_too_long(text: str) -> bool:
    """Whether a message has more bytes than allowed; counts only where the number of characters leaves a doubt."""
    if 4 * len(text) <= MAX_MESSAGE_BYTES:
        return False
    return len(text) > MAX_MESSAGE_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_MESSAGE_BYTES


def parse(text: bytes) -> Subscribe | Unsubscribe | Ignored:
    """What a client's message asks for."""
    try:
        message = jsontext.decode(text)
    except BadRequest as error:
        return Ignored(error.message)
    if not isinstance(message, dict):
        return Ignored("a message is a JSON object")
    kind, data = message.get("type"), message.get("data")
    if kind not in ("subscribe", "unsubscribe"):
        return Ignored("type must be subscribe or unsubscribe")
    if not isinstance(data, dict):
        return Ignored("data must be an object")
    known = data.get("sub_id")
    try:
        if kind == "unsubscribe":
            return Unsubscribe(jsontext.convert(data, _Unsubscribe).sub_id or "")
        return _subscribe(jsontext.convert(data, _Subscribe))
    except BadRequest as error:
        return Ignored(error.message, known if isinstance(known, str) else "")


def _subscribe(data: _Subscribe) -> Subscribe:
    if not data.sub_id:
        raise BadRequest("sub_id must be a text that is not empty")
    if data.max_value is not None and data.max_value < MIN_MAX_VALUE:
        raise BadRequest(f"max_value must be at least {MIN_MAX_VALUE}, got {data.max_value}")
    return Subscribe(
        sub_id=data.sub_id,
        prefixes=tuple(tuple(parts) for parts in data.aggregate_ids or ()),
        event_types=frozenset(data.event_types or ()),
        include_state=bool(data.include_state),
        max_value=data.max_value or 0,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """The state of one aggregate, as `subscribed` carries it."""

    aggregate: Aggregate
    state: bytes
    """JSON."""
    sequence: int
    """Of the next event: the state holds all below it."""


def subscribed(sub_id: str, items: Sequence[Item] | None) -> str:
    """The answer to an accepted `subscribe`; None: it asked for no state."""
    shown = "null" if items is None else f"[{','.join(map(_item, items))}]"
    return f'{{"type":"subscribed","sub_id":{quoted(sub_id)},"items":{shown}}}'


def _item(item: Item) -> str:
    head = f'{{"id":{jsontext.encode(item.aggregate).decode()},"data":'
    return f'{head}{item.state.decode()},"sequence":{item.sequence}}}'


def unsubscribed(sub_id: str) -> str:
    return f'{{"type":"unsubscribed","sub_id":{quoted(sub_id)}}}' if sub_id else '{"type":"unsubscribed"}'


def error(ignored: Ignored) -> str:
    known = f',"sub_id":{quoted(ignored.sub_id)}' if ignored.sub_id else ""
    return f'{{"type":"error","error":{quoted(ignored.reason)}{known}}}'


def quoted(text: str) -> str:
    """The text as JSON."""
    return jsontext.encode(text).decode()
