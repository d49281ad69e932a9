"""Shapes of import and of changes in bulk, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from argyll_web.api.serializers import Detail
from argyll_web.catalog.serializers import Step
from argyll_web.checks.serializers import Effects


class ImportRequest(serializers.Serializer[Any]):
    document = serializers.CharField(help_text="The text: `{version, steps}`, a list of steps, or one step.")
    format = serializers.ChoiceField(["json", "yaml"], required=False, help_text="Default: by its first character.")
    mode = serializers.ChoiceField(
        ["merge", "replace"], required=False, help_text="`replace` removes what is not in the document. Default merge."
    )
    only = serializers.ListField(
        child=serializers.CharField(), required=False, allow_null=True, help_text="Step ids; others stay as they are."
    )
    dry_run = serializers.BooleanField(required=False, help_text="Record nothing; problems are answered with 200.")


class Added(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    after = Step()


class ChangedStep(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    before = Step()
    after = Step()


class Removed(serializers.Serializer[Any]):
    step_id = serializers.CharField()
    before = Step()


class ChangeAnswer(serializers.Serializer[Any]):
    entry = serializers.IntegerField(allow_null=True, help_text="In the history; null when nothing was recorded.")
    added = Added(many=True)
    changed = ChangedStep(many=True)
    removed = Removed(many=True)
    unchanged = serializers.ListField(child=serializers.CharField(), help_text="Step ids.")
    problems = Detail(many=True, help_text="Only of a dry run; otherwise problems are a refusal.")
    effects = Effects()


class ImportAnswer(ChangeAnswer):
    dry_run = serializers.BooleanField()


class ChangeRequest(serializers.Serializer[Any]):
    upserts = Step(many=True, required=False, help_text="New and changed definitions.")
    removals = serializers.ListField(child=serializers.CharField(), required=False, help_text="Step ids.")
    expected = serializers.IntegerField(
        required=False, allow_null=True, help_text="Number of events that the catalog must have, else 412."
    )
    tags = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        required=False,
        help_text="ETags that steps must have, else 412; null: there must be no such step.",
    )
    dry_run = serializers.BooleanField(required=False)
