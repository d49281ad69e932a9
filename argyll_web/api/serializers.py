"""Shapes that every part of the API shares. They describe the OpenAPI document; the engine checks what comes in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "integer"}]}})
class PathField(serializers.ListField):
    """Names of members and places in lists, from the outermost in."""


class Detail(serializers.Serializer[Any]):
    """Something wrong or doubtful, and where."""

    path = PathField(help_text='The field, such as `["attributes", "order", "type"]`.')
    message = serializers.CharField()
    severity = serializers.ChoiceField(["error", "warning"])
    line = serializers.IntegerField(required=False, help_text="In the script or the document, from 1.")
    column = serializers.IntegerField(required=False)


class ErrorBody(serializers.Serializer[Any]):
    """Every refusal."""

    error = serializers.CharField(help_text="For people; names what is wrong. May have several lines.")
    status = serializers.IntegerField(help_text="The status of the answer.")
    details = Detail(many=True, required=False)


class Instant(serializers.DateTimeField):
    """RFC 3339 in UTC; `0001-01-01T00:00:00Z` has not come."""


class Script(serializers.Serializer[Any]):
    language = serializers.ChoiceField(["ale", "lua", "jpath"])
    script = serializers.CharField(help_text="The source.")


class Event(serializers.Serializer[Any]):
    timestamp = Instant()
    type = serializers.CharField()
    aggregate_id = serializers.ListField(
        child=serializers.CharField(), help_text='`["catalog"]`, `["cluster"]` or `["flow", id]`.'
    )
    data = serializers.DictField()  # type: ignore[assignment] # taken out of the class by its metaclass
    sequence = serializers.IntegerField(min_value=0, help_text="Counts up by one in its aggregate.")


class EventPage(serializers.Serializer[Any]):
    events = Event(many=True)
    count = serializers.IntegerField(help_text="Events in this answer.")
    next = serializers.IntegerField(required=False, help_text="The sequence to go on from; left out at the end.")


EVENT_PAGE_PARAMETERS = [
    OpenApiParameter("from", int, description="First sequence; default 0."),
    OpenApiParameter("limit", int, description="1 to 10000; default: all."),
]
BAD_REQUEST = OpenApiResponse(ErrorBody, "Not JSON, wrongly typed, too large, or against a rule; the error names it.")
NOT_FOUND = OpenApiResponse(ErrorBody, "There is no such thing.")
TAKEN = OpenApiResponse(ErrorBody, "The id is taken by something else.")
BUSY = OpenApiResponse(ErrorBody, "The node cannot answer now; `Retry-After` says when to try again.")
