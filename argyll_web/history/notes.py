"""Who changed the catalog, and by which way: kept beside the events, by the sequence of a change."""

from __future__ import annotations

import logging

import msgspec
from django.db import DatabaseError
from django.http import HttpResponse
from rest_framework.request import Request

from argyll_web.api.asking import ask, handed_on
from argyll_web.history.models import API, UI, ChangeNote
from engine.model.etag import etag_of
from engine.model.step import Step

OF_THE_PAGE = "X-CSRFToken"
"""The page sends this header with every change (`ui.md`, 5); programs do not."""

log = logging.getLogger(__name__)


class _Told(msgspec.Struct):
    """What the engine answers to a change of one step."""

    step: Step | None = None


_told = msgspec.json.Decoder(_Told).decode


def change_step(request: Request, name: str, **params: str) -> HttpResponse:
    """The engine's answer to a command that changes one step with this request's body; who sent it is noted.

    `If-Match` goes with it: the engine decides whether it fits. Raises Busy.
    """
    if_match = request.headers.get("If-Match", "")
    if if_match:
        params["if_match"] = if_match
    answer = ask(request, name, request.body, sequenced="1", **params)
    sequence, feed, body = answer.body.partition(b"\n")
    if not feed:
        return handed_on(answer)
    if sequence:
        note(int(sequence), way_of(request))
    response = handed_on(answer, body)
    step = _told(body).step
    if step is not None:
        response.headers["ETag"] = etag_of(step)
    return response


def way_of(request: Request) -> str:
    return UI if OF_THE_PAGE in request.headers else API


def note(sequence: int, via: str, undoes: int | None = None) -> None:
    """Keep how a change came about. The change itself is recorded, so a note that cannot be kept is only a loss."""
    if via == API:
        return
    try:
        ChangeNote.objects.update_or_create(sequence=sequence, defaults={"via": via, "undoes": undoes})
    except DatabaseError:
        log.exception("no note of how change %d of the catalog came about", sequence)
