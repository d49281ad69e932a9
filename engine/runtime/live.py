"""A flow in the engine's memory: its state as it will be when everything that was decided is committed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from engine.flow import decide
from engine.flow.decision import Decision, Make
from engine.flow.ports import Ports
from engine.flow.state import Flow
from engine.flow.work import FailedForGood, Result
from engine.model.errors import Refusal
from engine.replication.log import Ruling


@dataclass(frozen=True, slots=True)
class Act:
    """Something to decide and record on a flow, again if need be."""

    make: Make
    on_done: Callable[[int], None] | None = None
    """Called with the index that the result rests on, after the commit."""
    on_refused: Callable[[Refusal], None] | None = None
    """There for a client's command, which has a deadline; without it the act is repeated until it is recorded."""
    instead: Callable[[str], Act] | None = None
    """instead(why): what to record when this is too much data for one batch."""


def record_act(
    step_id: str,
    token: str,
    result: Result,
    on_done: Callable[[int], None] | None = None,
    on_refused: Callable[[Refusal], None] | None = None,
) -> Act:
    """Record the result of a work item; one that is too large to be recorded fails the item."""

    def make(flow: Flow, now_us: int, ports: Ports) -> Decision:
        return decide.record_result(flow, step_id, token, result, now_us, ports)

    def instead(why: str) -> Act:
        return record_act(step_id, token, FailedForGood(why), on_done, on_refused)

    return Act(make, on_done, on_refused, None if isinstance(result, FailedForGood) else instead)


class LiveFlow:
    """State, what is under way, and what waits for it."""

    __slots__ = (
        "calls", "flow", "id", "in_flight", "is_broken", "is_reading", "is_recovering", "late", "later", "tail",
        "timer", "waiters",
    )  # fmt: skip

    def __init__(self, flow_id: str) -> None:
        self.id = flow_id
        self.flow: Flow | None = None
        """None until it is loaded."""
        self.in_flight = 0
        """Batches that are proposed and not ruled."""
        self.tail = 0
        """Number of the last batch that was proposed."""
        self.waiters: deque[tuple[int, Act]] = deque()
        """Acts that had nothing to record; their answers rest on the batches up to a number."""
        self.is_broken = False
        """A batch was refused: what was decided after it is void, and the flow is read again from the store."""
        self.later: list[Act] = []
        """Acts that wait for the flow to be read."""
        self.timer: asyncio.TimerHandle | None = None
        self.late: list[Ruling] = []
        """Batches that were given up and committed after all; acted on when the flow is read."""
        self.is_reading = False
        self.calls: set[asyncio.Task[None]] = set()
        """Calls under way."""
        self.is_recovering = False
        """Until what its last runner had under way has begun again."""

    @property
    def aggregate(self) -> str:
        return f"flow/{self.id}"

    @property
    def is_ready(self) -> bool:
        return self.flow is not None and not self.is_broken

    def stop(self) -> None:
        """Forget timers and calls, without recording anything."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        for call in list(self.calls):
            call.cancel()
