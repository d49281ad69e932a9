"""Routes of shared layouts."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from argyll_web.api.asking import body_as, shown
from argyll_web.api.serializers import BAD_REQUEST
from argyll_web.api.views import View
from argyll_web.layouts.positions import Positions, positions_of, save_positions

LAYOUT_LIMIT = 1 << 20


class LayoutShape(serializers.Serializer[Any]):
    positions = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="By step id: x and y of the card's upper left corner.",
    )


class _Body(msgspec.Struct, frozen=True):
    positions: Positions


class LayoutView(View):
    @extend_schema(operation_id="read_layout", responses={200: LayoutShape, 400: BAD_REQUEST})
    def get(self, request: Request, name: str) -> HttpResponse:
        """Where the cards stand; empty where nobody has moved one."""
        return shown({"positions": positions_of(name)})

    @extend_schema(operation_id="save_layout", request=LayoutShape, responses={200: LayoutShape, 400: BAD_REQUEST})
    def put(self, request: Request, name: str) -> HttpResponse:
        """Replace all places of this layout."""
        positions = body_as(request, _Body, LAYOUT_LIMIT).positions
        save_positions(name, positions)
        return shown({"positions": positions})
