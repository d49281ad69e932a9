"""Shapes of checks and of runs with samples, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from argyll_web.api.serializers import Detail
from argyll_web.catalog.serializers import Step

_USES = ["step", "predicate", "match", "mapping", "output_mapping"]


class Wire(serializers.Serializer[Any]):
    attribute = serializers.CharField()
    provider = serializers.CharField(help_text="Step id.")
    consumer = serializers.CharField(help_text="Step id.")


class OpenInput(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    attribute = serializers.CharField()
    is_new = serializers.BooleanField(help_text="It was not so before.")


class FlowStepConcerned(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    goals = serializers.ListField(child=serializers.CharField(), help_text="Those of its goals that change.")


class Effects(serializers.Serializer[Any]):
    """What a change does to other steps. Running flows keep their plan."""

    wires_gained = Wire(many=True)
    wires_lost = Wire(many=True)
    inputs_without_provider = OpenInput(many=True)
    flow_steps = FlowStepConcerned(many=True)


class StepCheckRequest(serializers.Serializer[Any]):
    step = Step(required=False, allow_null=True, help_text="null: the effects of removing `replaces`.")
    replaces = serializers.CharField(required=False, allow_null=True, help_text="The step whose place it takes.")


class StepCheck(serializers.Serializer[Any]):
    ok = serializers.BooleanField(help_text="No problem is an error.")
    problems = Detail(many=True)
    step = Step(allow_null=True, help_text="The stored form; null where the definition cannot be understood.")
    effects = Effects()


class ScriptCheckRequest(serializers.Serializer[Any]):
    language = serializers.ChoiceField(["ale", "lua", "jpath"])
    script = serializers.CharField(allow_blank=True)
    use = serializers.ChoiceField(_USES)
    names = serializers.ListField(child=serializers.CharField(), required=False, help_text="Inner names of inputs.")


class ScriptCheck(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    problems = Detail(many=True)


class ScriptRunRequest(ScriptCheckRequest):
    inputs = serializers.DictField(required=False, help_text="Samples by inner name.")
    value = serializers.JSONField(
        required=False,
        allow_null=True,
        help_text="Of a match the candidate, of a mapping the value before it, of an output mapping all outputs.",
    )
    name = serializers.CharField(required=False, help_text="Of a mapping: the inner name of the input.")
    outputs = serializers.DictField(
        child=serializers.CharField(allow_blank=True), required=False, help_text="Declared types by inner name."
    )


class ScriptRun(serializers.Serializer[Any]):
    ok = serializers.BooleanField(help_text="It ran to its end.")
    result = serializers.JSONField(allow_null=True, help_text="All raw outputs; true or false; or the mapped value.")
    outputs = serializers.DictField(help_text="Of a step: those that are declared, or all.")
    problems = Detail(many=True, help_text="Outputs that are missing or have a wrong type.")
    error = serializers.CharField(allow_null=True)
    line = serializers.IntegerField(allow_null=True, help_text="Where it failed, if the language tells.")
    duration_ms = serializers.FloatField()
