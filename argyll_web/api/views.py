"""What all views of the API do: pass a command to the engine, or a question to the store, and hand the answer on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from argyll_web import node as nodes
from argyll_web.api.errors import error_response
from argyll_web.edge import parameters
from argyll_web.edge.answers import JSON, NEXT_CURSOR, POSITION, Headers
from argyll_web.node import answer_headers
from engine.store.reader import Reader


class View(APIView):
    """A route of the API. There is no HEAD, and the door answers OPTIONS."""

    http_method_names = ("get", "post", "put", "delete")

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {}


def command(request: Request, name: str, **params: str) -> HttpResponse:
    """The engine's answer to a command with this request's body. Raises Refusal."""
    node = nodes.current()
    answer = node.wait(node.command(name, request.body, _asked_position(request), **params))
    return _with(HttpResponse(answer.body, status=answer.status, content_type=JSON), answer_headers(answer))


def stored(request: Request, question: Callable[[Reader], bytes | None], missing: str = "not found") -> HttpResponse:
    """What the store answers, after every write of this node; 404 with the text `missing` for None. Raises Refusal."""
    node = nodes.current()
    settled, found = node.wait(node.settled_read(question, _asked_position(request)))
    response = error_response(404, missing) if found is None else HttpResponse(found, content_type=JSON)
    return _with(response, settled.headers)


def stored_page(request: Request, question: Callable[[Reader], tuple[bytes, str | None]]) -> HttpResponse:
    """A page and where the next one begins, which goes into a header. Raises Refusal."""
    node = nodes.current()
    settled, (page, cursor) = node.wait(node.settled_read(question, _asked_position(request)))
    response = _with(HttpResponse(page, content_type=JSON), settled.headers)
    if cursor:
        response.headers[NEXT_CURSOR] = cursor
    return response


def query_string(request: Request) -> str:
    return str(request.META.get("QUERY_STRING", ""))


def _asked_position(request: Request) -> int:
    return parameters.position(request.headers.get(POSITION, ""))


def _with(response: HttpResponse, headers: Headers) -> HttpResponse:
    for name, value in headers:
        response.headers[name.decode()] = value.decode()
    return response
