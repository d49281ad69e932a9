"""The pages of aggregates: catalog, cluster and flows, with state and events."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from argyll_web.events import asked, json_page
from argyll_web.events.event_pages import line_of
from argyll_web.events.masks import masked_state
from argyll_web.events.models import FlowRow, instant_text
from argyll_web.events.pages import InspectionAdmin, now_us, patterns, tell
from argyll_web.events.store import reader
from argyll_web.live.large import FLOW_STATE, without_large
from argyll_web.monitor.asked import cursor_of, place_of
from engine.model import jsontext
from engine.model.errors import Refusal
from engine.store.reader import STATES, EventFilter, FlowFilter, Listed

PER_PAGE = 50
EVENTS = 100
MAX_VALUE = 64 << 10
_KINDS = ("catalog", "cluster")
_FILTERS = ("q", "kind", "status", "since", "from", "to", "error", "child")


class AggregateAdmin(InspectionAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.only_look(request)
        query = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
        lines: list[dict[str, Any]] = []
        older = ""
        kind = query.get("kind", "")
        try:
            wanted = asked.flow_filter(request.GET, now_us())
            cursor = request.GET.get("cursor", "")
            if not cursor and kind != "flow" and set(query) <= {"kind"}:
                lines += [_of_kind(name) for name in _KINDS if kind in ("", name)]
            if kind not in _KINDS:
                after = place_of(cursor, "started", True) if cursor else None
                found = reader().monitor.flows(wanted, "started", True, after, PER_PAGE)
                lines += _of_flows(found.flows)
                if found.after is not None:
                    older = "?" + urlencode(query | {"cursor": cursor_of("started", True, found.after)})
        except Refusal as refusal:
            tell(request, refusal)
        return self.page(
            request,
            "aggregates.html",
            "Aggregates",
            {
                "lines": lines,
                "query": request.GET,
                "kinds": [(name, name == kind) for name in (*_KINDS, "flow")],
                "statuses": [(name, name == query.get("status")) for name in ("active", *STATES)],
                "since": [(name, name == query.get("since")) for name in asked.SINCE],
                "is_filtered": bool(query),
                "older": older,
                "newest": "?" + urlencode(query) if request.GET.get("cursor") else "",
            },
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """`object_id` is the id of a flow, or `catalog` or `cluster`."""
        self.only_look(request)
        object_id = unquote(object_id)
        first = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() else 0
        context = _kind_context(object_id, first) if object_id in _KINDS else _flow_context(object_id, first)
        return self.page(request, "aggregate.html", object_id, {"object_id": object_id, "first": first, **context})


def _of_kind(kind: str) -> dict[str, Any]:
    times = reader().kind_times(kind)
    return {
        "url": reverse("admin:store_flowrow_change", args=[quote(kind)]),
        "id": kind, "kind": kind, "status": "", "first": instant_text(times.first_us),
        "last": instant_text(times.last_us), "events": times.events, "size": "", "node": "", "error": "",
    }  # fmt: skip


def _of_flows(flows: list[Listed]) -> list[dict[str, Any]]:
    runners = reader().monitor.runners([listed.row.key for listed in flows])
    return [_of_flow(listed, runners.get(listed.row.key, "")) for listed in flows]


def _of_flow(listed: Listed, runner: str) -> dict[str, Any]:
    row = listed.row
    is_settling = row.outcome != "active" and not row.deactivated_us
    return {
        "url": reverse("admin:store_flowrow_change", args=[quote(row.id)]),
        "id": row.id,
        "kind": "flow",
        "status": f"{row.outcome}, settling" if is_settling else row.outcome,
        "first": instant_text(row.created_us),
        "last": instant_text(row.last_us),
        "events": row.events,
        "size": row.size_bytes,
        "node": runner,
        "error": row.error.partition("\n")[0],
    }


def _flow_context(flow_id: str, first: int) -> dict[str, Any]:
    state = reader().flow_state(flow_id)
    if state is None:
        raise Http404
    decoded = jsontext.decode(without_large(state, FLOW_STATE, MAX_VALUE))
    wanted = EventFilter(aggregate=flow_id, is_whole_id=True)
    events = reader().monitor.flow_events(wanted, first, EVENTS, newest_first=False)
    children = reader().monitor.flows(FlowFilter(parent=flow_id), "started", False, None, PER_PAGE)
    detail = reader().monitor.flow(flow_id)
    metadata = decoded.get("metadata", {})
    return {
        "row": _of_flow(detail.listed, detail.runner) if detail else {},
        "labels": sorted(decoded.get("labels", {}).items()),
        "parent": _link(metadata["parent_flow_id"]) if "parent_flow_id" in metadata else None,
        "parent_step": metadata.get("parent_step_id", ""),
        "children": [_link(listed.row.id) for listed in children.flows],
        "has_more_children": children.after is not None,
        "tree": json_page.tree(masked_state(decoded, patterns())),
        "lines": [line_of(event) for event in events.events] if events else [],
        "total": events.total if events else 0,
        "next": events.next if events else None,
        "previous": max(0, first - EVENTS) if first else None,
        "flow_url": f"/flows/{flow_id}",
        "export": f"{reverse('admin:store_eventrow_export')}?{urlencode({'q': f'id:{flow_id}', 'format': 'jsonl'})}",
    }


def _link(flow_id: str) -> dict[str, str]:
    return {"id": flow_id, "url": reverse("admin:store_flowrow_change", args=[quote(flow_id)])}


def _kind_context(kind: str, first: int) -> dict[str, Any]:
    state = reader().catalog() if kind == "catalog" else reader().cluster_with_sequence()[0]
    found = reader().monitor.events(EventFilter(kind=kind), None, EVENTS)
    return {
        "row": _of_kind(kind),
        "tree": json_page.tree(jsontext.decode(state)),
        "lines": [line_of(event) for event in found.events],
        "total": found.events[0].sequence + 1 if found.events else 0,
        "is_newest_first": True,
        "all_url": f"{reverse('admin:store_eventrow_changelist')}?kind={kind}",
        "export": f"{reverse('admin:store_eventrow_export')}?kind={kind}&format=jsonl",
    }


admin.site.register(FlowRow, AggregateAdmin)
