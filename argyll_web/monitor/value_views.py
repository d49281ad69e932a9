"""Routes of one flow's state, values and events, none of which is larger than was asked for (`ui.md`, 4.5 and 20)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from argyll_web.api.asking import read
from argyll_web.api.serializers import BAD_REQUEST, BUSY, NOT_FOUND
from argyll_web.api.views import View
from argyll_web.edge.answers import JSON
from argyll_web.flows.serializers import Flow
from argyll_web.live.large import FLOW_STATE, without_large
from argyll_web.monitor import asked, shown
from argyll_web.monitor import serializers as shapes
from argyll_web.monitor.path import at_path, parse_path
from argyll_web.monitor.reading import look, tagged
from engine.model.errors import NotFound
from engine.store.reader import EventFilter

MAX_VALUE = 64 << 10
_MOST = 1 << 40
_MAX_VALUE_PARAMETER = OpenApiParameter(
    "max_value", int, description='Bytes; each larger value becomes `{"$large": bytes, "type": ...}`. Default 65536.'
)


class StateView(View):
    @extend_schema(
        operation_id="read_flow_state",
        parameters=[_MAX_VALUE_PARAMETER],
        responses={200: Flow, 400: BAD_REQUEST, 404: NOT_FOUND, 503: BUSY},
    )
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """The state of a flow without its large values."""
        max_value = asked.number("max_value", request.GET.get("max_value") or str(MAX_VALUE), 1, _MOST)
        state = read(request, lambda reader: reader.flow_state(flow_id))
        if state is None:
            raise NotFound(f"flow not found: {flow_id}")
        return tagged(request, without_large(state, FLOW_STATE, max_value))


class ValueView(View):
    @extend_schema(
        operation_id="read_flow_value",
        parameters=[
            OpenApiParameter(
                "path", str, required=True,
                description='Such as `/attributes/order/0/value`, or `["attributes", "order", 0, "value"]`.',
            ),
            OpenApiParameter("sequence", int, description="Look into the payload of this event instead."),
        ],
        responses={200: OpenApiTypes.ANY, 400: BAD_REQUEST, 404: NOT_FOUND, 503: BUSY},
    )  # fmt: skip
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """One value, whole. It goes out in pieces of 64 KB."""
        path = parse_path(request.GET.get("path", ""))
        sequence = request.GET.get("sequence", "")
        if sequence:
            at = asked.number("sequence", sequence, 0, (1 << 63) - 1)
            found = read(request, lambda reader: reader.flow_events(flow_id, at, 1))
            text = at_path(found, ["events", 0, "data", *path]) if found is not None else None
        else:
            found = read(request, lambda reader: reader.flow_state(flow_id))
            text = at_path(found, path) if found is not None else None
        if found is None:
            raise NotFound(f"flow not found: {flow_id}")
        if text is None:
            raise NotFound(f"flow {flow_id} has no value at {request.GET.get('path', '')[:200]}")
        return HttpResponse(text, content_type=JSON)


class EventsView(View):
    @extend_schema(
        operation_id="list_flow_events_for_people",
        parameters=[
            OpenApiParameter("token", str, description="Of one item: its attempts."),
            OpenApiParameter("step", str),
            OpenApiParameter("type", str, many=True, description="Several are joined by or."),
            OpenApiParameter("q", str, description="The payload contains it."),
            OpenApiParameter("order", str, enum=list(asked.ORDERS), description="By sequence; default `asc`."),
            OpenApiParameter("from", int, description="Sequence to begin with."),
            OpenApiParameter("limit", int, description="1 to 200; default 50."),
            _MAX_VALUE_PARAMETER,
        ],
        responses={200: shapes.FlowEvents, 400: BAD_REQUEST, 404: NOT_FOUND, 503: BUSY},
    )
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """The events of a flow, by what they are about."""
        query = request.GET
        newest_first = asked.one_of("order", query.get("order") or "asc", asked.ORDERS) == "desc"
        limit = asked.number("limit", query.get("limit") or str(asked.DEFAULT_LIMIT), 1, asked.MOST)
        begin = asked.number("from", query["from"], 0, (1 << 62) - 1) if query.get("from") else None
        max_value = asked.number("max_value", query.get("max_value") or str(MAX_VALUE), 1, _MOST)
        wanted = EventFilter(
            aggregate=flow_id,
            is_whole_id=True,
            types=frozenset(query.getlist("type")),
            step=query.get("step", ""),
            token=query.get("token", ""),
            text=query.get("q", ""),
        )
        found = look(
            request,
            lambda reader: reader.monitor.flow_events(wanted, begin, limit, newest_first=newest_first),
        )
        if found is None:
            raise NotFound(f"flow not found: {flow_id}")
        answer: dict[str, Any] = {
            "events": [shown.event(event, max_value) for event in found.events],
            "count": len(found.events),
            "total": found.total,
        }
        if found.next is not None:
            answer["next"] = found.next
        return tagged(request, answer)
