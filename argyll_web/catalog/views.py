"""Routes of steps, the catalog, the cluster and health (`api.md`, 3 and 4)."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from argyll_web.api.serializers import BAD_REQUEST, BUSY, EVENT_PAGE_PARAMETERS, NOT_FOUND, TAKEN, ErrorBody, EventPage
from argyll_web.api.views import View, command, query_string, stored
from argyll_web.catalog import serializers as shapes
from argyll_web.edge import parameters
from argyll_web.history.notes import change_step
from engine.model.etag import etag_of
from engine.model.step import Step
from engine.store.reader import Reader

ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200], description="Of the stored form.")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="Only if the stored form has this ETag, else 412."
)
CHANGED = OpenApiResponse(ErrorBody, "The stored form is another by now.")

_step = msgspec.json.Decoder(Step).decode


class EngineView(View):
    @extend_schema(operation_id="read_engine", responses={200: shapes.Engine, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """The catalog and the health of its steps in one."""
        return command(request, "read_engine")


class CatalogView(View):
    @extend_schema(operation_id="read_catalog", responses={200: shapes.Catalog, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """All steps, and the graph of their attributes."""
        return stored(request, Reader.catalog)


class CatalogEventsView(View):
    @extend_schema(
        operation_id="list_catalog_events",
        parameters=EVENT_PAGE_PARAMETERS,
        responses={200: EventPage, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Every change of the catalog, oldest first."""
        page = parameters.event_page(query_string(request))
        return stored(request, lambda reader: reader.catalog_events(page.first, page.limit))


class ClusterView(View):
    @extend_schema(operation_id="read_cluster", responses={200: shapes.Cluster, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """Nodes, and the health of steps as they recorded it."""
        return command(request, "read_cluster")


class ClusterEventsView(View):
    @extend_schema(
        operation_id="list_cluster_events",
        parameters=EVENT_PAGE_PARAMETERS,
        responses={200: EventPage, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Every recorded change of health, oldest first."""
        page = parameters.event_page(query_string(request))
        return stored(request, lambda reader: reader.cluster_events(page.first, page.limit))


class StepsView(View):
    @extend_schema(operation_id="list_steps", responses={200: shapes.StepList, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """All steps, in order of id."""
        return stored(request, Reader.steps)

    @extend_schema(
        operation_id="register_step",
        request=shapes.Step,
        responses={201: shapes.StepAnswer, 400: BAD_REQUEST, 409: TAKEN, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """Register a step. The same definition again changes nothing."""
        return change_step(request, "register_step")


class StepView(View):
    @extend_schema(operation_id="read_step", parameters=[ETAG], responses={200: shapes.Step, 404: NOT_FOUND, 503: BUSY})
    def get(self, request: Request, step_id: str) -> HttpResponse:
        """The stored definition."""
        response = stored(request, lambda reader: reader.step(step_id), f"step not found: {step_id}")
        if response.status_code == 200:
            response.headers["ETag"] = etag_of(_step(response.content))
        return response

    @extend_schema(
        operation_id="update_step",
        parameters=[IF_MATCH],
        request=shapes.Step,
        responses={200: shapes.StepAnswer, 400: BAD_REQUEST, 404: NOT_FOUND, 412: CHANGED, 503: BUSY},
    )
    def put(self, request: Request, step_id: str) -> HttpResponse:
        """Replace the whole definition. Running flows are not touched."""
        return change_step(request, "update_step", step_id=step_id)

    @extend_schema(
        operation_id="remove_step",
        parameters=[IF_MATCH],
        responses={200: shapes.Message, 404: NOT_FOUND, 412: CHANGED, 503: BUSY},
    )
    def delete(self, request: Request, step_id: str) -> HttpResponse:
        """Remove a step. Running flows are not touched."""
        return change_step(request, "remove_step", step_id=step_id)


class HealthOfStepsView(View):
    @extend_schema(operation_id="list_health", responses={200: shapes.Cluster, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """Health of all steps on all nodes."""
        return command(request, "read_health")


class HealthOfStepView(View):
    @extend_schema(operation_id="read_step_health", responses={200: shapes.StepHealth, 404: NOT_FOUND, 503: BUSY})
    def get(self, request: Request, step_id: str) -> HttpResponse:
        """Health of one step, merged over the nodes."""
        return command(request, "read_step_health", step_id=step_id)
