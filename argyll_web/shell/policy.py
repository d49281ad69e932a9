"""Headers that keep foreign content out of the pages (`ui.md`, 25)."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_DOCUMENTATION_POLICY = _POLICY.replace("'nonce-{nonce}'", "'unsafe-inline'")
"""The page that shows the API brings style elements of its own, which know no nonce; its scripts are files."""
DOCUMENTATION = "/api/docs/"


class SecurityPolicy:
    """Middleware: gives each request a nonce for style elements (`request.style_nonce`), and each answer the policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.style_nonce = nonce  # type: ignore[attr-defined] # read by the shell's view
        response = self._get_response(request)
        policy = _DOCUMENTATION_POLICY if request.path == DOCUMENTATION else _POLICY
        response.headers["Content-Security-Policy"] = policy.format(nonce=nonce)
        return response
