"""What all inspection pages of the admin site have in common: nobody changes anything, and masks hold."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from engine.model.errors import Refusal


class InspectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic only in its stubs
    """Shows a model of the store to staff; nobody can change it, superusers included."""

    actions = None

    class Media:
        css = {"all": ["store/inspection.css"]}  # noqa: RUF012 # as Django wants it
        js = ["store/copy.js"]  # noqa: RUF012

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

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """There is no history but the store's own."""
        return HttpResponseRedirect(f"/admin/store/{self.opts.model_name}/{object_id}/change/")

    def only_look(self, request: HttpRequest) -> None:
        """Raises PermissionDenied for whoever may not look, and for every attempt to change something."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied

    def page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.admin_site.name  # read by Django's templates
        return TemplateResponse(
            request,
            f"admin/store/{template}",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "opts": self.opts,
                "media": self.media,
                **context,
            },
        )


def is_admin(request: HttpRequest) -> bool:
    """Who may see masked values and accounts."""
    return bool(getattr(request.user, "is_superuser", False))


def patterns() -> tuple[str, ...]:
    return tuple(settings.MASK_PATTERNS)


def audit(request: HttpRequest, model: type[Any], key: str, shown: str, what: str) -> None:
    """Keep in Django's log of admin actions that somebody saw what is masked."""
    LogEntry.objects.create(
        user_id=request.user.pk,
        content_type_id=ContentType.objects.get_for_model(model, for_concrete_model=False).pk,
        object_id=key,
        object_repr=shown[:200],
        action_flag=CHANGE,
        change_message=what,
    )


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """Show on the page why a question has no answer."""
    messages.error(request, refusal.message)


def now_us() -> int:
    return time.time_ns() // 1000
