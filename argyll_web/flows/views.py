"""Routes of plans and of lists of flows (`api.md`, 5 and 6). The others of a flow are lean (`argyll_web.edge.lean`)."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from argyll_web.api.serializers import BAD_REQUEST, BUSY, NOT_FOUND
from argyll_web.api.views import View, command, query_string, stored, stored_page
from argyll_web.edge import parameters
from argyll_web.edge.answers import NEXT_CURSOR
from argyll_web.flows import serializers as shapes


class PlanView(View):
    @extend_schema(
        operation_id="preview_plan",
        request=shapes.PlanRequest,
        responses={200: shapes.ExecutionPlan, 400: BAD_REQUEST, 404: NOT_FOUND, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """The plan that a start would make. Nothing is started or recorded."""
        return command(request, "preview_plan")


class FlowListView(View):
    @extend_schema(
        operation_id="list_flows",
        parameters=[
            OpenApiParameter("limit", int, description="1 to 1000; default: all."),
            OpenApiParameter("cursor", str, description=f"`{NEXT_CURSOR}` of the page before."),
            OpenApiParameter(
                NEXT_CURSOR, str, OpenApiParameter.HEADER, response=[200], description="Absent at the end."
            ),
        ],
        responses={200: shapes.FlowEntry(many=True), 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """All flows that are no child flows: active ones first, the newest first."""
        page = parameters.flow_page(query_string(request))
        return stored_page(request, lambda reader: reader.flow_list(page.limit, page.cursor))


class FlowQueryView(View):
    @extend_schema(
        operation_id="query_flows",
        request=shapes.FlowQuery,
        responses={200: shapes.FlowPage, 400: BAD_REQUEST, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """Search flows by id, labels and status."""
        body = request.body
        return stored(request, lambda reader: reader.query(body))
