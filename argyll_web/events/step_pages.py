"""The pages of registered steps: definition, and every change of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from argyll_web.events import json_page
from argyll_web.events.event_pages import difference_of, line_of
from argyll_web.events.masks import masked
from argyll_web.events.models import StepRow
from argyll_web.events.pages import InspectionAdmin, patterns
from argyll_web.events.store import reader
from engine.model import jsontext
from engine.store.reader import EventFilter

CHANGES, PER_PAGE = 50, 100


@admin.register(StepRow)
class StepAdmin(InspectionAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """By id; a page begins behind the last step of the one before."""
        self.only_look(request)
        search, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
        rows = StepRow.objects.order_by("id")
        if search:
            rows = rows.filter(id__gte=search, id__lt=search + "\x7f")
        if after:
            rows = rows.filter(id__gt=after)
        found = list(rows[: PER_PAGE + 1])
        older = urlencode({"q": search, "after": found[PER_PAGE - 1].id}) if len(found) > PER_PAGE else ""
        return self.page(
            request,
            "steps.html",
            "Steps",
            {"lines": [_line(row) for row in found[:PER_PAGE]], "q": search, "next": older, "is_first": not after},
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Also a step that was removed has a page, as long as its changes are known."""
        self.only_look(request)
        object_id = unquote(object_id)
        stored = reader().step(object_id)
        changes = reader().monitor.events(EventFilter(kind="catalog", step=object_id), None, CHANGES)
        if stored is None and not changes.events:
            raise Http404
        definition = masked({"step": jsontext.decode(stored)}, patterns())["step"] if stored is not None else None
        return self.page(
            request,
            "step.html",
            object_id,
            {
                "object_id": object_id,
                "tree": json_page.tree(definition) if definition is not None else "",
                "text": json_page.indented(definition) if definition is not None else "",
                "changes": [line_of(event) | {"difference": difference_of(event)} for event in changes.events],
                "older": changes.after is not None,
                "events_url": f"{reverse('admin:store_eventrow_changelist')}?step={object_id}",
                "step_url": f"/catalog/steps/{object_id}" if stored is not None else "",
            },
        )


def _line(row: StepRow) -> dict[str, str]:
    definition = jsontext.decode(row.definition.encode())
    return {
        "url": reverse("admin:store_steprow_change", args=[quote(row.id)]),
        "id": row.id,
        "name": definition.get("name", ""),
        "type": definition.get("type", ""),
        "updated": row.updated,
    }
