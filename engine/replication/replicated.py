"""The replicated log for the engine: Raft in a thread of its own, and the bridge to the engine's loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import ssl
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from engine.replication.asks import Asks, Reply
from engine.replication.entries import KINDS
from engine.replication.frames import Answer, Ask, Message
from engine.replication.hello import Identity
from engine.replication.journal import SqliteJournal
from engine.replication.judge import CLUSTER, FLOW
from engine.replication.log import Batch, Fact, Status, Unavailable
from engine.replication.machine import StateMachineStore
from engine.replication.node import Node
from engine.replication.replica import News, Replica
from engine.replication.transport import PeerTransport

log = logging.getLogger(__name__)

TICK_S = 0.05
EARLY_BATCHES = 16
"""So many proposals are handed over at once, so that their sync overlaps with the decisions that follow."""
QUEUE_BYTES = 256 << 20
HAND_OVER_S = 1.0
SOFTWARE_VERSION = "1"


def end_process(error: BaseException) -> None:
    """Default for a node that cannot go on. No cleanup: what is on the disk is the truth."""
    log.critical("the replicated log cannot go on: %s", error, exc_info=error)
    logging.shutdown()
    os._exit(70)


class RaftLog:
    """A `ReplicatedLog` on PySyncObj. Its constructor touches nothing; `start` opens the journal and joins.

    Batches must be proposed in the order of their numbers, each right after `next_n` gave it.
    """

    def __init__(
        self,
        node_id: str,
        address: str | None,
        peers: dict[str, str],
        directory: Path,
        secret: bytes,
        store: StateMachineStore,
        cluster_id: str,
        *,
        queue_limit: int = 10_000,
        on_fatal: Callable[[BaseException], None] = end_process,
        ssl_server: ssl.SSLContext | None = None,
        ssl_client: ssl.SSLContext | None = None,
    ) -> None:
        """`peers` are the other members by id; with none no address is needed. `queue_limit` counts batches that
        wait for their ruling."""
        self._me, self._address = node_id, address
        self._peers = {name: at for name, at in peers.items() if name != node_id}
        self._directory, self._store = directory, store
        self._identity = Identity(cluster_id, node_id, secret, KINDS)
        self._queue_limit, self._on_fatal = queue_limit, on_fatal
        self._ssl_server, self._ssl_client = ssl_server, ssl_client
        # The engine's side.
        self._listener: Callable[[Sequence[Fact]], None] = _no_listener
        self._handler: Callable[[str, bytes], Awaitable[bytes]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._next_n = self._last_n = 0
        self._waiting = self._waiting_bytes = 0
        self._epoch = 0
        """As the engine knows it: a batch belongs to the epoch in which it was decided."""
        self._clock_offset = 0.0
        self._is_hand_over_due = False
        self._barrier_waiters: set[asyncio.Future[int]] = set()
        self._barrier_next: set[asyncio.Future[int]] = set()
        self._is_dead: BaseException | None = None
        self._status: Callable[[], Status] = lambda: Status(node_id, "unknown", "", "", 0, 0, 0, 0, 0)
        # Between the two: the deque is written by one thread and emptied by the other.
        self._proposed: deque[tuple[Batch, int, float | None]] = deque()
        self._is_awake = False
        # The Raft thread's side.
        self._thread: threading.Thread | None = None
        self._is_step_due = False
        self._is_closing = False
        """No tick from here on: some are still due when the journal is closed."""

    # The engine's loop.

    async def start(self, listener: Callable[[Sequence[Fact]], None]) -> None:
        self._engine_loop = asyncio.get_running_loop()
        self._clock_offset = time.monotonic() - self._engine_loop.time()
        self._listener = listener
        self._up: asyncio.Future[None] = self._engine_loop.create_future()
        self._ended: asyncio.Future[None] = self._engine_loop.create_future()
        self._thread = threading.Thread(target=self._run, name="raft", daemon=True)
        self._thread.start()
        await self._up

    def next_n(self) -> int:
        self._next_n += 1
        return self._next_n

    def propose(self, batch: Batch, deadline: float | None) -> bool:
        if batch.n <= self._last_n:
            raise ValueError(f"batch {batch.n} after {self._last_n}: numbers must be proposed in their order")
        if not (batch.aggregate in ("catalog", CLUSTER) or batch.aggregate.startswith(FLOW)):
            raise ValueError(f"expected catalog, cluster or flow/<id> as aggregate, got {batch.aggregate!r}")
        size = len(batch.events)
        if self._waiting >= self._queue_limit or self._waiting_bytes + size > QUEUE_BYTES:
            return False
        self._last_n = batch.n
        self._waiting += 1
        self._waiting_bytes += size
        at = None if deadline is None else deadline + self._clock_offset
        self._proposed.append((batch, self._epoch, at))
        if not self._is_hand_over_due:
            # At the end of this turn of the loop, with all that is proposed until then.
            self._is_hand_over_due = True
            self._engine_loop.call_soon(self._hand_over)
        elif len(self._proposed) == EARLY_BATCHES:
            self._wake_raft()
        return True

    async def barrier(self, timeout: float = 5.0) -> int:
        waiter: asyncio.Future[int] = self._engine_loop.create_future()
        self._check_alive()
        self._barrier_next.add(waiter)
        self._ask_barrier()
        try:
            async with asyncio.timeout(timeout):
                return await waiter
        except TimeoutError:
            raise Unavailable("no majority has confirmed the leader in time") from None
        finally:
            self._barrier_next.discard(waiter)
            self._barrier_waiters.discard(waiter)

    async def ask(self, node: str, body: bytes, timeout: float) -> bytes:
        self._check_alive()
        if node == self._me:
            return await self._ask_self(body, timeout)
        if node not in self._peers:
            raise Unavailable(f"{node!r} is no member of this cluster")
        answer: asyncio.Future[bytes] = self._engine_loop.create_future()
        numbers: list[int] = []

        def reply(data: bytes, error: str) -> None:
            self._call_engine(_resolve, answer, data, error)

        self._call_raft(lambda: numbers.append(self._asks.ask(self._transport.nodes[node], body, reply)))
        try:
            async with asyncio.timeout(timeout):
                return await answer
        except TimeoutError:
            raise Unavailable(f"{node} has not answered within {timeout} s") from None
        finally:
            self._call_raft(lambda: self._asks.forget(numbers[0]) if numbers else None)

    def on_ask(self, handler: Callable[[str, bytes], Awaitable[bytes]]) -> None:
        self._handler = handler

    @property
    def status(self) -> Status:
        return self._status()

    async def stop(self) -> None:
        if self._thread is None:
            return
        if self._is_dead is None:
            self._call_raft(lambda: self._stopping.set())
        await self._ended
        self._thread.join()
        self._thread = None
        for task in self._tasks:
            task.cancel()

    def _hand_over(self) -> None:
        self._is_hand_over_due = False
        if self._proposed:
            self._wake_raft()

    def _wake_raft(self) -> None:
        if not self._is_awake:
            self._is_awake = True
            self._call_raft(self._wake)

    def _call_raft(self, call: Callable[[], object]) -> None:
        # A loop that is closed belongs to a log that has stopped or died: nobody is left to do it.
        with contextlib.suppress(RuntimeError):
            self._raft_loop.call_soon_threadsafe(call)

    def _check_alive(self) -> None:
        if self._is_dead is not None or self._thread is None:
            raise Unavailable("the log of this node has ended")

    def _take_news(self, news: News) -> None:
        self._waiting -= news.settled
        self._waiting_bytes -= news.settled_bytes
        self._epoch = news.epoch
        try:
            if news.facts:
                self._listener(news.facts)
        except Exception:
            # The log goes on for the others; what the listener missed it can read from the store.
            log.exception("the listener failed on entries up to %d", news.facts[-1].index)
        if not self._up.done():
            self._up.set_result(None)

    def _ask_barrier(self) -> None:
        """One question for all who wait; who comes while it is under way waits for the next."""
        if self._barrier_waiters or not self._barrier_next:
            return
        self._barrier_waiters, self._barrier_next = self._barrier_next, set()
        self._call_raft(lambda: self._replica.reads.wait(self._barrier_reached))
        self._wake_raft()

    def _finish_barrier(self, applied: int) -> None:
        waiters, self._barrier_waiters = self._barrier_waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(applied)
        self._ask_barrier()

    async def _ask_self(self, body: bytes, timeout: float) -> bytes:
        if self._handler is None:
            raise Unavailable("this node does not answer questions yet")
        try:
            async with asyncio.timeout(timeout):
                return await self._handler(self._me, body)
        except TimeoutError:
            raise Unavailable(f"{self._me} has not answered within {timeout} s") from None

    def _start_answer(self, node: str, body: bytes, reply: Reply) -> None:
        task = self._engine_loop.create_task(self._answer(node, body, reply))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, node: str, body: bytes, reply: Reply) -> None:
        data, error = b"", ""
        try:
            if self._handler is None:
                error = "the engine is not ready"
            else:
                data = await self._handler(node, body)
        except Exception as failure:
            log.exception("a question of %s failed", node)
            error = f"{type(failure).__name__} at {self._me}"
        self._call_raft(lambda: reply(data, error))

    # The Raft thread.

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._main())
        except BaseException as error:
            # Fatal, or a bug: in both cases going on could break a promise.
            self._die(error)
        self._call_engine(_finish, self._ended)

    async def _main(self) -> None:
        self._raft_loop = asyncio.get_running_loop()
        self._raft_loop.set_exception_handler(self._on_loop_error)
        self._stopping = asyncio.Event()
        self._directory.mkdir(parents=True, exist_ok=True)
        journal = SqliteJournal(self._directory / "journal.db")
        try:
            await self._serve(journal)
        except BaseException as error:
            self._die(error)
        finally:
            journal.close(with_sync=self._is_dead is None)

    async def _serve(self, journal: SqliteJournal) -> None:
        transport = self._transport = PeerTransport(
            self._raft_loop,
            self._identity,
            self._peers,
            ssl_server=self._ssl_server,
            ssl_client=self._ssl_client,
        )
        self._asks = Asks(transport, self._pass_question)
        self._replica = Replica(
            me=self._me,
            addresses={**self._peers, self._me: self._address or ""},
            version=SOFTWARE_VERSION,
            journal=journal,
            store=self._store,
            wire=transport,
            on_news=lambda news: self._call_engine(self._take_news, news),
            on_message=self._on_message,
        )
        self._status = self._replica.status
        transport.on_read = self._schedule_step
        transport.on_progress = self._replica.node.note_progress
        transport.on_link = self._on_link
        await transport.start(self._address if self._peers else None)
        self._on_timer()
        await self._stopping.wait()
        if self._is_dead is None:
            await self._hand_lead_over()
            self._step()
        self._is_closing = True
        self._timer.cancel()
        await transport.stop()

    def _on_timer(self) -> None:
        self._timer = self._raft_loop.call_later(TICK_S, self._on_timer)
        self._transport.tend()
        self._step()

    def _wake(self) -> None:
        self._is_awake = False
        self._step()

    def _schedule_step(self) -> None:
        if not self._is_step_due:
            self._is_step_due = True
            self._raft_loop.call_soon(self._step)

    def _step(self) -> None:
        self._is_step_due = False
        if self._is_closing:
            return
        proposed, propose = self._proposed, self._replica.propose
        while proposed:
            propose(*proposed.popleft())
        if self._replica.step() or proposed:
            self._schedule_step()

    async def _hand_lead_over(self) -> None:
        """Ask a follower to lead, and wait until one does, so that the others need no election."""
        if not self._replica.node.hand_over():
            return
        self._transport.flush()
        until = self._raft_loop.time() + HAND_OVER_S
        while self._replica.node.is_leader and self._raft_loop.time() < until:
            await asyncio.sleep(TICK_S / 5)

    def _on_message(self, node: Node, message: Message) -> None:
        if isinstance(message, Ask):
            self._asks.on_ask(node, message)
        elif isinstance(message, Answer):
            self._asks.on_answer(node, message)

    def _on_link(self, node: Node, is_up: bool) -> None:
        self._replica.on_link(node, is_up)
        if not is_up:
            self._asks.on_link_lost(node)

    def _pass_question(self, node: str, body: bytes, reply: Reply) -> None:
        self._call_engine(self._start_answer, node, body, reply)

    def _barrier_reached(self, applied: int) -> None:
        self._call_engine(self._finish_barrier, applied)

    def _call_engine(self, call: Callable[..., object], *args: object) -> None:
        # The engine's loop may be gone before its log is; then nobody waits for the news.
        with contextlib.suppress(RuntimeError):
            self._engine_loop.call_soon_threadsafe(call, *args)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, (OSError, asyncio.CancelledError)):
            log.warning("a connection failed: %s", context.get("message"))
        elif isinstance(error, BaseException):
            # An exception in a callback of this thread is Fatal or a bug.
            self._die(error)
            self._stopping.set()
        else:
            log.error("Raft's loop: %s", context.get("message"))

    def _die(self, error: BaseException) -> None:
        if self._is_dead is not None:
            return
        self._is_dead = error
        self._on_fatal(error)
        self._call_engine(_fail, self._up, error)


def _no_listener(facts: Sequence[Fact]) -> None:
    """Until `start`."""


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _fail(future: asyncio.Future[None], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)


def _resolve(answer: asyncio.Future[bytes], data: bytes, error: str) -> None:
    if answer.done():
        return
    if error:
        answer.set_exception(Unavailable(error))
    else:
        answer.set_result(data)
