"""Export of the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from argyll_web.api.asking import ask, read
from argyll_web.api.serializers import BAD_REQUEST, BUSY, NOT_FOUND
from argyll_web.api.views import View
from argyll_web.layouts.positions import DEFAULT, positions_of
from argyll_web.transfer.document import JSON, YAML, write_document
from argyll_web.transfer.scope import in_scope, parse_scope
from engine.model import jsontext
from engine.model.errors import BadRequest, NotFound
from engine.model.step import Step
from engine.store.reader import Reader

CONTENT_TYPES = {JSON: "application/json; charset=utf-8", YAML: "application/yaml; charset=utf-8"}
YES = ("1", "true", "yes")


class _Steps(msgspec.Struct):
    steps: list[Step]


class _Plan(msgspec.Struct):
    steps: dict[str, msgspec.Raw]


class _Health(msgspec.Struct):
    nodes: dict[str, _NodeHealth]


class _NodeHealth(msgspec.Struct):
    health: dict[str, dict[str, str]]


class _AnyFormat(BaseContentNegotiation):
    """The query parameter `format` is this view's own, and its answer comes as it is."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return None

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: Any = None) -> tuple[Any, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


_steps = msgspec.json.Decoder(_Steps).decode


class ExportView(View):
    content_negotiation_class = _AnyFormat

    @extend_schema(
        operation_id="export_catalog",
        parameters=[
            OpenApiParameter("format", str, enum=[JSON, YAML], description="Default `json`."),
            OpenApiParameter("ids", str, description="Step ids, separated by commas: only these."),
            OpenApiParameter(
                "scope", str, description="Terms such as `up:pay label:team=payments`: only what they show."
            ),
            OpenApiParameter("layout", bool, description="With the places of the cards."),
        ],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "application/yaml"): OpenApiTypes.STR,
            400: BAD_REQUEST,
            404: NOT_FOUND,
            503: BUSY,
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """The catalog as a file; equal catalogs give equal bytes."""
        format = request.GET.get("format") or JSON
        if format not in CONTENT_TYPES:
            raise BadRequest(f"format must be json or yaml, got {format[:40]!r}")
        steps = {step.id: step for step in _steps(read(request, Reader.steps)).steps}
        chosen = _chosen(request, steps)
        layout = positions_of(DEFAULT) if request.GET.get("layout") in YES else None
        if layout is not None:
            layout = {step_id: place for step_id, place in layout.items() if step_id in chosen}
        text = write_document((steps[step_id] for step_id in chosen), format, layout)
        response = HttpResponse(text, content_type=CONTENT_TYPES[format])
        response.headers["Content-Disposition"] = f'attachment; filename="catalog.{format}"'
        return response


def _chosen(request: Request, steps: dict[str, Step]) -> set[str]:
    """The ids that are asked for. Raises NotFound, BadRequest."""
    chosen = set(steps)
    if ids := request.GET.get("ids"):
        wanted = set(filter(None, ids.split(",")))
        if unknown := sorted(wanted - chosen):
            raise NotFound(f"step not found: {', '.join(unknown)}")
        chosen = wanted
    scope = parse_scope(request.GET.get("scope", ""))
    if scope.terms:
        chosen &= in_scope(steps, scope, lambda goals: _planned(request, goals), lambda: _health(request))
    return chosen


def _planned(request: Request, goals: list[str]) -> set[str]:
    answer = ask(request, "preview_plan", jsontext.encode({"goals": goals}))
    if answer.status != 200:
        raise NotFound(f"no plan for {', '.join(goals)}: {answer.body.decode()}")
    return set(msgspec.json.decode(answer.body, type=_Plan).steps)


def _health(request: Request) -> dict[str, set[str]]:
    """What the nodes say of each step."""
    nodes = msgspec.json.decode(ask(request, "read_health", b"").body, type=_Health).nodes
    found: dict[str, set[str]] = {}
    for node in nodes.values():
        for step_id, record in node.health.items():
            found.setdefault(step_id, set()).add(record.get("status", "unknown"))
    return found
