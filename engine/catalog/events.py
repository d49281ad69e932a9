"""The events of the catalog (`events.md`, 3.1): facts, with the field names of the wire."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from engine.model.eventcode import EventCode
from engine.model.step import Step


class StepRegistered(msgspec.Struct, frozen=True):
    """A new step was accepted."""

    kind: ClassVar[str] = "step_registered"
    step: Step
    """The whole stored form."""


class StepUpdated(msgspec.Struct, frozen=True):
    """A real change of a step was accepted."""

    kind: ClassVar[str] = "step_updated"
    step: Step
    """The whole new definition, in its stored form."""


class StepUnregistered(msgspec.Struct, frozen=True):
    """A step was removed."""

    kind: ClassVar[str] = "step_unregistered"
    step_id: str


CatalogEvent = StepRegistered | StepUpdated | StepUnregistered

_code: EventCode[CatalogEvent] = EventCode(StepRegistered, StepUpdated, StepUnregistered)
encode_events = _code.encode
decode_events = _code.decode
