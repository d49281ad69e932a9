"""Routes of saved filters: one's own, and those that are shared."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from argyll_web.api.asking import body_as, shown, whole_number
from argyll_web.api.serializers import BAD_REQUEST, NOT_FOUND
from argyll_web.api.views import View
from argyll_web.browser.identity import browser_of, new_browser, remember
from argyll_web.savedviews.models import SavedView
from engine.model.errors import BadRequest, NotFound

VIEW_LIMIT = 16 << 10
MOST_VIEWS = 200
"""Of one browser."""
LIST_LIMIT, MOST_LISTED = 50, 200

_LONGEST = {"page": 32, "name": 120}


class SavedViewRequest(serializers.Serializer[Any]):
    page = serializers.CharField(max_length=32, help_text="Where it belongs, such as `flows`.")
    name = serializers.CharField(max_length=120)
    query = serializers.CharField(allow_blank=True, help_text="The query string of the page's address.")
    shared = serializers.BooleanField(required=False)
    pinned = serializers.BooleanField(required=False, help_text="Shown in the page's bar.")


class SavedViewShape(SavedViewRequest):
    id = serializers.IntegerField()
    own = serializers.BooleanField(help_text="Made by this browser.")
    shared = serializers.BooleanField()
    pinned = serializers.BooleanField()


class SavedViewList(serializers.Serializer[Any]):
    views = SavedViewShape(many=True)
    next_cursor = serializers.CharField(required=False)


class _Body(msgspec.Struct, frozen=True):
    page: str
    name: str
    query: str
    shared: bool = False
    pinned: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """Of the row. Raises BadRequest."""
        for field, most in _LONGEST.items():
            text: str = getattr(self, field)
            if not text.strip() or len(text) > most:
                raise BadRequest(f"{field} must have 1 to {most} characters, got {len(text)}")
        return {
            "page": self.page,
            "name": self.name,
            "query": self.query,
            "is_shared": self.shared,
            "is_pinned": self.pinned,
        }


class SavedViewsView(View):
    @extend_schema(
        operation_id="list_views",
        parameters=[
            OpenApiParameter("page", str, description="Only those of this page."),
            OpenApiParameter("limit", int, description="1 to 200; default 50."),
            OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
        ],
        responses={200: SavedViewList, 400: BAD_REQUEST},
    )
    def get(self, request: Request) -> HttpResponse:
        """One's own and the shared ones, by name."""
        limit = whole_number(request, "limit", LIST_LIMIT, 1, MOST_LISTED)
        first = whole_number(request, "cursor", 0, 0, MOST_VIEWS * 1000)
        rows = _visible(request)
        if page := request.GET.get("page"):
            rows = rows.filter(page=page)
        found = list(rows[first : first + limit + 1])
        browser = browser_of(request)
        answer: dict[str, Any] = {"views": [_fields(row, browser) for row in found[:limit]]}
        if len(found) > limit:
            answer["next_cursor"] = str(first + limit)
        return shown(answer)

    @extend_schema(
        operation_id="save_view", request=SavedViewRequest, responses={201: SavedViewShape, 400: BAD_REQUEST}
    )
    def post(self, request: Request) -> HttpResponse:
        """Keep a filter under a name."""
        fields = body_as(request, _Body, VIEW_LIMIT).fields
        browser = browser_of(request) or new_browser()
        if SavedView.objects.filter(browser=browser).count() >= MOST_VIEWS:
            raise BadRequest(f"at most {MOST_VIEWS} views can be saved; delete one first")
        response = shown(_fields(SavedView.objects.create(browser=browser, **fields), browser), 201)
        remember(response, browser)
        return response


class SavedViewView(View):
    @extend_schema(
        operation_id="change_view",
        request=SavedViewRequest,
        responses={200: SavedViewShape, 400: BAD_REQUEST, 404: NOT_FOUND},
    )
    def put(self, request: Request, view_id: int) -> HttpResponse:
        """Replace a view."""
        fields = body_as(request, _Body, VIEW_LIMIT).fields
        row = _find(request, view_id)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        return shown(_fields(row, browser_of(request)))

    @extend_schema(operation_id="delete_view", responses={204: OpenApiResponse(description="Deleted."), 404: NOT_FOUND})
    def delete(self, request: Request, view_id: int) -> HttpResponse:
        """Forget a view."""
        _find(request, view_id).delete()
        return HttpResponse(status=204)


def _visible(request: Request) -> QuerySet[SavedView]:
    """Until accounts exist everybody is admin, and may change what is shared."""
    browser = browser_of(request)
    return SavedView.objects.filter(Q(is_shared=True) | Q(browser=browser) if browser else Q(is_shared=True))


def _find(request: Request, view_id: int) -> SavedView:
    row = _visible(request).filter(id=view_id).first()
    if row is None:
        raise NotFound(f"view not found: {view_id}")
    return row


def _fields(row: SavedView, browser: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "page": row.page,
        "name": row.name,
        "query": row.query,
        "shared": row.is_shared,
        "pinned": row.is_pinned,
        "own": row.browser == browser,
    }
