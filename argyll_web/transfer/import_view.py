"""Import of steps, and changes of many at once: all or nothing, one entry in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from argyll_web.api.asking import ask, body_as, body_object, handed_on
from argyll_web.api.serializers import BAD_REQUEST, BUSY, NOT_FOUND
from argyll_web.api.views import View
from argyll_web.history.models import IMPORT
from argyll_web.history.notes import note, way_of
from argyll_web.layouts.positions import DEFAULT, Positions, positions_of, save_positions
from argyll_web.transfer import serializers as shapes
from argyll_web.transfer.document import Document, read_document
from argyll_web.transfer.limits import DOCUMENT_BYTES
from engine.model import jsontext
from engine.model.errors import BadRequest

MERGE, REPLACE = "merge", "replace"
REQUEST_BYTES = DOCUMENT_BYTES + (1 << 20)


class ImportRequest(msgspec.Struct, frozen=True):
    document: str
    format: str = ""
    mode: str = MERGE
    only: list[str] | None = None
    dry_run: bool = False


class _Problem(msgspec.Struct, omit_defaults=True):
    path: list[str | int]
    message: str
    severity: str
    line: int = 0
    column: int = 0


class _StepChange(msgspec.Struct):
    step_id: str
    before: msgspec.Raw
    after: msgspec.Raw


class _Decided(msgspec.Struct):
    """What the engine answers to a change."""

    sequence: int | None
    changes: list[_StepChange]
    unchanged: list[str]
    problems: list[_Problem]
    effects: msgspec.Raw


class _Refused(msgspec.Struct):
    error: str
    status: int
    details: list[_Problem] = []


class ImportView(View):
    @extend_schema(
        operation_id="import_catalog",
        request=shapes.ImportRequest,
        responses={200: shapes.ImportAnswer, 400: BAD_REQUEST, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """Take the steps of a document in, or with `dry_run` say what that would change."""
        wish = body_as(request, ImportRequest, REQUEST_BYTES)
        if wish.mode not in (MERGE, REPLACE):
            raise BadRequest(f"mode must be {MERGE} or {REPLACE}, got {wish.mode[:40]!r}")
        document = read_document(wish.document, wish.format)
        return import_document(request, document, wish)


class ChangeView(View):
    @extend_schema(
        operation_id="change_catalog",
        request=shapes.ChangeRequest,
        responses={200: shapes.ChangeAnswer, 400: BAD_REQUEST, 404: NOT_FOUND, 412: BAD_REQUEST, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """Change, add and remove many steps as one: bulk edits, and attributes that change their name or type."""
        answer = ask(request, "change_catalog", jsontext.encode(body_object(request, REQUEST_BYTES)))
        if answer.status != 200:
            return handed_on(answer)
        decided = msgspec.json.decode(answer.body, type=_Decided)
        if decided.sequence is not None:
            note(decided.sequence, way_of(request))
        return handed_on(answer, jsontext.encode(_fields(decided, decided.problems)))


def import_document(request: Request, document: Document, wish: ImportRequest) -> HttpResponse:
    """Have the engine carry the import out, and say what came of it in the words of the document. Raises Busy."""
    change: dict[str, Any] = {
        "upserts": document.steps,
        "replace": wish.mode == REPLACE,
        "only": wish.only,
        "dry_run": wish.dry_run,
    }
    answer = ask(request, "change_catalog", jsontext.encode(change))
    if answer.status != 200:
        refused = msgspec.json.decode(answer.body, type=_Refused)
        details = _in_document(document, refused.details)
        told = {"error": refused.error, "status": refused.status, "details": details}
        return handed_on(answer, jsontext.encode(told))
    decided = msgspec.json.decode(answer.body, type=_Decided)
    if decided.sequence is not None:
        note(decided.sequence, IMPORT)
    if document.layout and not wish.dry_run:
        _place(document.layout, wish.only)
    fields = _fields(decided, _in_document(document, decided.problems))
    return handed_on(answer, jsontext.encode({**fields, "dry_run": wish.dry_run}))


def _fields(decided: _Decided, problems: Sequence[Any]) -> dict[str, Any]:
    sides = [(change, bytes(change.before) != b"null", bytes(change.after) != b"null") for change in decided.changes]
    return {
        "entry": decided.sequence,
        "added": [{"step_id": c.step_id, "after": c.after} for c, was, is_ in sides if is_ and not was],
        "changed": [
            {"step_id": c.step_id, "before": c.before, "after": c.after} for c, was, is_ in sides if is_ and was
        ],
        "removed": [{"step_id": c.step_id, "before": c.before} for c, was, is_ in sides if was and not is_],
        "unchanged": decided.unchanged,
        "problems": problems,
        "effects": decided.effects,
    }


def _in_document(document: Document, problems: Sequence[_Problem]) -> list[dict[str, Any]]:
    """Each problem under the id of its step, with its line in the document."""
    places = {id(problem): tuple(problem.path[1:]) for problem in problems if problem.path[:1] == ["upserts"]}
    lines = document.lines(places.values()) if places else {}
    details: list[dict[str, Any]] = []
    for problem in problems:
        place = places.get(id(problem))
        path = [_name(document, place[0]), *place[1:]] if place else problem.path
        line = {"line": lines[place]} if place else {}
        details.append({"path": path, "message": problem.message, "severity": problem.severity, **line})
    return details


def _name(document: Document, place: str | int) -> str:
    step_id = document.steps[int(place)].get("id")
    return step_id if isinstance(step_id, str) and step_id else f"step {int(place) + 1}"


def _place(layout: Positions, only: list[str] | None) -> None:
    taken = {step_id: place for step_id, place in layout.items() if only is None or step_id in only}
    save_positions(DEFAULT, {**positions_of(DEFAULT), **taken})
