"""The lean routes and the node's health as the OpenAPI document describes them.

No request comes here: the door answers these routes before Django sees them (`argyll_web.edge.lean`). The generator
of the document wants views, and these are only listed in `document_urls`.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from argyll_web.api.serializers import (
    BAD_REQUEST,
    BUSY,
    EVENT_PAGE_PARAMETERS,
    NOT_FOUND,
    TAKEN,
    ErrorBody,
    EventPage,
)
from argyll_web.api.views import View
from argyll_web.flows import serializers as shapes
from argyll_web.flows.views import FlowListView

_NOTHING = OpenApiResponse(description="Recorded, or known already.")


class StartFlow(FlowListView):
    @extend_schema(
        operation_id="start_flow",
        request=shapes.StartRequest,
        responses={201: shapes.Started, 400: BAD_REQUEST, 404: NOT_FOUND, 409: TAKEN, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """Start a flow. The answer comes when the start is committed; the same request again is safe."""
        raise Http404


class ReadFlow(View):
    @extend_schema(operation_id="read_flow", responses={200: shapes.Flow, 404: NOT_FOUND, 503: BUSY})
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """The state of a flow."""
        raise Http404


class ReadFlowStatus(View):
    @extend_schema(operation_id="read_flow_status", responses={200: shapes.FlowStatus, 404: NOT_FOUND, 503: BUSY})
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """The indexed status of a flow: cheap, made for polling."""
        raise Http404


class ListFlowEvents(View):
    @extend_schema(
        operation_id="list_flow_events",
        parameters=EVENT_PAGE_PARAMETERS,
        responses={200: EventPage, 400: BAD_REQUEST, 404: NOT_FOUND, 503: BUSY},
    )
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """The events of a flow, oldest first."""
        raise Http404


class CompleteWork(View):
    @extend_schema(
        operation_id="complete_work",
        request={"application/json": OpenApiTypes.OBJECT, "application/problem+json": OpenApiTypes.OBJECT},
        responses={200: _NOTHING, 400: BAD_REQUEST, 503: BUSY},
    )
    def post(self, request: Request, flow_id: str, step_id: str, token: str) -> HttpResponse:
        """The result of an async work item: its outputs, or with `application/problem+json` the reason it failed."""
        raise Http404


class ReadHealth(View):
    @extend_schema(operation_id="read_health", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> HttpResponse:
        """Whether the process is alive, and what the node knows of its cluster. Needs no quorum."""
        raise Http404


class LiveEvents(View):
    @extend_schema(
        operation_id="live_events",
        responses={
            101: OpenApiResponse(description="The connection is a WebSocket now; it is silent until a subscription."),
            400: OpenApiResponse(ErrorBody, "The request asked for no upgrade."),
            403: OpenApiResponse(ErrorBody, "A page of this origin may not listen."),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """Committed events as they happen, over a WebSocket."""
        raise Http404
