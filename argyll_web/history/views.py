"""Routes of the catalog's history, and undo."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from argyll_web.api.asking import ask, body_as, handed_on, read, shown, whole_number
from argyll_web.api.serializers import BAD_REQUEST, BUSY, NOT_FOUND, Detail, ErrorBody, Instant
from argyll_web.api.views import View
from argyll_web.catalog.serializers import Step
from argyll_web.history.models import API, UNDO, WAYS, ChangeNote
from argyll_web.history.notes import note
from argyll_web.history.projection import Entry, StepBeforeAfter, history
from engine.model import instant, jsontext
from engine.model.errors import NotFound
from engine.model.etag import etag_of
from engine.model.step import Step as StoredStep
from engine.store.reader import Reader

LIST_LIMIT, MOST_LISTED = 50, 200
MAX_SEQUENCE = (1 << 63) - 1
UNDO_LIMIT = 1024

_step = msgspec.json.Decoder(StoredStep).decode


class StepBeforeAfterShape(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    before = Step(allow_null=True, help_text="null: it was not there.")
    after = Step(allow_null=True, help_text="null: it was removed.")


class EntryShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Sequence of its first event in the catalog.")
    at = Instant()
    by = serializers.CharField(allow_null=True, help_text="null until accounts exist.")
    via = serializers.ChoiceField(WAYS)
    undoes = serializers.IntegerField(allow_null=True, help_text="The entry that it took back.")
    changes = StepBeforeAfterShape(many=True)


class HistoryShape(serializers.Serializer[Any]):
    entries = EntryShape(many=True)
    next_cursor = serializers.CharField(required=False)


class UndoRequest(serializers.Serializer[Any]):
    entry = serializers.IntegerField()


class UndoShape(serializers.Serializer[Any]):
    entry = serializers.IntegerField(allow_null=True, help_text="The new entry; null when nothing had to change.")
    changes = StepBeforeAfterShape(many=True)


class Differs(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    expected = Step(allow_null=True, help_text="As the entry left it.")
    current = Step(allow_null=True)


class UndoConflict(ErrorBody):
    details = Detail(many=True)
    differs = Differs(many=True)


class HistoryView(View):
    @extend_schema(
        operation_id="list_catalog_history",
        parameters=[
            OpenApiParameter("step", str, description="Only changes of this step."),
            OpenApiParameter("from", int, description="Not before this time, in ms since 1970."),
            OpenApiParameter("to", int, description="Before this time, in ms since 1970."),
            OpenApiParameter("limit", int, description="1 to 200; default 50."),
            OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
        ],
        responses={200: HistoryShape, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Every change of the catalog, the newest first."""
        limit = whole_number(request, "limit", LIST_LIMIT, 1, MOST_LISTED)
        before = whole_number(request, "cursor", MAX_SEQUENCE, 0, MAX_SEQUENCE)
        from_us = whole_number(request, "from", 0, 0, 1 << 50) * 1000
        to_us = whole_number(request, "to", 1 << 50, 0, 1 << 50) * 1000
        step_id = request.GET.get("step", "")

        def page(reader: Reader) -> list[tuple[Entry, list[StepBeforeAfter]]]:
            found: list[tuple[Entry, list[StepBeforeAfter]]] = []
            for entry in history.newest(reader, before=before, step_id=step_id, from_us=from_us, to_us=to_us):
                wanted = len(found) < limit
                found.append((entry, history.changes(reader, entry) if wanted else []))
                if not wanted:
                    break
            return found

        found = read(request, page)
        notes = ChangeNote.objects.in_bulk([entry.id for entry, _ in found[:limit]])
        entries = [_fields(entry, changes, notes.get(entry.id), step_id) for entry, changes in found[:limit]]
        answer: dict[str, Any] = {"entries": entries}
        if len(found) > limit:
            answer["next_cursor"] = str(found[limit - 1][0].id)
        return shown(answer)


class UndoView(View):
    @extend_schema(
        operation_id="undo_catalog_change",
        request=UndoRequest,
        responses={
            200: UndoShape,
            400: BAD_REQUEST,
            404: NOT_FOUND,
            409: OpenApiResponse(UndoConflict, "Someone has changed the same steps since."),
            503: BUSY,
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Take a change back, as a new change. To do it again, undo that one."""
        entry_id = body_as(request, _Undo, UNDO_LIMIT).entry
        changes = read(request, lambda reader: _changes_of(reader, entry_id))
        if changes is None:
            raise NotFound(f"history entry not found: {entry_id}")
        answer = ask(request, "change_catalog", jsontext.encode(_inverse(changes)))
        if answer.status == 412:
            return self._conflict(request, entry_id, changes)
        if answer.status != 200:
            return handed_on(answer)
        decided = msgspec.json.decode(answer.body, type=_Decided)
        if decided.sequence is not None:
            note(decided.sequence, UNDO, undoes=entry_id)
        return handed_on(answer, jsontext.encode({"entry": decided.sequence, "changes": decided.changes}))

    def _conflict(self, request: Request, entry_id: int, changes: list[StepBeforeAfter]) -> HttpResponse:
        current = read(request, lambda reader: {change.step_id: reader.step(change.step_id) for change in changes})
        differs = [
            {"step_id": change.step_id, "expected": change.after, "current": msgspec.Raw(now) if now else None}
            for change in changes
            if _tag((now := current[change.step_id]) or b"null") != _tag(change.after)
        ]
        details = [
            {"path": [step["step_id"]], "message": f"step {step['step_id']!r} was changed since", "severity": "error"}
            for step in differs
        ]
        message = f"change {entry_id} cannot be taken back: " + "; ".join(str(detail["message"]) for detail in details)
        return shown({"error": message, "status": 409, "details": details, "differs": differs}, 409)


class _Undo(msgspec.Struct, frozen=True):
    entry: int


class _Decided(msgspec.Struct, frozen=True):
    sequence: int | None
    changes: msgspec.Raw


def _changes_of(reader: Reader, entry_id: int) -> list[StepBeforeAfter] | None:
    entry = history.entry(reader, entry_id)
    return history.changes(reader, entry) if entry else None


def _inverse(changes: list[StepBeforeAfter]) -> dict[str, Any]:
    """The change of the catalog that leads back, on the condition that each step is still as the entry left it."""
    real = [change for change in changes if bytes(change.before) != bytes(change.after)]
    return {
        "upserts": [change.before for change in real if bytes(change.before) != b"null"],
        "removals": [change.step_id for change in real if bytes(change.before) == b"null"],
        "tags": {change.step_id: _tag(change.after) for change in real},
    }


def _tag(definition: bytes | msgspec.Raw) -> str | None:
    text = bytes(definition)
    return None if text == b"null" else etag_of(_step(text))


def _fields(entry: Entry, changes: list[StepBeforeAfter], known: ChangeNote | None, step_id: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": instant.text(entry.at_us),
        "by": known.by if known else None,
        "via": known.via if known else API,
        "undoes": known.undoes if known else None,
        "changes": [change for change in changes if not step_id or change.step_id == step_id],
    }
