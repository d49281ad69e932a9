"""Shapes of plans and flows (`api.md`, 5 and 6), for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from argyll_web.api.serializers import Instant
from argyll_web.catalog.serializers import AttributeEnds, Step

FLOW_STATUSES = ["active", "completed", "failed"]
EXECUTION_STATUSES = ["pending", "active", "completed", "skipped", "failed"]
WORK_STATUSES = [
    "pending", "active", "succeeded", "failed", "not_completed", "compensating", "compensated", "compensation_failed",
]  # fmt: skip


class PlanRequest(serializers.Serializer[Any]):
    goals = serializers.ListField(child=serializers.CharField(), min_length=1, max_length=64, help_text="Step ids.")
    init = serializers.DictField(
        child=serializers.ListField(), required=False, help_text="A list of values for each attribute."
    )


class StartRequest(PlanRequest):
    id = serializers.CharField(max_length=256, help_text="Chosen by the client; makes a repeated start safe.")
    labels = serializers.DictField(child=serializers.CharField(), required=False)


class Started(serializers.Serializer[Any]):
    message = serializers.CharField(allow_blank=True)
    flow_id = serializers.CharField(help_text="The id in its normalised form.")


class NamesByStep(serializers.DictField):
    child = serializers.ListField(child=serializers.CharField())


class Excluded(serializers.Serializer[Any]):
    """Steps that are not part of the plan, and the names that are the reason."""

    satisfied = NamesByStep(required=False)
    blocked = NamesByStep(required=False)
    missing = NamesByStep(required=False)


class ExecutionPlan(serializers.Serializer[Any]):
    goals = serializers.ListField(child=serializers.CharField())
    required = serializers.ListField(  # type: ignore[assignment] # taken out of the class by its metaclass
        child=serializers.CharField(), help_text="Initial values that are missing."
    )
    steps = serializers.DictField(child=Step())
    attributes = serializers.DictField(child=AttributeEnds())
    excluded = Excluded()
    children = serializers.DictField(
        child=serializers.DictField(), required=False, help_text="Plans of flow steps, by step id."
    )


class AttributeValue(serializers.Serializer[Any]):
    value = serializers.JSONField()
    set_at = Instant()
    step = serializers.CharField(required=False, help_text="Who made it; left out for initial values.")


class WorkItem(serializers.Serializer[Any]):
    status = serializers.ChoiceField(WORK_STATUSES)
    started_at = Instant()
    completed_at = Instant()
    next_retry_at = Instant()
    inputs = serializers.DictField()
    outputs = serializers.DictField(required=False)
    error = serializers.CharField(required=False)
    retry_count = serializers.IntegerField(required=False)


class Execution(serializers.Serializer[Any]):
    status = serializers.ChoiceField(EXECUTION_STATUSES)
    started_at = Instant()
    completed_at = Instant()
    inputs = serializers.DictField()
    outputs = serializers.DictField(required=False)
    work_items = serializers.DictField(child=WorkItem(), required=False, help_text="By token.")
    error = serializers.CharField(required=False)
    unsatisfied = serializers.ListField(child=serializers.CharField(), required=False)
    duration = serializers.IntegerField(required=False, help_text="ms")


class Flow(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.ChoiceField(FLOW_STATUSES)
    created_at = Instant()
    completed_at = Instant()
    deactivated_at = Instant()
    last_updated = Instant()
    plan = ExecutionPlan()
    attributes = serializers.DictField(child=serializers.ListField(child=AttributeValue()))
    executions = serializers.DictField(child=Execution(), help_text="By step id.")
    error = serializers.CharField(required=False)
    labels = serializers.DictField(child=serializers.CharField(), required=False)
    metadata = serializers.DictField(child=serializers.CharField(), required=False)


class FlowStatus(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.ChoiceField(FLOW_STATUSES, help_text="`active` until all work has ended.")


class FlowEntry(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.ChoiceField(FLOW_STATUSES)
    timestamp = Instant(help_text="Start of an active flow, end of all work of another.")
    labels = serializers.DictField(child=serializers.CharField(), required=False)
    error = serializers.CharField(required=False)


class FlowQuery(serializers.Serializer[Any]):
    id_prefix = serializers.CharField(required=False)
    labels = serializers.DictField(child=serializers.CharField(), required=False)
    statuses = serializers.ListField(child=serializers.ChoiceField(FLOW_STATUSES), required=False)
    sort = serializers.ChoiceField(["recent_asc", "recent_desc"], required=False)
    limit = serializers.IntegerField(required=False, min_value=0, max_value=1000)
    cursor = serializers.CharField(required=False)


class FlowPage(serializers.Serializer[Any]):
    flows = FlowEntry(many=True)
    count = serializers.IntegerField()
    total = serializers.IntegerField(required=False)
    has_more = serializers.BooleanField(required=False)
    next_cursor = serializers.CharField(required=False)
