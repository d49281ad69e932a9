"""The example of the first minute: to look at, and to load with one request."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from argyll_web.api.asking import shown
from argyll_web.api.serializers import BAD_REQUEST, BUSY
from argyll_web.api.views import View
from argyll_web.catalog.serializers import Step
from argyll_web.example.orders import GOAL, INIT, STEPS
from argyll_web.transfer.document import JSON, VERSION, Document
from argyll_web.transfer.import_view import ImportRequest, import_document
from argyll_web.transfer.json_text import write_json
from argyll_web.transfer.serializers import ImportAnswer


class ExampleDocument(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    steps = Step(many=True)


class Example(serializers.Serializer[Any]):
    document = ExampleDocument()
    goals = serializers.ListField(child=serializers.CharField(), help_text="To choose at first.")
    init = serializers.DictField(
        child=serializers.ListField(), help_text="A sample of the one input that is missing then."
    )


class ExampleView(View):
    @extend_schema(operation_id="read_example", responses={200: Example})
    def get(self, request: Request) -> HttpResponse:
        """A small catalog of script steps, which needs no other service, with a goal and what to give."""
        return shown({"document": _document(), "goals": [GOAL], "init": INIT})

    @extend_schema(
        operation_id="load_example", request=None, responses={200: ImportAnswer, 400: BAD_REQUEST, 503: BUSY}
    )
    def post(self, request: Request) -> HttpResponse:
        """Import the example into the catalog; steps that are there already and equal stay as they are."""
        text = write_json(_document())
        document = Document(text, JSON, list(STEPS), ("steps",), True)
        return import_document(request, document, ImportRequest(text))


def _document() -> dict[str, Any]:
    return {"version": VERSION, "steps": list(STEPS)}
