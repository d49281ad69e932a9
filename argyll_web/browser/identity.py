"""Which browser asks: a signed cookie, until there are accounts (`ui.md`, 5)."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

COOKIE = "argyll_browser"
SALT = "argyll.browser"
LIVES_S = 400 * 86_400
"""The longest that browsers keep a cookie."""


def browser_of(request: Request) -> str:
    """The id that this browser was given; empty when it has none, or one that we did not sign."""
    return str(request.get_signed_cookie(COOKIE, "", salt=SALT))


def new_browser() -> str:
    return secrets.token_urlsafe(12)


def remember(response: HttpResponse, browser: str) -> None:
    """Give the browser its id, or lengthen its time."""
    response.set_signed_cookie(
        COOKIE,
        browser,
        salt=SALT,
        max_age=LIVES_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def caller_of(request: Request) -> str:
    """Whom limits by user count: the browser, else the address that the request came from."""
    return browser_of(request) or str(request.META.get("REMOTE_ADDR", ""))
