"""Shapes of the session, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from argyll_web.api.serializers import Instant


class Versions(serializers.Serializer[Any]):
    argyll = serializers.CharField()


class EngineWorkConfig(serializers.Serializer[Any]):
    max_retries = serializers.IntegerField()
    init_backoff = serializers.IntegerField(help_text="ms")
    max_backoff = serializers.IntegerField(help_text="ms")
    backoff_type = serializers.ChoiceField(["fixed", "linear", "exponential"])


class EngineDefaults(serializers.Serializer[Any]):
    """What a step takes that does not say otherwise."""

    step_timeout = serializers.IntegerField(help_text="ms")
    work_config = EngineWorkConfig()


class ScriptLimits(serializers.Serializer[Any]):
    """What one run of a script may use."""

    wall_ms = serializers.IntegerField()
    lua_instructions = serializers.IntegerField()
    ale_steps = serializers.IntegerField()
    jpath_steps = serializers.IntegerField()
    memory_bytes = serializers.IntegerField()
    depth = serializers.IntegerField()
    result_bytes = serializers.IntegerField()
    result_depth = serializers.IntegerField()
    integer_digits = serializers.IntegerField()


class Limits(serializers.Serializer[Any]):
    step_bytes = serializers.IntegerField()
    flow_bytes = serializers.IntegerField()
    flow_id = serializers.IntegerField(help_text="Characters.")
    goals = serializers.IntegerField()
    init_keys = serializers.IntegerField()
    labels = serializers.IntegerField()
    script_step = ScriptLimits()
    script_condition = ScriptLimits(help_text="For predicates, matches and mappings.")
    preferences_bytes = serializers.IntegerField()


class Session(serializers.Serializer[Any]):
    user = serializers.CharField(allow_null=True, help_text="null until accounts exist.")
    role = serializers.ChoiceField(["viewer", "operator", "editor", "admin"])
    open_access = serializers.BooleanField()
    versions = Versions()
    node = serializers.CharField()
    server_time = Instant()
    engine = EngineDefaults()
    webhook_base_url = serializers.CharField()
    limits = Limits()
    mask_patterns = serializers.ListField(
        child=serializers.CharField(), help_text="Values whose names contain one of these are masked on the screen."
    )
    preferences = serializers.DictField()
