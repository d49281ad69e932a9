"""This node's own batches, from the moment they are proposed until they are ruled."""

from __future__ import annotations

from collections import deque

from engine.replication.log import Batch

RESEND_S = 2.0
"""A batch that was sent so long ago and is not ruled is sent again; then after twice that time, and so on."""
RESEND_MAX_S = 16.0
BATCHES_AT_ONCE = 512
BYTES_AT_ONCE = 1 << 20
BATCH_OVERHEAD_BYTES = 64


class Waiting:
    """A batch that is not ruled yet."""

    __slots__ = ("batch", "deadline", "epoch", "may_be_taken", "resend_after_s", "sent_at")

    def __init__(self, batch: Batch, epoch: int, deadline: float | None) -> None:
        self.batch, self.epoch, self.deadline = batch, epoch, deadline
        self.may_be_taken = False
        """A leader may have it: nobody can say that it will not be committed."""
        self.sent_at = 0.0
        self.resend_after_s = RESEND_S


class Outbox:
    """Waiting batches by number, and which of them have yet to be sent. Times are the caller's."""

    def __init__(self) -> None:
        self._waiting: dict[int, Waiting] = {}
        self._unsent: deque[int] = deque()
        self._newest = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    @property
    def floor(self) -> int:
        """The smallest number that is still waited for, or the next one."""
        return next(iter(self._waiting), self._newest + 1)

    def add(self, waiting: Waiting) -> None:
        """Numbers must grow; then `floor` never passes a batch that is still to come."""
        n = waiting.batch.n
        self._waiting[n] = waiting
        self._unsent.append(n)
        self._newest = n

    def take(self, now: float) -> list[Batch]:
        """The next batches to send, as many as one entry may hold."""
        batches: list[Batch] = []
        size = 0
        unsent, waiting = self._unsent, self._waiting
        while unsent and len(batches) < BATCHES_AT_ONCE and size < BYTES_AT_ONCE:
            item = waiting.get(unsent.popleft())
            if item is not None:
                item.may_be_taken, item.sent_at = True, now
                batches.append(item.batch)
                size += BATCH_OVERHEAD_BYTES + len(item.batch.events)
        return batches

    def settle(self, n: int) -> Waiting | None:
        """The batch is ruled. None when nobody waits for it any more."""
        return self._waiting.pop(n, None)

    def send_all_again(self) -> None:
        """There is another leader, or another connection to it: what was sent may be lost."""
        self._unsent = deque(self._waiting)

    def send_silent_again(self, now: float) -> None:
        """The leader may have dropped what it has been silent about for long."""
        unsent = set(self._unsent)
        for n, item in self._waiting.items():
            if item.may_be_taken and now - item.sent_at > item.resend_after_s and n not in unsent:
                item.resend_after_s = min(RESEND_MAX_S, 2 * item.resend_after_s)
                self._unsent.append(n)

    def expire(self, now: float, leader_in_sight: bool) -> list[Waiting]:
        """Take out what is past its deadline: batches that no leader has taken and, while no leader is in sight, all.

        With a leader in sight a batch that may have been taken waits on: it will be ruled soon.
        """
        late = [
            item
            for item in self._waiting.values()
            if item.deadline is not None and now >= item.deadline and not (item.may_be_taken and leader_in_sight)
        ]
        for item in late:
            del self._waiting[item.batch.n]
        return late

    def fence(self) -> list[Waiting]:
        """Take out everything that was decided in an epoch which has ended."""
        fenced = [item for item in self._waiting.values() if item.epoch]
        for item in fenced:
            del self._waiting[item.batch.n]
        return fenced

    def stamp(self, epoch: int) -> None:
        """A new epoch: what was proposed while there was none belongs to it."""
        for item in self._waiting.values():
            item.epoch = item.epoch or epoch
