"""How the monitor's views read: after what this node has answered, and with an ETag, because pages ask again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar

from django.http import HttpResponse
from django.utils.http import parse_etags
from rest_framework.request import Request

from argyll_web import node as nodes
from argyll_web.edge import parameters
from argyll_web.edge.answers import JSON, POSITION
from argyll_web.node import OWN_POSITION_S, Node
from engine.model import jsontext
from engine.model.errors import Busy
from engine.store.reader import Reader

T = TypeVar("T")


def look(request: Request, question: Callable[[Reader], T]) -> T:
    """What store and monitor say, after every write that this node has answered. Raises Refusal."""
    node = nodes.current()
    position = parameters.position(request.headers.get(POSITION, ""))
    return node.wait(_look(node, question, position))


async def _look(node: Node, question: Callable[[Reader], T], position: int) -> T:
    answer = await node.client.call("settle", timeout=OWN_POSITION_S, position=str(position), monitor="1")
    if answer.status != 200:
        raise Busy(f"this node has not reached position {position or 'of its own answers'} yet")
    return await node.read(question)


def tagged(request: Request, answer: Any) -> HttpResponse:
    """The answer as JSON; nothing but 304 when it is what the client has already (`If-None-Match`)."""
    body = answer if isinstance(answer, bytes) else jsontext.encode(answer)
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type=JSON)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response
