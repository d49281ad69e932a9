"""The engine of one node: commands in, answers out, with no transport of its own."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Sequence
from typing import Protocol

import msgspec

from engine.catalog import events as catalog_events
from engine.catalog import health as cluster_events
from engine.catalog.parse import WorkDefaults
from engine.client.protocol import Committed
from engine.client.server import Reply
from engine.model.errors import Busy, NotFound, Refusal
from engine.planning.explain import StartRefused
from engine.replication.log import Fact, NodeChanged, ReplicatedLog, Ruling, Unavailable
from engine.runtime import starts, webhooks
from engine.runtime.catalog_keeper import CatalogKeeper
from engine.runtime.children import Children
from engine.runtime.cluster_view import ClusterView
from engine.runtime.commands import Carry, Command
from engine.runtime.effects import FlowEffects
from engine.runtime.flows import Flows
from engine.runtime.health_keeper import HealthKeeper
from engine.runtime.http_caller import HttpCaller
from engine.runtime.memo import MemoCache
from engine.runtime.node_view import NodeView
from engine.runtime.pace import Pace
from engine.runtime.recorder import Recorder
from engine.runtime.residence import Residence
from engine.runtime.scripts import PatientScripts
from engine.runtime.starts import Starts
from engine.runtime.stored import Stored
from engine.runtime.surroundings import Surroundings
from engine.runtime.tasks import Tasks
from engine.runtime.webhooks import Webhooks
from engine.runtime.workbench import CHANGE_CATALOG, Workbench
from engine.runtime.workbench_scripts import ScriptBench
from engine.runtime.workbench_settings import settings_body
from engine.settings import EngineSettings
from engine.store.handover import StoreWriter
from engine.store.reader import Reader

READ_WAIT_S = 2.0
"""How long a read waits for a position that this node has not applied yet."""
SHOW_WAIT_S = 1.0
"""The same for the monitor, which answers with what it has after that."""

log = logging.getLogger(__name__)


CatalogHistory = tuple[int, Sequence[catalog_events.CatalogEvent | None]]
ClusterHistory = tuple[int, Sequence[cluster_events.StepHealthChanged | None]]


class Forwarded(msgspec.Struct, array_like=True, frozen=True):
    """A command on its way to the node that runs its flow."""

    name: str
    params: dict[str, str]
    body: bytes


class ForwardedAnswer(msgspec.Struct, array_like=True, frozen=True):
    status: int
    body: bytes
    position: int
    retry_after_s: int


_encode = msgspec.msgpack.Encoder().encode
_decode_forwarded = msgspec.msgpack.Decoder(Forwarded).decode
_decode_answer = msgspec.msgpack.Decoder(ForwardedAnswer).decode


class Publisher(Protocol):
    """Where committed batches go."""

    def publish(self, batch: Committed) -> None: ...


class Engine:
    """Puts the parts together, and says which part carries out which command."""

    def __init__(
        self,
        settings: EngineSettings,
        replicated: ReplicatedLog,
        writer: StoreWriter,
        reader: Reader,
        publisher: Publisher,
    ) -> None:
        self._settings, self._log = settings, replicated
        self._node = settings.node_id
        self._early: list[Sequence[Fact]] | None = []
        self._tasks = Tasks()
        timeout_s = settings.command_timeout_ms / 1000

        self._recorder = Recorder(replicated, publisher.publish, self._node_changed, self._committed_late)
        self._stored = Stored(writer, reader, lambda: self._recorder.applied)
        self._residence = Residence(self._node)
        self._recorder.observe(self._residence.observe)
        memo = MemoCache(settings.memo_cache_size)
        surroundings = Surroundings(memo)
        self._workers = PatientScripts(settings.script_workers)
        self._caller = HttpCaller(settings.step_answer_limit_bytes)
        defaults = WorkDefaults(
            settings.retry_max_retries,
            settings.retry_initial_backoff_ms,
            settings.retry_max_backoff_ms,
            settings.retry_backoff_type,
        )
        self._catalog = CatalogKeeper(
            self._recorder,
            defaults,
            timeout_s,
            self._workers,
            lambda step, done: self._health.step_changed(step, done),
        )
        self._health = HealthKeeper(
            self._node,
            tuple(settings.raft_servers) or (self._node,),
            lambda: [peer.id for peer in replicated.status.peers if peer.connected],
            self._recorder,
            lambda: self._catalog.applied,
            self._caller,
            settings.health_check_interval_ms / 1000,
        )
        self._flows = Flows(self._recorder, surroundings, self._workers, self._stored, timeout_s)
        children = Children(self._flows, surroundings, self._workers, self._stored)
        self._flows.connect(
            FlowEffects(
                self._flows,
                children,
                self._caller,
                self._workers,
                surroundings,
                memo,
                self._health.script_ended,
                Pace(settings.recovery_rate),
                settings.webhook_base_url,
                settings.step_timeout_ms,
            )
        )
        self._starts = Starts(
            lambda: self._catalog.applied,
            self._flows,
            surroundings,
            self._workers,
            self._stored,
            self._residence,
            self._forward,
            self._refuse,
            lambda: writer.backlog_bytes,
        )
        completions = Webhooks(self._flows, self._stored, self._residence, self._forward, self._refuse)
        view = NodeView(replicated, self._flows)
        self._cluster = ClusterView(replicated, view, self._tasks, self._ask_node)
        self._workbench = Workbench(self._catalog, defaults, self._workers, self._refuse)
        self._script_bench = ScriptBench(self._workers)
        told = settings_body(settings)
        self._commands: dict[str, Carry] = {
            starts.COMMAND: self._starts.start_flow,
            "preview_plan": self._starts.preview_plan,
            webhooks.COMMAND: completions.complete_work,
            "register_step": self._catalog.register,
            "update_step": self._catalog.update,
            "remove_step": self._catalog.remove,
            CHANGE_CATALOG: self._workbench.change_catalog,
            "check_step": self._workbench.check_step,
            "check_script": self._script_bench.check_script,
            "run_script": self._script_bench.run_script,
            "read_settings": lambda c: c.done(200, told, 0),
            "read_health": lambda c: c.done(200, self._health.health_body(), 0),
            "read_step_health": lambda c: c.done(200, self._health.step_body(c.params["step_id"]), 0),
            "read_cluster": lambda c: c.done(200, self._health.cluster_body(), 0),
            "read_engine": lambda c: c.done(200, self._health.engine_body(), 0),
            "read_node": view.read,
            "read_nodes": self._cluster.read,
            "web_clients": view.count_clients,
            "settle": self._settle,
        }

    @property
    def applied(self) -> int:
        return self._recorder.applied

    # ------------------------------------------------------------------ life

    async def start(self) -> None:
        """Join the cluster, read what the store holds, and take up the flows that this node runs."""
        self._log.on_ask(self._answer_node)
        await self._log.start(self._on_facts)
        self._recorder.applied = max(self._recorder.applied, self._log.status.applied)
        catalog, cluster, runners = await self._stored.read(_history)
        self._catalog.load(catalog)
        self._health.load(cluster)
        self._residence.load(runners)
        early, self._early = self._early or [], None
        for facts in early:
            self._recorder.on_facts(facts)
        for flow_id, node in runners.items():
            if node == self._node and not self._residence.elsewhere(flow_id):
                self._flows.adopt(flow_id)
        self._health.start()
        self._cluster.start()
        self._tasks.spawn(self._workers.start())

    async def stop(self) -> None:
        """Stop calling and deciding; what is not recorded is begun again at the next start."""
        self._health.stop()
        self._cluster.stop()
        self._workbench.stop()
        self._script_bench.stop()
        for live in self._flows.all():
            live.stop()
        await self._workers.close()
        await self._caller.close()

    def _on_facts(self, facts: Sequence[Fact]) -> None:
        if self._early is not None:
            self._early.append(facts)
        else:
            self._recorder.on_facts(facts)

    def _node_changed(self, change: NodeChanged) -> None:
        self._residence.move(change)
        log.info("node %s is %s", change.node, "up" if change.up else "lost")
        if change.node == self._node and not change.up:
            for live in self._flows.all():
                self._flows.drop(live.id)
        for flow_id, node in change.moved:
            if node == self._node:
                self._flows.adopt(flow_id)
            else:
                self._flows.drop(flow_id)

    def _committed_late(self, ruling: Ruling) -> None:
        """Catalog and health records follow the log in any case; a flow's effects hang on its runner."""
        if ruling.batch.aggregate.startswith("flow/"):
            self._flows.late(ruling)

    # ------------------------------------------------------------------ commands

    def handle(self, command: str, params: dict[str, str], body: bytes, reply: Reply) -> None:
        """Carry a command out; reply is called once, now or later."""
        self._carry(command, Command(params, body, reply))

    def _carry(self, name: str, command: Command) -> None:
        carry = self._commands.get(name)
        if carry is None:
            command.refuse(NotFound(f"the engine knows no command {name!r}"))
            return
        try:
            carry(command)
        except Refusal as refusal:
            self._refuse(name, command, refusal)

    def _refuse(self, name: str, command: Command, refusal: Refusal) -> None:
        """Unknown here is not unknown: in a cluster this node may only be behind (`replication.md`, 6)."""
        may_be_behind = refusal.may_be_behind or isinstance(refusal, StartRefused)
        if may_be_behind and not command.is_certain and self._settings.peers:
            self._tasks.spawn(self._catch_up(name, command))
        else:
            command.refuse(refusal)

    async def _catch_up(self, name: str, command: Command) -> None:
        try:
            await self._log.barrier()
        except Unavailable as reason:
            command.refuse(Busy(str(reason), reason.retry_after_s))
        else:
            self._carry(name, dataclasses.replace(command, is_certain=True))

    def _settle(self, command: Command) -> None:
        position = int(command.params.get("position", "0"))
        self._tasks.spawn(self._settled(command, position))

    async def _settled(self, command: Command, position: int) -> None:
        """`monitor` asks for what people look at, too (`engine.store.monitor`)."""
        try:
            await self._recorder.applied_to(position, READ_WAIT_S)
        except TimeoutError:
            command.refuse(Busy(f"this node has not applied position {position} yet"))
            return
        covered = await self._stored.settle()
        if command.params.get("monitor"):
            try:
                await asyncio.wait_for(self._stored.show(), SHOW_WAIT_S)
            except TimeoutError:
                # It is being made anew. What it has is shown, and says how far it reaches.
                log.debug("the monitor does not cover position %d yet", covered)
        command.done(200, self._staleness(), covered)

    def _staleness(self) -> bytes:
        """Milliseconds since a leader was heard, where none is in sight: reads say so (`replication.md`, 7)."""
        status = self._log.status
        return b"" if status.leader else b"%d" % status.lag_ms

    # ------------------------------------------------------------------ other nodes

    def _forward(self, node: str, name: str, command: Command) -> None:
        self._tasks.spawn(self._ask(node, name, command))

    async def _ask(self, node: str, name: str, command: Command) -> None:
        timeout_s = self._settings.command_timeout_ms / 1000
        try:
            sent = _encode(Forwarded(name, command.params, command.body))
            answer = _decode_answer(await self._log.ask(node, sent, timeout_s))
            await self._recorder.applied_to(answer.position, timeout_s)
        except (Unavailable, TimeoutError) as reason:
            command.refuse(Busy(f"node {node}, which runs the flow, did not answer: {reason}"))
        else:
            command.reply(answer.status, answer.body, answer.position, answer.retry_after_s)

    async def _ask_node(self, node: str, timeout_s: float) -> bytes:
        """What another node says about itself. Raises Unavailable, TimeoutError."""
        sent = _encode(Forwarded("read_node", {}, b""))
        answer = _decode_answer(await asyncio.wait_for(self._log.ask(node, sent, timeout_s), timeout_s))
        return answer.body

    async def _answer_node(self, node: str, body: bytes) -> bytes:
        """Carry out what another node forwards."""
        request = _decode_forwarded(body)
        future: asyncio.Future[ForwardedAnswer] = asyncio.get_running_loop().create_future()

        def reply(status: int, answer: bytes, position: int, retry_after_s: int) -> None:
            if not future.done():
                future.set_result(ForwardedAnswer(status, answer, position, retry_after_s))

        self._carry(request.name, Command(request.params, request.body, reply, is_forwarded=True))
        return _encode(await future)


def _history(reader: Reader) -> tuple[list[CatalogHistory], list[ClusterHistory], dict[str, str]]:
    """What the engine keeps in memory: catalog, cluster, and who runs which live flow."""
    return (
        [(batch.at_us, catalog_events.decode_events(batch.events)) for batch in reader.catalog_batches()],
        [(batch.at_us, cluster_events.decode_events(batch.events)) for batch in reader.cluster_batches()],
        reader.runners(),
    )
