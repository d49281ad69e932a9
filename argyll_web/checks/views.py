"""Checks while one types, and scripts tried with samples. Nothing is recorded; the engine does all of it."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from argyll_web.api.serializers import BAD_REQUEST, BUSY, ErrorBody
from argyll_web.api.views import View, command
from argyll_web.browser.identity import caller_of
from argyll_web.checks import serializers as shapes
from argyll_web.checks.turns import Turns

RUNS_AT_ONCE = 2

_turns = Turns(RUNS_AT_ONCE)


class CheckStepView(View):
    @extend_schema(
        operation_id="check_step",
        request=shapes.StepCheckRequest,
        responses={200: shapes.StepCheck, 400: BAD_REQUEST, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """All that is wrong or doubtful in a definition, its stored form, and its effects on other steps."""
        return command(request, "check_step")


class CheckScriptView(View):
    @extend_schema(
        operation_id="check_script",
        request=shapes.ScriptCheckRequest,
        responses={200: shapes.ScriptCheck, 400: BAD_REQUEST, 503: BUSY},
    )
    def post(self, request: Request) -> HttpResponse:
        """Whether a script compiles in its place; if not, why and where."""
        return command(request, "check_script")


class RunScriptView(View):
    @extend_schema(
        operation_id="run_script",
        request=shapes.ScriptRunRequest,
        responses={
            200: shapes.ScriptRun,
            400: BAD_REQUEST,
            429: OpenApiResponse(ErrorBody, f"{RUNS_AT_ONCE} scripts of this user run already."),
            503: BUSY,
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Run a script with samples, under the engine's limits."""
        with _turns.of(caller_of(request)):
            return command(request, "run_script")
