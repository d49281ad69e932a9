"""The pages of recorded events, and of changes of the catalog, which are events too."""

from __future__ import annotations

import difflib
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import path, reverse
from django.utils.http import urlencode

from argyll_web.events import asked, exports, json_page
from argyll_web.events.masks import masked
from argyll_web.events.models import CatalogChange, EventRow, instant_text
from argyll_web.events.pages import InspectionAdmin, audit, is_admin, now_us, patterns, tell
from argyll_web.events.store import reader
from argyll_web.monitor.asked import one_of
from engine.model import instant, jsontext
from engine.model.errors import Refusal
from engine.store.reader import KINDS, EventFilter, EventsFound, StoredEvent

PER_PAGE = 50
_OTHER = ("before", "format", "id")
"""Parameters that are no filter."""


def payload_of(event: StoredEvent, *, revealed: bool = False) -> Any:
    """The payload as it may be shown."""
    value = jsontext.decode(event.data)
    return value if revealed else masked(value, patterns())


def line_of(event: StoredEvent) -> dict[str, Any]:
    """What a list shows of an event."""
    return {
        "event": event,
        "time": instant_text(event.at_us),
        "url": reverse("admin:store_eventrow_change", args=[event.id]),
        "aggregate_url": aggregate_url(event),
        "payload": json_page.one_line(payload_of(event)) if len(event.data) <= 1 << 16 else _head(event),
    }


def _head(event: StoredEvent) -> str:
    """A large payload is not decoded for a list; nothing of it is shown, for it might have to be masked."""
    return f"{len(event.data):,} bytes"


def aggregate_url(event: StoredEvent) -> str:
    return reverse("admin:store_flowrow_change", args=[quote(event.flow_id or event.kind)])


