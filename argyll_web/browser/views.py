"""The session: who looks, and what the page must know of the node before it shows anything."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

import argyll_web
from argyll_web.api.asking import ask, body_object, shown
from argyll_web.api.serializers import BAD_REQUEST, BUSY
from argyll_web.api.views import View
from argyll_web.browser import serializers as shapes
from argyll_web.browser.clock import now_text
from argyll_web.browser.identity import browser_of, new_browser, remember
from argyll_web.browser.models import Preferences
from engine.model import jsontext
from engine.model.errors import Busy

PREFERENCES_LIMIT = 64 << 10
MOST_BROWSERS = 10_000
"""Preferences that are kept; those that were changed longest ago go first."""

_settings = msgspec.json.Decoder(dict[str, Any]).decode


class SessionView(View):
    @extend_schema(operation_id="read_session", responses={200: shapes.Session, 503: BUSY})
    def get(self, request: Request) -> HttpResponse:
        """Who looks, what they may do, and what the page must know of the node."""
        answer = ask(request, "read_settings", b"")
        if answer.status != 200:
            raise Busy("the engine does not tell its settings yet")
        told = _settings(answer.body)
        browser = browser_of(request)
        # The page sends this token back with each change.
        get_token(request)
        response = shown(
            {
                "user": None,
                "role": "admin",
                "open_access": True,
                "versions": {"argyll": argyll_web.VERSION},
                "node": told["node"],
                "server_time": now_text(),
                "engine": {"step_timeout": told["step_timeout"], "work_config": told["work_config"]},
                "webhook_base_url": told["webhook_base_url"],
                "limits": {**told["limits"], "preferences_bytes": PREFERENCES_LIMIT},
                "mask_patterns": settings.MASK_PATTERNS,
                "preferences": msgspec.Raw(_preferences(browser).encode()),
            }
        )
        remember(response, browser or new_browser())
        return response


class PreferencesView(View):
    @extend_schema(
        operation_id="save_preferences",
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT, 400: BAD_REQUEST},
    )
    def put(self, request: Request) -> HttpResponse:
        """Replace this browser's preferences: a JSON object of at most 64 KB."""
        preferences = body_object(request, PREFERENCES_LIMIT)
        browser = browser_of(request) or new_browser()
        text = jsontext.encode(preferences)
        _, is_new = Preferences.objects.update_or_create(browser=browser, defaults={"text": text.decode()})
        if is_new:
            _forget_oldest()
        response = shown(preferences)
        remember(response, browser)
        return response


def _preferences(browser: str) -> str:
    row = Preferences.objects.filter(browser=browser).values_list("text", flat=True).first() if browser else None
    return row or "{}"


def _forget_oldest() -> None:
    """Programs without cookies make a row with each write; their number must have an end."""
    last_kept = Preferences.objects.order_by("-changed_at")[MOST_BROWSERS : MOST_BROWSERS + 1].first()
    if last_kept is not None:
        Preferences.objects.filter(changed_at__lte=last_kept.changed_at).delete()
