"""Routes of the list of flows, and of one flow as the list knows it (`ui.md`, 12 and 20)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from argyll_web.api.serializers import BAD_REQUEST, BUSY, NOT_FOUND
from argyll_web.api.views import View
from argyll_web.monitor import asked, shown
from argyll_web.monitor import serializers as shapes
from argyll_web.monitor.reading import look, tagged
from engine.model.errors import NotFound
from engine.store.reader import FlowFilter

VALUES_OF = 20
"""Most frequent values of a label key, and goals, that facets answer."""
KEYS = 50


class FlowsView(View):
    @extend_schema(
        operation_id="list_flows_for_people",
        parameters=[*shapes.FLOW_FILTERS, *shapes.FLOW_PAGE],
        responses={200: shapes.FlowList, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Flows by every filter and in every order of the list."""
        wanted, page = asked.flow_filter(request.GET), asked.flow_page(request.GET)
        found, behind = look(
            request,
            lambda reader: (
                reader.monitor.flows(wanted, page.sort, page.falling, page.after, page.limit),
                reader.monitor.behind(),
            ),
        )
        answer: dict[str, Any] = {
            "flows": [shown.flow(listed) for listed in found.flows],
            "count": len(found.flows),
            "total": found.total,
            "total_exact": found.total_exact,
            "searched": found.searched,
            "behind_events": behind,
        }
        if found.after is not None:
            answer["next_cursor"] = asked.cursor_of(page.sort, page.falling, found.after)
        return tagged(request, answer)


class FacetsView(View):
    @extend_schema(
        operation_id="facets_of_flows",
        parameters=shapes.FLOW_FILTERS,
        responses={200: shapes.FlowFacets, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """What the newest 10,000 flows that match have in common."""
        wanted = asked.flow_filter(request.GET)
        found = look(request, lambda reader: reader.monitor.facets(wanted))
        by_frequency = sorted(found.labels.items(), key=lambda label: (-label[1].total(), label[0]))
        answer = {
            "labels": [
                {
                    "key": name,
                    "count": values.total(),
                    "values": [{"value": value, "count": n} for value, n in values.most_common(VALUES_OF)],
                    "values_left": max(0, len(values) - VALUES_OF),
                }
                for name, values in by_frequency[:KEYS]
            ],
            "goals": [{"value": goal, "count": n} for goal, n in found.goals.most_common(KEYS)],
            "states": found.states,
            "searched": found.searched,
            "complete": found.is_all,
        }
        return tagged(request, answer)


class FlowView(View):
    @extend_schema(
        operation_id="read_flow_for_people",
        responses={200: shapes.FlowDetail, 404: NOT_FOUND, 503: BUSY},
    )
    def get(self, request: Request, flow_id: str) -> HttpResponse:
        """One row of the list, who runs the flow, and how long its history is."""
        children = FlowFilter(parent=flow_id)
        found, count = look(
            request, lambda reader: (reader.monitor.flow(flow_id), reader.monitor.count_flows(children))
        )
        if found is None:
            raise NotFound(f"flow not found: {flow_id}")
        row = found.listed.row
        answer = shown.flow(found.listed) | {
            "runner": found.runner,
            "events": row.events,
            "size_bytes": row.size_bytes,
            "children": count,
            "open": shown.open_steps(found.listed),
        }
        return tagged(request, answer)