class EventAdmin(InspectionAdmin):
    kind = ""
    """Set where only events of one kind are shown."""

    def get_urls(self) -> list[Any]:
        name = f"store_{self.opts.model_name}"
        own = [
            path("export/", self.admin_site.admin_view(self.export_view), name=f"{name}_export"),
            path("<int:number>/payload/", self.admin_site.admin_view(self.payload_view), name=f"{name}_payload"),
            path("<int:number>/reveal/", self.admin_site.admin_view(self.reveal_view), name=f"{name}_reveal"),
        ]
        return own + super().get_urls()

    def asked(self, query: QueryDict) -> EventFilter:
        """The filter of a page. Raises Refusal."""
        search = asked.parse_search(query.get("q", ""))
        is_id = bool(search.plain) and " " not in search.plain and "id" not in search.fields and _begins(search.plain)
        if self.kind:
            query = query.copy()
            query["kind"] = self.kind
        return asked.event_filter(query, now_us(), is_id)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.only_look(request)
        found = EventsFound([], None, False)
        try:
            before = request.GET.get("before", "")
            wanted = self.asked(request.GET)
            found = reader().monitor.events(wanted, int(before) if before.isdecimal() else None, PER_PAGE)
        except Refusal as refusal:
            tell(request, refusal)
        query = _without(request.GET, *_OTHER)
        export = reverse(f"admin:store_{self.opts.model_name}_export")
        return self.page(
            request,
            "events.html",
            f"{self.opts.verbose_name_plural}".capitalize(),
            {
                "lines": [line_of(event) for event in found.events],
                "types": asked.types_of(request.GET),
                "kinds": [] if self.kind else [(kind, kind == request.GET.get("kind")) for kind in KINDS],
                "since": [(name, name == request.GET.get("since")) for name in asked.SINCE],
                "query": request.GET,
                "is_filtered": bool(query),
                "older": _with(query, before=found.after) if found.after is not None else "",
                "is_cut_short": found.is_cut_short,
                "newest": f"?{query.urlencode()}" if before else "",
                "export_path": export,
                "export": f"{export}?{query.urlencode()}{'&' if query else ''}",
            },
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self.only_look(request)
        return self._detail(request, self._event(object_id), revealed=False)

    def reveal_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The page of an event with everything that is masked; kept in the log."""
        if request.method != "POST" or not self.has_view_permission(request) or not is_admin(request):
            raise PermissionDenied
        event = self._event(str(number))
        audit(request, EventRow, str(number), _name(event), "revealed the masked values of the payload")
        return self._detail(request, event, revealed=True)

    def payload_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The whole payload as a file, with masks."""
        self.only_look(request)
        event = self._event(str(number))
        response = HttpResponse(json_page.indented(payload_of(event)), content_type="application/json")
        response.headers["Content-Disposition"] = f'attachment; filename="event-{event.id}.json"'
        return response

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Selected events, or all that match the filter, in order of time."""
        self.only_look(request)
        try:
            form = one_of("format", request.GET.get("format", exports.JSON_LINES), (exports.JSON_LINES, exports.CSV))
            selected = [int(text) for text in request.GET.getlist("id") if text.isdecimal()][:PER_PAGE]
            if selected:
                found = filter(None, map(reader().monitor.event, sorted(selected)))
                portions = iter([list(found)])
                what = "selected"
            else:
                portions = reader().monitor.export(self.asked(_without(request.GET, *_OTHER)), exports.MOST)
                what = "-".join(filter(None, (request.GET.get(name, "") for name in ("kind", "q", "step")))) or "all"
        except Refusal as refusal:
            return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8")
        stamp = instant.text(now_us() // 1_000_000 * 1_000_000).replace(":", "")
        name = f"events-{''.join(c if c.isalnum() or c in '-_' else '_' for c in what)[:80]}-{stamp}"
        hidden = () if is_admin(request) else patterns()
        if not hidden:
            audit(request, EventRow, "", name, "exported events without masks")
        return exports.streamed(request, exports.lines(portions, form, hidden), form, name)

    def _event(self, object_id: str) -> StoredEvent:
        event = reader().monitor.event(int(object_id)) if object_id.isdecimal() and len(object_id) < 19 else None
        if event is None or (self.kind and event.kind != self.kind):
            raise Http404
        return event

    def _detail(self, request: HttpRequest, event: StoredEvent, *, revealed: bool) -> HttpResponse:
        value = payload_of(event, revealed=revealed)
        before, after = reader().monitor.neighbours(event)
        return self.page(
            request,
            "event.html",
            _name(event),
            {
                "event": event,
                "time": instant_text(event.at_us),
                "tree": json_page.tree(value),
                "text": json_page.indented(value) if len(event.data) <= 1 << 20 else "",
                "previous": self._url(before),
                "next": self._url(after),
                "aggregate_url": aggregate_url(event),
                "flow_url": f"/flows/{event.flow_id}?at={event.sequence}" if event.flow_id else "",
                "step_url": reverse("admin:store_steprow_change", args=[quote(event.step_id)]) if event.step_id else "",
                "payload_url": reverse("admin:store_eventrow_payload", args=[event.id]),
                "reveal_url": ""
                if revealed or not is_admin(request) or value == jsontext.decode(event.data)
                else reverse("admin:store_eventrow_reveal", args=[event.id]),
                "revealed": revealed,
                "difference": difference_of(event) if event.kind == "catalog" else [],
            },
        )

    def _url(self, number: int | None) -> str:
        return reverse(f"admin:store_{self.opts.model_name}_change", args=[number]) if number is not None else ""


class CatalogChangeAdmin(EventAdmin):
    """The history of the catalog: its events, each with what it changed."""

    kind = "catalog"


def difference_of(event: StoredEvent) -> list[tuple[str, str]]:
    """What a catalog event changed in its step: (class, line) of a unified difference of the definitions."""
    earlier = reader().monitor.events(EventFilter(kind="catalog", step=event.step_id), event.id, 1).events
    before = _definition(earlier[0]) if earlier else ""
    lines = difflib.unified_diff(before.splitlines(), _definition(event).splitlines(), "before", "after", lineterm="")
    marks = {"+": "added", "-": "removed", "@": "place"}
    return [("head" if line[:3] in ("+++", "---") else marks.get(line[:1], ""), line) for line in lines]


def _definition(event: StoredEvent) -> str:
    """The definition that a step has after an event; empty after its removal."""
    step = payload_of(event).get("step")
    return json_page.indented(step) if step is not None else ""


def _begins(text: str) -> bool:
    """Whether the id of a flow begins so."""
    return bool(reader().flow_ids(text, 1))


def _name(event: StoredEvent) -> str:
    return f"{event.type} {event.flow_id or event.kind} #{event.sequence}"


def _without(query: QueryDict, *names: str) -> QueryDict:
    left = query.copy()
    for name in [*names, *(name for name, value in query.items() if not value)]:
        left.pop(name, None)
    return left


def _with(query: QueryDict, **more: Any) -> str:
    return f"?{query.urlencode()}{'&' if query else ''}{urlencode(more)}"


admin.site.register(EventRow, EventAdmin)
admin.site.register(CatalogChange, CatalogChangeAdmin)
