"""Refusals and faults of the API's views, as the error body (`api.md`, 1.3)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException

from argyll_web.edge.answers import JSON, refusal_headers
from engine.model import jsontext
from engine.model.errors import Refusal

log = logging.getLogger(__name__)


def answer_exception(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """What a view's exception becomes; None lets Django answer 500 (and log it)."""
    match error:
        case Refusal():
            response = error_response(error.status, error.message, error.details)
            for name, value in refusal_headers(error):
                response.headers[name.decode()] = value.decode()
            return response
        case APIException():
            return error_response(error.status_code, str(error.detail))
        case Http404():
            return error_response(404, f"there is no {context['request'].path[:200]}")
        case _:
            return None


def error_response(status: int, message: str, details: Sequence[Any] = ()) -> HttpResponse:
    """The error body; `details` say what is wrong at which field (`ui.md`, 20)."""
    body = {"error": message, "status": status, "details": details} if details else {"error": message, "status": status}
    return HttpResponse(jsontext.encode(body), status=status, content_type=JSON)
