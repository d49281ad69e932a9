"""Events to take away: JSON Lines and CSV, in portions, so that a million of them need no memory."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from argyll_web.events.masks import masked
from argyll_web.monitor import shown
from engine.model import instant, jsontext
from engine.store.reader import StoredEvent

MOST = 1_000_000
"""Events of one export."""
JSON_LINES, CSV = "jsonl", "csv"
_TYPES = {JSON_LINES: "application/x-ndjson", CSV: "text/csv; charset=utf-8"}
_HEAD = ("time", "kind", "aggregate", "sequence", "type", "step", "token", "node", "payload")


def lines(portions: Iterable[list[StoredEvent]], form: str, patterns: tuple[str, ...]) -> Iterator[bytes]:
    """The text of an export, one piece for each portion; values under names with these patterns are masked."""
    if form == CSV:
        yield _csv([_HEAD])
    for portion in portions:
        if form == CSV:
            yield _csv([_row(event, patterns) for event in portion])
        else:
            yield b"".join(_line(event, patterns) for event in portion)


def _line(event: StoredEvent, patterns: tuple[str, ...]) -> bytes:
    answer = shown.event(event) | {"node": event.node}
    if patterns:
        answer["data"] = masked(jsontext.decode(event.data), patterns)
    return jsontext.encode(answer) + b"\n"


def _row(event: StoredEvent, patterns: tuple[str, ...]) -> tuple[Any, ...]:
    payload = event.data.decode()
    if patterns:
        payload = jsontext.encode(masked(jsontext.decode(event.data), patterns)).decode()
    return (
        instant.text(event.at_us), event.kind, event.flow_id, event.sequence, event.type, event.step_id, event.token,
        event.node, payload,
    )  # fmt: skip


def _csv(rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def streamed(request: HttpRequest, pieces: Iterator[bytes], form: str, name: str) -> StreamingHttpResponse:
    """The pieces as an answer that is saved as a file. Each is made when the one before has left."""
    content = _awaited(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(content, content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    step: Callable[[], bytes | None] = lambda: next(pieces, None)  # noqa: E731 # a name says what it is
    while (piece := await asyncio.to_thread(step)) is not None:
        yield piece
