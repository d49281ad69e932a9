"""For views that look into the engine's answer, or make a request of their own from what they were asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from rest_framework.request import Request

from argyll_web import node as nodes
from argyll_web.edge import parameters
from argyll_web.edge.answers import JSON, POSITION
from argyll_web.node import answer_headers
from engine.client.protocol import Answer
from engine.model import jsontext
from engine.model.errors import BadRequest
from engine.store.reader import Reader

T = TypeVar("T")


def ask(request: Request, name: str, body: bytes, **params: str) -> Answer:
    """The engine's answer to a command. Raises Busy."""
    node = nodes.current()
    return node.wait(node.command(name, body, _asked_position(request), **params))


def read(request: Request, question: Callable[[Reader], T]) -> T:
    """What the store says, after every write that this node has answered. Raises Busy."""
    node = nodes.current()
    return node.wait(node.settled_read(question, _asked_position(request)))[1]


def handed_on(answer: Answer, body: bytes | None = None, status: int = 0) -> HttpResponse:
    """The engine's answer as this request's, with another body or status where given."""
    shown = answer.body if body is None else body
    response = HttpResponse(shown, status=status or answer.status, content_type=JSON)
    for name, value in answer_headers(answer):
        response.headers[name.decode()] = value.decode()
    return response


def shown(value: Any, status: int = 200) -> HttpResponse:
    """A value as JSON; integers of any size and raw parts stay exact."""
    return HttpResponse(jsontext.encode(value), status=status, content_type=JSON)


def body_object(request: Request, limit: int) -> dict[str, Any]:
    """The request's JSON object, null fields left out. Raises BadRequest."""
    return {name: value for name, value in jsontext.decode_object(request.body, limit).items() if value is not None}


def body_as(request: Request, into: type[T], limit: int) -> T:
    """The same, typed. Raises BadRequest that names the field."""
    return jsontext.convert(body_object(request, limit), into)


def whole_number(request: Request, name: str, default: int, low: int, high: int) -> int:
    """A query parameter. Raises BadRequest."""
    text = request.GET.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and low <= int(text) <= high):
        raise BadRequest(f"{name} must be a whole number from {low} to {high}, got {text[:40]!r}")
    return int(text)


def _asked_position(request: Request) -> int:
    return parameters.position(request.headers.get(POSITION, ""))
