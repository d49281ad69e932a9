"""The one place of a web process where committed batches arrive, and from where they go to the subscriptions."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Sequence
from typing import Protocol

from argyll_web.live.messages import Aggregate
from argyll_web.live.subscription import Batch, Subscription
from engine.client.client import EngineClient
from engine.client.protocol import Committed
from engine.model.errors import Busy

GOING_AWAY, SERVICE_RESTART, TRY_AGAIN_LATER = 1001, 1012, 1013
"""Codes with which the server closes a WebSocket."""
REPORT_TIMEOUT_S = 1.0
REPORT_EVERY_S = 5.0
"""An engine that was restarted, or did not answer in time, learns the count then."""
RETRY_S = 0.5

log = logging.getLogger(__name__)


class Listener(Protocol):
    """A connection, as the hub knows it."""

    def close_with(self, code: int, reason: str) -> None:
        """End the connection soon; returns at once."""


class Hub:
    """Fans batches out. Everything happens on the loop of the process; nothing here waits for a client."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client
        self._listeners: set[Listener] = set()
        self._everything: set[Subscription] = set()
        self._families: dict[str, set[Subscription]] = {}
        """By `flow`, `catalog` or `cluster`: subscriptions to all of them."""
        self._exact: dict[str, set[Subscription]] = {}
        """By `flow/<flow id>`."""
        self._watcher: asyncio.Task[None] | None = None
        self._reports: set[asyncio.Task[None]] = set()
        self._process = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._is_watching = asyncio.Event()

    def start(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        """Close all connections."""
        if self._watcher is not None:
            self._watcher.cancel()
        self.say_farewell()

    def say_farewell(self) -> None:
        """Close all connections, because the process is about to end."""
        self._close_all(GOING_AWAY, "the node is stopping")

    @property
    def client_count(self) -> int:
        """Open WebSockets of this process."""
        return len(self._listeners)

    async def watching(self) -> None:
        """Wait until every batch that is committed from now on comes to this hub."""
        await self._is_watching.wait()

    async def join(self, listener: Listener) -> None:
        """Count a connection, and let the engine know, so that `/health` of any web process counts it too."""
        self._listeners.add(listener)
        await self._report()

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        report = asyncio.get_running_loop().create_task(self._report())
        self._reports.add(report)
        report.add_done_callback(self._reports.discard)

    def add(self, subscription: Subscription) -> None:
        """Offer every matching batch to this subscription, from now on."""
        for group in self._groups(subscription):
            group.add(subscription)

    def remove(self, subscription: Subscription) -> None:
        self._everything.discard(subscription)
        for prefix in subscription.asked.prefixes:
            for index, key in _places(self._families, self._exact, prefix):
                group = index.get(key)
                if group is not None:
                    group.discard(subscription)
                    if not group:
                        del index[key]

    def publish(self, batches: Sequence[Committed]) -> None:
        """Offer committed batches, in the order of the log, to whoever subscribed."""
        for committed in batches:
            family = committed.aggregate.partition("/")[0]
            found = self._families.get(family, set()) | self._exact.get(committed.aggregate, set()) | self._everything
            if found:
                batch = Batch(committed)
                for subscription in found:
                    subscription.offer(batch)

    def _groups(self, subscription: Subscription) -> list[set[Subscription]]:
        prefixes = subscription.asked.prefixes
        if not prefixes or () in prefixes:
            return [self._everything]
        places = [place for prefix in prefixes for place in _places(self._families, self._exact, prefix)]
        return [index.setdefault(key, set()) for index, key in places]

    async def _watch(self) -> None:
        """Begin to watch, and from then on keep the engine's count of connections up to date."""
        while True:
            try:
                await self._client.watch(self.publish, self._on_gap)
            except Busy:
                await asyncio.sleep(RETRY_S)
                continue
            self._is_watching.set()
            break
        while True:
            await asyncio.sleep(REPORT_EVERY_S)
            if self._listeners:
                await self._report()

    def _on_gap(self) -> None:
        # Events were missed, and no stream may have a hole: the clients come again and ask for the state.
        self._close_all(SERVICE_RESTART, "the stream of events was interrupted; subscribe again")

    def _close_all(self, code: int, reason: str) -> None:
        for listener in list(self._listeners):
            listener.close_with(code, reason)

    async def _report(self) -> None:
        if not self._client.is_connected:
            return
        try:
            count = str(len(self._listeners))
            await self._client.call("web_clients", timeout=REPORT_TIMEOUT_S, count=count, process=self._process)
        except Busy as refusal:
            log.debug("the engine does not count this process's connections now: %s", refusal)


def _places(
    families: dict[str, set[Subscription]], exact: dict[str, set[Subscription]], prefix: Aggregate
) -> list[tuple[dict[str, set[Subscription]], str]]:
    """Where a prefix is indexed; nowhere if no aggregate can have it."""
    match prefix:
        case (family,):
            return [(families, family)]
        case ("flow", flow_id):
            return [(exact, f"flow/{flow_id}")]
        case _:
            return []
