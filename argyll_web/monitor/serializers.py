"""Shapes of the monitor's answers, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from argyll_web.api.serializers import Event, Instant
from engine.store.reader import CHILDREN, SORTS, STATES, WINDOWS

OUTCOMES = ["active", "completed", "failed"]

FLOW_FILTERS = [
    OpenApiParameter("q", str, description="Id or error contains it; one or two letters: begins with it."),
    OpenApiParameter("state", str, enum=list(STATES), many=True, description="Several are joined by or."),
    OpenApiParameter("goal", str, many=True),
    OpenApiParameter("step", str, many=True, description="The plan has it."),
    OpenApiParameter("label", str, many=True, description="`key=value`; values of one key are joined by or."),
    OpenApiParameter("error", str, description="The error contains it; `…` stands for anything."),
    OpenApiParameter("started_from", OpenApiTypes.DATETIME),
    OpenApiParameter("started_to", OpenApiTypes.DATETIME),
    OpenApiParameter("ended_from", OpenApiTypes.DATETIME),
    OpenApiParameter("ended_to", OpenApiTypes.DATETIME),
    OpenApiParameter("min_duration", int, description="Milliseconds from the start to the outcome."),
    OpenApiParameter("max_duration", int),
    OpenApiParameter("children", str, enum=list(CHILDREN), description="Child flows; default `hide`."),
    OpenApiParameter("parent", str, description="Only the children of this flow."),
]
FLOW_PAGE = [
    OpenApiParameter("sort", str, enum=list(SORTS), description="`ended` and `duration`: ended flows only."),
    OpenApiParameter("order", str, enum=["desc", "asc"], description="Default `desc`."),
    OpenApiParameter("limit", int, description="1 to 200; default 50."),
    OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
]


class StepCounts(serializers.Serializer[Any]):
    pending = serializers.IntegerField()
    active = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()


class FlowRow(serializers.Serializer[Any]):
    id = serializers.CharField()
    status = serializers.ChoiceField(OUTCOMES, help_text="Indexed: `active` until all work has ended.")
    outcome = serializers.ChoiceField(OUTCOMES)
    waiting = serializers.BooleanField(help_text="Active, and no item runs but those of async steps.")
    settling = serializers.BooleanField(help_text="The outcome is known, work or compensation still runs.")
    goals = serializers.ListField(child=serializers.CharField())
    created_at = Instant()
    completed_at = Instant(help_text="When the outcome was known.")
    deactivated_at = Instant()
    last_event_at = Instant()
    duration_ms = serializers.IntegerField(allow_null=True, help_text="From the start to the outcome.")
    error = serializers.CharField(allow_blank=True)
    labels = serializers.DictField(child=serializers.CharField())
    parent_flow_id = serializers.CharField(allow_null=True)
    steps = StepCounts(help_text="Steps of the plan by status.")
    started_by = serializers.CharField(allow_null=True)


class FlowList(serializers.Serializer[Any]):
    flows = FlowRow(many=True)
    count = serializers.IntegerField()
    total = serializers.IntegerField(help_text="All matches, regardless of page.")
    total_exact = serializers.BooleanField(help_text="False: `total` is about right.")
    searched = serializers.IntegerField(
        allow_null=True,
        help_text="The search was cut short after so many flows of the order; `next_cursor` goes on.",
    )
    behind_events = serializers.IntegerField(help_text="Recorded events that the list does not cover yet.")
    next_cursor = serializers.CharField(required=False)


class OpenStep(serializers.Serializer[Any]):
    step = serializers.CharField()
    type = serializers.CharField(help_text="`sync`, `async`, `script` or `flow`.")
    active_items = serializers.IntegerField(help_text="Of an async step: those that wait for their callback.")


class QuietFlow(FlowRow):
    open = OpenStep(many=True, help_text="Steps that have started and not ended.")


class FlowDetail(FlowRow):
    runner = serializers.CharField(help_text="The node that runs it, or ran it last.")
    events = serializers.IntegerField()
    size_bytes = serializers.IntegerField(help_text="Of its history.")
    children = serializers.IntegerField(help_text="Child flows.")
    open = OpenStep(many=True, help_text="Steps that have started and not ended.")


class FacetValue(serializers.Serializer[Any]):
    value = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField(help_text="Flows.")


class LabelFacet(serializers.Serializer[Any]):
    key = serializers.CharField()
    count = serializers.IntegerField(help_text="Flows that have it.")
    values = FacetValue(many=True, help_text="The most frequent first.")
    values_left = serializers.IntegerField(help_text="Less frequent values that are not listed.")


class FlowFacets(serializers.Serializer[Any]):
    labels = LabelFacet(many=True)
    goals = FacetValue(many=True)
    states = serializers.DictField(child=serializers.IntegerField(), help_text="All matches by state.")
    searched = serializers.IntegerField(help_text="Matches whose labels and goals were counted, the newest first.")
    complete = serializers.BooleanField(help_text="Whether those are all.")


class FlowEvents(serializers.Serializer[Any]):
    events = Event(many=True)
    count = serializers.IntegerField()
    total = serializers.IntegerField(help_text="Events of the flow, matching or not.")
    next = serializers.IntegerField(required=False, help_text="`from` of the next page; left out at the end.")


class Series(serializers.Serializer[Any]):
    started = serializers.ListField(child=serializers.IntegerField())
    completed = serializers.ListField(child=serializers.IntegerField())
    failed = serializers.ListField(child=serializers.IntegerField())


class FailureGroup(serializers.Serializer[Any]):
    step = serializers.CharField(allow_blank=True, help_text="Named by the error; empty when it names none.")
    error = serializers.CharField(help_text="Numbers and ids folded to `…`; as `error` of the list it finds them all.")
    flows = serializers.IntegerField()
    first_at = Instant()
    last_at = Instant()
    newest_flow_id = serializers.CharField()
    series = serializers.ListField(child=serializers.IntegerField())


class UnhealthyStep(serializers.Serializer[Any]):
    step = serializers.CharField()
    node = serializers.CharField()
    error = serializers.CharField(allow_blank=True)
    since = Instant()


class RetriedStep(serializers.Serializer[Any]):
    step = serializers.CharField()
    retries = serializers.IntegerField()


class SummaryShape(serializers.Serializer[Any]):
    window = serializers.ChoiceField(list(WINDOWS))
    begins_at = Instant(help_text="Of the first bucket.")
    bucket_ms = serializers.IntegerField()
    states = serializers.DictField(child=serializers.IntegerField(), help_text="Flows by state, without child flows.")
    series = Series(help_text="Flows by bucket; the last one is not over.")
    failures = FailureGroup(many=True)
    failures_left = serializers.IntegerField(help_text="Less frequent causes that are not listed.")
    quiet = QuietFlow(many=True, help_text="Active flows that have gone longest without an event.")
    unhealthy = UnhealthyStep(many=True)
    retried = RetriedStep(many=True)


class NodeShape(serializers.Serializer[Any]):
    id = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(["leader", "follower", "candidate", "unreachable", "unknown"])
    is_self = serializers.BooleanField()
    connected = serializers.BooleanField()
    last_seen = Instant()
    term = serializers.IntegerField(allow_null=True)
    commit = serializers.IntegerField(allow_null=True)
    applied = serializers.IntegerField(allow_null=True)
    lag_entries = serializers.IntegerField(allow_null=True)
    lag_ms = serializers.IntegerField(allow_null=True)
    flows = serializers.IntegerField(help_text="Flows that it runs.")
    clients = serializers.IntegerField(allow_null=True)
    version = serializers.CharField(allow_null=True)
    uptime_s = serializers.IntegerField(allow_null=True)
    warnings = serializers.ListField(child=serializers.ChoiceField(["lag_entries", "lag_ms", "silent"]))


class LeaderChange(serializers.Serializer[Any]):
    at = Instant()
    leader = serializers.CharField(allow_null=True)
    term = serializers.IntegerField()


class ClusterShape(serializers.Serializer[Any]):
    leader = serializers.CharField(allow_null=True)
    term = serializers.IntegerField()
    commit = serializers.IntegerField()
    node = serializers.CharField(help_text="That answers.")
    nodes = NodeShape(many=True)
    leader_changes = LeaderChange(many=True, help_text="Since this node started, oldest first.")
