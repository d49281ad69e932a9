"""A decision in the making: the draft of a flow, and the events that led to it so far."""

from __future__ import annotations

from collections.abc import Callable

from engine.flow import events as e
from engine.flow.blueprint import Blueprint, prepare
from engine.flow.evolve import evolve
from engine.flow.ports import Ports
from engine.flow.state import Flow

ROOM_BYTES = 8 << 20
"""What the inputs of the items that one decision starts may hold together; the rest start in the next one."""


class Decision:
    """Collects events; each is applied to the draft at once, so that what follows is decided on the state it left.

    `flow` is the state after `events`, to be taken over when they are appended. The flow that the decision was made
    on stays as it is, whatever happens here.
    """

    def __init__(self, flow: Flow, at_us: int, ports: Ports) -> None:
        self.flow = flow
        self.expected = flow.sequence
        """Sequence of the first event."""
        self.ports = ports
        self.at_us = at_us
        """Time of all events; later than that of every event before, whatever the clock says."""
        self.blueprint: Blueprint = prepare(flow.plan)
        self.events: list[e.FlowEvent] = []
        self.has_settled = False
        """Whether a step has settled since all steps were looked at."""
        self.room_bytes = ROOM_BYTES
        self.rest: Make | None = None
        """What is still to be decided, for lack of room, once this is taken over."""

    @classmethod
    def on(cls, flow: Flow, now_us: int, ports: Ports) -> Decision:
        """A decision on a flow at a wall-clock time."""
        return cls(flow.draft(), max(now_us, flow.last_event_at + 1), ports)

    def emit(self, event: e.FlowEvent) -> None:
        evolve(self.flow, event, self.at_us)
        self.events.append(event)

    def takes(self, size_bytes: int) -> bool:
        """Whether there is room for so much more; a first piece always has it."""
        fits = self.room_bytes == ROOM_BYTES or size_bytes <= self.room_bytes
        if fits:
            self.room_bytes -= size_bytes
        return fits


Make = Callable[[Flow, int, Ports], Decision]
"""make(flow, now in µs, ports): a command of `engine.flow.decide` with all else filled in."""
