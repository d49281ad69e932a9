"""From decisions to committed events: proposes batches, and hears what became of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from engine.client.protocol import Committed
from engine.replication.log import Batch, Fact, NodeChanged, ReplicatedLog, Ruling, Verdict

QUEUE_PAUSE_S = 0.05
"""How long a batch that may not be refused waits when the queue is full."""

OnRuling = Callable[[Ruling], None]


class Recorder:
    """The one place where batches enter the log, and where its facts arrive, on the engine's loop."""

    def __init__(
        self,
        log: ReplicatedLog,
        publish: Callable[[Committed], None],
        on_node: Callable[[NodeChanged], None],
        on_late: OnRuling,
    ) -> None:
        """`on_late` hears of a batch of this node that was given up as UNAVAILABLE and committed after all."""
        self._log, self._publish, self._on_node, self._on_late = log, publish, on_node, on_late
        self._node = log.status.node
        self._pending: dict[int, OnRuling] = {}
        self._observers: list[OnRuling] = []
        self._waiting: deque[tuple[int, asyncio.Future[int]]] = deque()
        self.applied = 0
        """Greatest index of the facts so far."""

    def observe(self, observer: OnRuling) -> None:
        """Call observer with each applied ruling of any node, before the one who proposed it hears of it."""
        self._observers.append(observer)

    def propose(
        self,
        aggregate: str,
        expected: int,
        count: int,
        at_us: int,
        events: bytes,
        on_ruling: OnRuling,
        *,
        closes: bool = False,
        timeout_s: float | None = None,
    ) -> int:
        """Hand a batch to the log; its number. `timeout_s` None: it is tried until it is ruled.

        A batch with a time limit that finds the queue full is ruled UNAVAILABLE, on a later turn of the loop."""
        return self._hand_over(aggregate, expected, count, at_us, events, on_ruling, closes, timeout_s)

    def _hand_over(
        self,
        aggregate: str,
        expected: int,
        count: int,
        at_us: int,
        events: bytes,
        on_ruling: OnRuling,
        closes: bool,
        timeout_s: float | None,
    ) -> int:
        """One try. The log takes batches in the order of their numbers, so each try has a number of its own."""
        loop = asyncio.get_running_loop()
        batch = Batch(self._log.next_n(), aggregate, expected, count, at_us, events, closes)
        if self._log.propose(batch, None if timeout_s is None else loop.time() + timeout_s):
            self._pending[batch.n] = on_ruling
        elif timeout_s is None:
            again = (aggregate, expected, count, at_us, events, on_ruling, closes, None)
            loop.call_later(QUEUE_PAUSE_S, self._hand_over, *again)
        else:
            loop.call_soon(on_ruling, Ruling(0, self._node, 0, batch, Verdict.UNAVAILABLE, 0))
        return batch.n

    def on_facts(self, facts: Sequence[Fact]) -> None:
        """The log's listener."""
        for fact in facts:
            if fact.index > self.applied:
                self.applied = fact.index
            if isinstance(fact, NodeChanged):
                self._on_node(fact)
                continue
            if fact.verdict is Verdict.APPLIED:
                batch = fact.batch
                self._publish(Committed(fact.index, batch.aggregate, fact.first, batch.at_us, batch.events))
                for observer in self._observers:
                    observer(fact)
            self._rule(fact)
        self._release()

    def _rule(self, ruling: Ruling) -> None:
        if ruling.node == self._node:
            on_ruling = self._pending.pop(ruling.batch.n, None)
            if on_ruling is not None:
                on_ruling(ruling)
            elif ruling.verdict is Verdict.APPLIED:
                self._on_late(ruling)

    async def applied_to(self, index: int, timeout_s: float) -> int:
        """Wait until this node has applied an index; what it has applied by then. Raises TimeoutError."""
        if self.applied >= index:
            return self.applied
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((index, future))
        return await asyncio.wait_for(future, timeout_s)

    def _release(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, deque()
            for index, future in waiting:
                if index > self.applied:
                    self._waiting.append((index, future))
                elif not future.done():
                    future.set_result(self.applied)
