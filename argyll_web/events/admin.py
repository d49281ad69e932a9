"""The event store in the admin site: to look, filter and search, never to change (`ui.md`, 21)."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from argyll_web.events.models import EventRow, FlowRow, StepRow

MAX_COUNTED = 10_000
"""Counting all rows of a large store takes seconds, so lists end here; filters and searches reach the rest."""


class BoundedPaginator(Paginator):  # type: ignore[type-arg] # generic only in its stubs
    """Pages over the first MAX_COUNTED rows."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment] # the admin always gives a query
        return rows.order_by()[:MAX_COUNTED].count()


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic only in its stubs
    """Shows a model of the store to staff; nobody can change it, superusers included."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class FieldValues(admin.SimpleListFilter):
    """A filter whose choices are fixed, so that opening a list asks for no distinct values."""

    values: tuple[str, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in self.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(**{str(self.parameter_name): value}) if value in self.values else queryset


class ByKind(FieldValues):
    title = "aggregate"
    parameter_name = "kind"
    values = ("catalog", "cluster", "flow")


class ByType(FieldValues):
    title = "type"
    parameter_name = "type"
    values = (
        "flow_started", "flow_completed", "flow_failed", "flow_deactivated", "step_started", "step_completed",
        "step_failed", "step_skipped", "attribute_set", "work_started", "work_succeeded", "work_failed",
        "work_not_completed", "work_retry_scheduled", "comp_started", "comp_succeeded", "comp_retry_scheduled",
        "comp_failed", "step_registered", "step_updated", "step_unregistered", "step_health_changed",
    )  # fmt: skip


class ByStatus(FieldValues):
    title = "status"
    parameter_name = "status"
    values = ("active", "completed", "failed")


@admin.register(EventRow)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("time", "kind", "flow_id", "sequence", "type", "step_id", "token", "node", "line")
    list_display_links = ("time", "type")
    list_filter = (ByKind, ByType)
    search_fields = ("flow_id__startswith",)
    search_help_text = "A flow id, or its beginning"
    ordering = ("-batch", "-id")
    fields = ("time", "kind", "flow_id", "sequence", "type", "step_id", "token", "node", "payload")
    readonly_fields = fields

    @admin.display(description="payload")
    def line(self, row: EventRow) -> str:
        return row.data if len(row.data) <= 80 else f"{row.data[:80]}…"

    @admin.display(description="payload")
    def payload(self, row: EventRow) -> SafeString:
        return _indented(row.data)


@admin.register(FlowRow)
class FlowAdmin(ReadOnlyAdmin):
    list_display = ("id", "status", "started", "ended", "next_sequence", "runner", "error")
    list_filter = (ByStatus,)
    search_fields = ("id__startswith",)
    search_help_text = "A flow id, or its beginning"
    fields = ("id", "status", "started", "ended", "next_sequence", "runner", "is_child", "error", "labels")
    readonly_fields = fields


@admin.register(StepRow)
class StepAdmin(ReadOnlyAdmin):
    list_display = ("id", "updated")
    search_fields = ("id__startswith",)
    fields = ("id", "updated", "pretty")
    readonly_fields = fields

    @admin.display(description="definition")
    def pretty(self, row: StepRow) -> SafeString:
        return _indented(row.definition)


def _indented(text: str) -> SafeString:
    """JSON for people; escaped, so that HTML in a payload shows as text."""
    return format_html("<pre>{}</pre>", json.dumps(json.loads(text), indent=2, ensure_ascii=False))
