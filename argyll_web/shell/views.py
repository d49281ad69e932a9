"""The shell of the user interface: one page, built by Vite, for the routes of `ui.md`, section 3, and for no others."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from argyll_web.edge import routes
from argyll_web.edge.answers import JSON, error_body

_NONCE_PLACE = '<meta name="csp-nonce" content="'


def shell(request: HttpRequest) -> HttpResponse:
    """The page for a route of the user interface; any other path is not found."""
    raw_path: bytes = request.scope.get("raw_path") or request.path.encode()  # type: ignore[attr-defined] # ASGI
    if not routes.is_page(routes.segments(raw_path)):
        return not_found(request)
    page = _page(request)
    if page is None:
        message = "the pages are not built; run `make setup`. The API answers under /engine, its description is at "
        return _error(404, message + "/api/docs/")
    return HttpResponse(page)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: for a browser the shell, which says so in its own words; for all others the error body."""
    page = _page(request) if request.accepts("text/html") and _is_browser(request) else None
    if page is not None:
        return HttpResponse(page, status=404)
    return _error(404, f"there is no {request.path[:200]}")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _error(400, "the request cannot be understood")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _error(403, "this is not allowed")


def failed(request: HttpRequest) -> HttpResponseBase:
    return _error(500, "the request failed inside the node; its log has the details")


def forbidden_form(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without the token of its page."""
    return _error(403, f"the form was not accepted: {reason}")


def _is_browser(request: HttpRequest) -> bool:
    # `Accept: */*` accepts HTML too, and is what every program sends.
    return "text/html" in request.headers.get("Accept", "")


def _page(request: HttpRequest) -> str | None:
    """The built page with this response's nonce; None when nothing was built."""
    path: Path = settings.FRONTEND / "index.html"
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError:
        return None
    nonce = getattr(request, "style_nonce", "")
    return _built(path, changed_ns).replace(_NONCE_PLACE, _NONCE_PLACE + nonce, 1)


@lru_cache(1)
def _built(path: Path, changed_ns: int) -> str:
    return path.read_text()


def _error(status: int, message: str) -> HttpResponse:
    return HttpResponse(error_body(status, message), status=status, content_type=JSON)
