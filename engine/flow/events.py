"""The events of a flow (`events.md`, 3.3): facts, with the field names of the wire."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from engine.model.eventcode import EventCode

Json = Any


class FlowEvent(msgspec.Struct, gc=False, omit_defaults=True):
    """Root of all events of a flow. `kind` is the type on the wire."""

    kind: ClassVar[str] = ""
    flow_id: str


class StepEvent(FlowEvent, gc=False, omit_defaults=True):
    step_id: str


class WorkEvent(StepEvent, gc=False, omit_defaults=True):
    token: str


class FlowStarted(FlowEvent, gc=False, omit_defaults=True):
    kind = "flow_started"
    plan: msgspec.Raw
    """JSON of the frozen plan, encoded once for all flows that share it."""
    init: dict[str, list[Json]]
    metadata: dict[str, str] = {}
    labels: dict[str, str] = {}


class FlowCompleted(FlowEvent, gc=False, omit_defaults=True):
    kind = "flow_completed"
    result: dict[str, Json]


class FlowFailed(FlowEvent, gc=False, omit_defaults=True):
    kind = "flow_failed"
    error: str


class FlowDeactivated(FlowEvent, gc=False, omit_defaults=True):
    kind = "flow_deactivated"
    status: str


class StepStarted(StepEvent, gc=False, omit_defaults=True):
    kind = "step_started"
    inputs: dict[str, Json]
    work_items: dict[str, dict[str, Json]]
    """Item inputs by token, in the order of the items."""


class StepCompleted(StepEvent, gc=False, omit_defaults=True):
    kind = "step_completed"
    outputs: dict[str, Json]
    duration: int
    """Milliseconds since `step_started`."""


class StepFailed(StepEvent, gc=False, omit_defaults=True):
    kind = "step_failed"
    error: str
    inputs: dict[str, Json] = {}
    unsatisfied: list[str] = []


class StepSkipped(StepEvent, gc=False, omit_defaults=True):
    kind = "step_skipped"
    reason: str
    inputs: dict[str, Json] = {}
    unsatisfied: list[str] = []


class AttributeSet(StepEvent, gc=False, omit_defaults=True):
    kind = "attribute_set"
    key: str
    value: Json


class WorkStarted(WorkEvent, gc=False, omit_defaults=True):
    kind = "work_started"
    inputs: dict[str, Json]
    """Collected inputs overlaid with the item's."""


class WorkSucceeded(WorkEvent, gc=False, omit_defaults=True):
    kind = "work_succeeded"
    outputs: dict[str, Json] | None
    """Everything the handler returned."""


class WorkFailed(WorkEvent, gc=False, omit_defaults=True):
    kind = "work_failed"
    error: str


class WorkNotCompleted(WorkEvent, gc=False, omit_defaults=True):
    kind = "work_not_completed"
    error: str


class WorkRetryScheduled(WorkEvent, gc=False, omit_defaults=True):
    kind = "work_retry_scheduled"
    retry_count: int
    next_retry_at: str
    error: str


class DispatchDeferred(StepEvent, gc=False, omit_defaults=True):
    """Never recorded by this engine; known so that old histories can be read."""

    kind = "dispatch_deferred"


class CompStarted(WorkEvent, gc=False, omit_defaults=True):
    kind = "comp_started"


class CompSucceeded(WorkEvent, gc=False, omit_defaults=True):
    kind = "comp_succeeded"


class CompRetryScheduled(WorkEvent, gc=False, omit_defaults=True):
    kind = "comp_retry_scheduled"
    retry_count: int
    next_retry_at: str
    error: str


class CompFailed(WorkEvent, gc=False, omit_defaults=True):
    kind = "comp_failed"
    error: str


_code: EventCode[FlowEvent] = EventCode(
    FlowStarted, FlowCompleted, FlowFailed, FlowDeactivated, StepStarted, StepCompleted, StepFailed, StepSkipped,
    AttributeSet, WorkStarted, WorkSucceeded, WorkFailed, WorkNotCompleted, WorkRetryScheduled, DispatchDeferred,
    CompStarted, CompSucceeded, CompRetryScheduled, CompFailed,
)  # fmt: skip
encode_events = _code.encode
decode_events = _code.decode
