"""What this node knows of the health of steps, and how it finds out (`steps.md`, 13)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from engine.catalog.health import (
    HEALTHY,
    NO_NODES,
    UNHEALTHY,
    UNKNOWN,
    Record,
    StepHealthChanged,
    cluster_body,
    decode_events,
    encode_events,
    replay,
)
from engine.catalog.state import Catalog
from engine.model.step import SCRIPT, Step
from engine.planning.health import HealthView
from engine.replication.log import Ruling, Verdict
from engine.runtime.clock import now_us
from engine.runtime.http_caller import HttpCaller
from engine.runtime.recorder import Recorder
from engine.runtime.tasks import Tasks

AGGREGATE = "cluster"
PROBE_TIMEOUT_S = 3.0
FIRST_PROBE_WITHIN_S = 0.5
ANY_SEQUENCE = -1

_HEALTHY = Record(HEALTHY)


class HealthKeeper:
    """Follows the cluster aggregate, and records what this node sees. Health never holds up work (S22)."""

    def __init__(
        self,
        node: str,
        configured: Collection[str],
        connected: Callable[[], Collection[str]],
        recorder: Recorder,
        catalog: Callable[[], Catalog],
        caller: HttpCaller,
        interval_s: float,
    ) -> None:
        self._node, self._configured, self._connected = node, configured, connected
        self._recorder, self._catalog, self._caller, self._interval_s = recorder, catalog, caller, interval_s
        self._cluster = NO_NODES
        self._own: dict[str, Record] = {}
        """This node's last record by step, those under way included."""
        self._view = HealthView(catalog())
        self._tasks = Tasks()
        recorder.observe(self._observe)

    def load(self, batches: Sequence[tuple[int, Sequence[StepHealthChanged | None]]]) -> None:
        """Begin with the history that the store holds."""
        self._cluster = replay(batches)
        node = self._cluster.nodes.get(self._node)
        self._own = dict(node.health) if node else {}

    def start(self) -> None:
        """Begin the rounds of probes."""
        self._tasks.spawn(self._rounds())

    def stop(self) -> None:
        self._tasks.cancel()

    # ------------------------------------------------------------------ records

    def script_ended(self, step_id: str, error: str) -> None:
        """A script step did its work, or failed with an error."""
        record = Record(UNHEALTHY, error) if error else _HEALTHY
        if self._own.get(step_id) != record and step_id in self._catalog():
            self._record(step_id, record)

    def step_changed(self, step: Step, done: Callable[[int], None]) -> None:
        """A step is new or was changed: its record begins anew; done(index) once that is committed."""
        record = _HEALTHY if step.type == SCRIPT else Record(UNKNOWN)
        if self._own.get(step.id, Record(UNKNOWN)) == record:
            done(0)
        else:
            self._record(step.id, record, done)
        if step.http is not None and step.http.health_check:
            self._tasks.spawn(self._probe_soon(step))

    def _record(self, step_id: str, record: Record, done: Callable[[int], None] | None = None) -> None:
        self._own[step_id] = record
        event = StepHealthChanged(self._node, step_id, record.status, record.error)

        def ruled(ruling: Ruling) -> None:
            if ruling.verdict is not Verdict.APPLIED and self._own.get(step_id) == record:
                del self._own[step_id]
            if done is not None:
                done(ruling.index)

        at_us = max(now_us(), self._cluster.last_updated + 1)
        self._recorder.propose(AGGREGATE, ANY_SEQUENCE, 1, at_us, encode_events([event]), ruled)

    def _observe(self, ruling: Ruling) -> None:
        if ruling.batch.aggregate == AGGREGATE and ruling.first >= self._cluster.version:
            events = decode_events(ruling.batch.events)
            self._cluster = replay([(ruling.batch.at_us, events)], self._cluster)

    # ------------------------------------------------------------------ probes

    async def _rounds(self) -> None:
        """Every interval: all scripts, and all URLs of the catalog as it is at the beginning, spread evenly."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            steps = [entry.step for entry in self._catalog().entries.values()]
            for step in steps:
                if step.type == SCRIPT and self._own.get(step.id) != _HEALTHY:
                    # It compiled when it was registered, and it is compiled before each of its runs.
                    self._record(step.id, _HEALTHY)
            probed = [step for step in steps if step.http is not None and step.http.health_check]
            for place, step in enumerate(probed):
                await asyncio.sleep(max(0, began + self._interval_s * place / len(probed) - loop.time()))
                self._tasks.spawn(self._probe(step))
            await asyncio.sleep(max(0, began + self._interval_s - loop.time()))

    async def _probe_soon(self, step: Step) -> None:
        await asyncio.sleep(FIRST_PROBE_WITHIN_S)
        await self._probe(step)

    async def _probe(self, step: Step) -> None:
        if not self._is_current(step):
            return
        assert step.http is not None
        assert isinstance(step.http.health_check, str)
        error = await self._caller.probe(step.http.health_check, PROBE_TIMEOUT_S)
        record = Record(UNHEALTHY, error) if error else _HEALTHY
        if self._is_current(step) and self._own.get(step.id) != record:
            self._record(step.id, record)

    def _is_current(self, step: Step) -> bool:
        known = self._catalog().step(step.id)
        return known is not None and known.http == step.http

    # ------------------------------------------------------------------ answers

    def _for_catalog(self) -> HealthView:
        if self._view.catalog is not self._catalog():
            self._view = HealthView(self._catalog())
        return self._view

    def health_body(self) -> bytes:
        return self._for_catalog().body(self._cluster, self._configured)

    def engine_body(self) -> bytes:
        return self._for_catalog().engine_body(self._cluster, self._configured)

    def cluster_body(self) -> bytes:
        return cluster_body(self._cluster, self._configured, self._catalog())

    def step_body(self, step_id: str) -> bytes:
        """Raises HealthNotFound."""
        live = {self._node, *self._connected()}
        return self._for_catalog().step_body(self._cluster, live, step_id)
