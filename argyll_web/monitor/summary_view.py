"""Route of the home page (`ui.md`, 7 and 20)."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from argyll_web.api.serializers import BAD_REQUEST, BUSY
from argyll_web.api.views import View
from argyll_web.monitor import asked, shown
from argyll_web.monitor import serializers as shapes
from argyll_web.monitor.reading import look, tagged
from engine.model import instant, jsontext
from engine.store.reader import WINDOWS, Summary

EVERY_S = 2.0
"""The summary of a window is made at most so often, however many pages ask."""


_lock = threading.Lock()
_made: dict[str, tuple[float, bytes]] = {}
"""The last summary of each window in this process, and when it was made."""


class SummaryView(View):
    @extend_schema(
        operation_id="read_summary",
        parameters=[OpenApiParameter("window", str, enum=list(WINDOWS), description="Default `1h`.")],
        responses={200: shapes.SummaryShape, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """How things stand, and what happened within a time. Made at most every two seconds."""
        window = asked.one_of("window", request.GET.get("window") or "1h", tuple(WINDOWS))
        with _lock:
            made_at, body = _made.get(window, (0.0, b""))
            if not body or time.monotonic() - made_at >= EVERY_S:
                now_us = time.time_ns() // 1000
                summary = look(request, lambda reader: reader.monitor.summary(window, now_us))
                body = jsontext.encode(_shown(window, summary))
                _made[window] = time.monotonic(), body
        return tagged(request, body)


def _shown(window: str, summary: Summary) -> dict[str, Any]:
    return {
        "window": window,
        "begins_at": instant.text(summary.from_us),
        "bucket_ms": summary.bucket_us // 1000,
        "states": summary.states,
        "series": summary.series,
        "failures": [
            {
                "step": cause.step,
                "error": cause.text,
                "flows": cause.flows,
                "first_at": instant.text(cause.first_us),
                "last_at": instant.text(cause.last_us),
                "newest_flow_id": cause.newest_flow,
                "series": cause.series,
            }
            for cause in summary.causes
        ],
        "failures_left": summary.causes_left,
        "quiet": [shown.flow(listed) | {"open": shown.open_steps(listed)} for listed in summary.quiet],
        "unhealthy": [
            {
                "step": trouble.step,
                "node": trouble.node,
                "error": trouble.error,
                "since": instant.text(trouble.since_us),
            }
            for trouble in summary.unhealthy
        ],
        "retried": [{"step": step, "retries": count} for step, count in summary.retried],
    }
