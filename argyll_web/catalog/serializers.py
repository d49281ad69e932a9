"""Shapes of steps, the catalog and the cluster (`api.md`, 3 and 4), for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from argyll_web.api.serializers import Instant, Script

HEALTH_STATUSES = ["healthy", "unhealthy", "unknown"]
_COLLECT = ["first", "last", "some", "all", "none", ""]


class Mapping(serializers.Serializer[Any]):
    """At least one of the two."""

    name = serializers.CharField(required=False, help_text="Inner name.")
    script = Script(required=False)


class RequiredInput(serializers.Serializer[Any]):
    collect = serializers.ChoiceField(_COLLECT, required=False)
    for_each = serializers.BooleanField(required=False, help_text="One work item per element.")
    match = Script(required=False)
    mapping = Mapping(required=False)


class OptionalInput(serializers.Serializer[Any]):
    collect = serializers.ChoiceField(_COLLECT, required=False)
    for_each = serializers.BooleanField(required=False)
    default = serializers.CharField(required=False, help_text="JSON text.")
    deadline = serializers.IntegerField(required=False, min_value=0, max_value=31_536_000_000, help_text="ms")
    mapping = Mapping(required=False)


class ConstInput(serializers.Serializer[Any]):
    value = serializers.CharField(help_text="JSON text.")


class MetaInput(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Name of a fact about the call.")


class Output(serializers.Serializer[Any]):
    mapping = Mapping(required=False)


_TYPES = ["string", "number", "boolean", "object", "array", "null", "any"]


class Attribute(serializers.Serializer[Any]):
    """What an attribute is to its step; only the block of its own role may be there."""

    role = serializers.ChoiceField(["required", "optional", "const", "meta", "output"])
    type = serializers.ChoiceField(_TYPES, required=False)
    required = RequiredInput(required=False)  # type: ignore[assignment] # taken out of the class by its metaclass
    optional = OptionalInput(required=False)
    const = ConstInput(required=False)
    meta = MetaInput(required=False)
    output = Output(required=False)


class Http(serializers.Serializer[Any]):
    endpoint = serializers.CharField(help_text="URL, with `{name}` placeholders.")
    method = serializers.ChoiceField(["GET", "POST", "PUT", "DELETE"], required=False)
    timeout = serializers.IntegerField(required=False, help_text="ms; 0 or less: the engine's default.")
    health_check = serializers.CharField(required=False)
    compensate = serializers.CharField(required=False)


class FlowGoals(serializers.Serializer[Any]):
    goals = serializers.ListField(child=serializers.CharField(), min_length=1)


class WorkConfig(serializers.Serializer[Any]):
    max_retries = serializers.IntegerField(required=False)
    init_backoff = serializers.IntegerField(required=False, help_text="ms")
    max_backoff = serializers.IntegerField(required=False, help_text="ms")
    backoff_type = serializers.ChoiceField(["fixed", "linear", "exponential"], required=False)
    parallelism = serializers.IntegerField(required=False)


class Step(serializers.Serializer[Any]):
    """A unit of work with declared inputs and outputs."""

    id = serializers.CharField()
    name = serializers.CharField(help_text="For people.")
    type = serializers.ChoiceField(["sync", "async", "script", "flow"])
    attributes = serializers.DictField(child=Attribute(), required=False)
    labels = serializers.DictField(child=serializers.CharField(), required=False)
    memoizable = serializers.BooleanField(required=False)
    predicate = Script(required=False)
    http = Http(required=False)
    script = Script(required=False)
    flow = FlowGoals(required=False)
    work_config = WorkConfig(required=False)


class StepAnswer(serializers.Serializer[Any]):
    message = serializers.CharField()
    step = Step(help_text="The stored form.")


class Message(serializers.Serializer[Any]):
    message = serializers.CharField()


class StepList(serializers.Serializer[Any]):
    steps = Step(many=True)
    count = serializers.IntegerField()


class AttributeEnds(serializers.Serializer[Any]):
    providers = serializers.ListField(child=serializers.CharField(), help_text="Step ids.")
    consumers = serializers.ListField(child=serializers.CharField(), help_text="Step ids.")


class Catalog(serializers.Serializer[Any]):
    steps = serializers.DictField(child=Step())
    attributes = serializers.DictField(child=AttributeEnds())
    last_updated = Instant()


class StepHealth(serializers.Serializer[Any]):
    status = serializers.ChoiceField(HEALTH_STATUSES)
    error = serializers.CharField(required=False)


class NodeHealth(serializers.Serializer[Any]):
    last_seen = Instant()
    health = serializers.DictField(child=StepHealth(), help_text="By step id.")


class Cluster(serializers.Serializer[Any]):
    nodes = serializers.DictField(child=NodeHealth(), help_text="By node id.")
    last_updated = Instant()


class Engine(serializers.Serializer[Any]):
    steps = serializers.DictField(child=Step())
    attributes = serializers.DictField(child=AttributeEnds())
    health = serializers.DictField(child=NodeHealth(), help_text="By node id.")
    last_updated = Instant()
