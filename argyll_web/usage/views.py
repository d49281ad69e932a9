"""Routes of what the recorded flows tell about steps and attributes."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from argyll_web.api.asking import ask, read, shown, whole_number
from argyll_web.api.serializers import BAD_REQUEST, BUSY, Instant
from argyll_web.api.views import View
from argyll_web.usage.health import Health, merged
from argyll_web.usage.recorded import changed_us, recorded_us
from argyll_web.usage.samples import samples_of
from argyll_web.usage.statistics import statistics
from argyll_web.usage.tally import Use
from engine.model import instant
from engine.model.errors import BadRequest, Busy
from engine.store.reader import Reader

WINDOWS_US = {name: hours * 3_600 * 1_000_000 for name, hours in {"1h": 1, "6h": 6, "24h": 24, "7d": 7 * 24}.items()}


class HealthShape(serializers.Serializer[Any]):
    status = serializers.ChoiceField(["healthy", "unhealthy", "unknown"])
    error = serializers.CharField(required=False)
    since = Instant()


class StepUse(serializers.Serializer[Any]):
    flows = serializers.IntegerField(help_text="Flows in which it started.")
    failures = serializers.IntegerField()
    retries = serializers.IntegerField()
    p50_ms = serializers.IntegerField(allow_null=True, help_text="Of completed runs, to 10 %.")
    p95_ms = serializers.IntegerField(allow_null=True)
    changed_at = Instant()
    health = HealthShape()


class StepStats(serializers.Serializer[Any]):
    window = serializers.ChoiceField(list(WINDOWS_US))
    counted_from = Instant(help_text="Later than the window's beginning while older events are still being read.")
    steps = serializers.DictField(child=StepUse(), help_text="Every step of the catalog, by id.")


class SampleShape(serializers.Serializer[Any]):
    value = serializers.JSONField(allow_null=True)
    flow_id = serializers.CharField()
    step_id = serializers.CharField(allow_null=True, help_text="Who made it; null for an initial value.")
    at = Instant()


class Samples(serializers.Serializer[Any]):
    samples = SampleShape(many=True)


class StatsView(View):
    @extend_schema(
        operation_id="read_step_stats",
        parameters=[OpenApiParameter("window", str, enum=list(WINDOWS_US), description="Default `24h`.")],
        responses={200: StepStats, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """How each step of the catalog did lately; at most 2 s old."""
        window = request.GET.get("window") or "24h"
        if window not in WINDOWS_US:
            raise BadRequest(f"window must be one of {', '.join(WINDOWS_US)}, got {window[:40]!r}")
        read(request, Reader.covered_index)
        found = statistics.of(WINDOWS_US[window])
        health = _health(request)
        steps = {
            step_id: _fields(found.uses.get(step_id, Use()), changed, health.get(step_id))
            for step_id, changed in changed_us().items()
        }
        return shown({"window": window, "counted_from": instant.text(found.from_us), "steps": steps})


class SamplesView(View):
    @extend_schema(
        operation_id="list_samples",
        parameters=[
            OpenApiParameter("attribute", str, required=True, description="Its name."),
            OpenApiParameter("limit", int, description="1 to 50; default 5."),
        ],
        responses={200: Samples, 400: BAD_REQUEST, 503: BUSY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Recent different values of an attribute, the newest first."""
        attribute = request.GET.get("attribute", "")
        if not attribute:
            raise BadRequest("attribute must name one, got nothing")
        limit = whole_number(request, "limit", 5, 1, 50)
        read(request, Reader.covered_index)
        samples = [
            {
                "value": sample.value,
                "flow_id": sample.flow_id,
                "step_id": sample.step_id or None,
                "at": instant.text(sample.at_us),
            }
            for sample in samples_of(attribute, limit)
        ]
        return shown({"samples": samples})


def _health(request: Request) -> dict[str, Health]:
    answer = ask(request, "read_health", b"")
    if answer.status != 200:
        raise Busy("the engine does not tell the health of steps yet")
    return merged(msgspec.json.decode(answer.body), recorded_us())


def _fields(use: Use, changed: int, health: Health | None) -> dict[str, Any]:
    told: dict[str, Any] = {"status": "unknown", "since": instant.NEVER_TEXT}
    if health is not None:
        told = {"status": health.status, "since": instant.text(health.since_us)}
        if health.error:
            told["error"] = health.error
    return {
        "flows": use.flows,
        "failures": use.failures,
        "retries": use.retries,
        "p50_ms": use.percentile_ms(0.5),
        "p95_ms": use.percentile_ms(0.95),
        "changed_at": instant.text(changed),
        "health": told,
    }
