"""The cluster aggregate (`events.md`, 3.2 and 4.2): what each node last said of the health of each step.

What needs plans, the health of flow steps, is in `engine.planning.health`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import msgspec

from engine.catalog.state import Catalog
from engine.model import instant, jsontext
from engine.model.eventcode import EventCode
from engine.model.instant import NEVER

HEALTHY, UNHEALTHY, UNKNOWN = "healthy", "unhealthy", "unknown"
_WORST_FIRST: Final = (UNHEALTHY, UNKNOWN, HEALTHY)


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """The health of a step, as one node sees it or merged over several."""

    status: str
    error: str = ""


class StepHealthChanged(msgspec.Struct, frozen=True, omit_defaults=True):
    """The record of a node for a step changed in status or error."""

    kind: ClassVar[str] = "step_health_changed"
    node_id: str
    step_id: str
    status: str
    error: str = ""
    """The plain text, without the prefix that merged views put in front."""


@dataclass(frozen=True, slots=True)
class Node:
    last_seen: int = NEVER
    """Time of its last event."""
    health: Mapping[str, Record] = field(default_factory=dict)
    """By step id, also of steps that the catalog no longer has."""


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """Every node that ever reported, after `version` events."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    version: int = 0
    """Events so far: the sequence of the next one."""
    last_updated: int = NEVER


NO_NODES: Final = Cluster()

_code: EventCode[StepHealthChanged] = EventCode(StepHealthChanged)
encode_events = _code.encode
decode_events = _code.decode


def evolve(cluster: Cluster, event: StepHealthChanged | None, at_us: int) -> Cluster:
    """The cluster after an event; None stands for one of an unknown type, which only counts."""
    return replay([(at_us, [event])], cluster)


def replay(batches: Iterable[tuple[int, Sequence[StepHealthChanged | None]]], start: Cluster = NO_NODES) -> Cluster:
    """The cluster after batches of (time, events). Copies the records of each node that reports once."""
    nodes, version, last_updated = dict(start.nodes), start.version, start.last_updated
    copied: dict[str, dict[str, Record]] = {}
    for at_us, events in batches:
        for event in events:
            version += 1
            if event is None:
                continue
            last_updated = at_us
            health = copied.get(event.node_id)
            if health is None:
                health = copied[event.node_id] = dict(nodes.get(event.node_id, Node()).health)
            health[event.step_id] = Record(event.status, event.error)
            nodes[event.node_id] = Node(at_us, health)
    return Cluster(nodes, version, last_updated)


def record_health(
    cluster: Cluster, node_id: str, step_id: str, status: str, error: str = ""
) -> list[StepHealthChanged]:
    """The event of a new record; none when it equals the node's last one for the step."""
    node = cluster.nodes.get(node_id)
    if node is not None and node.health.get(step_id) == Record(status, error):
        return []
    return [StepHealthChanged(node_id, step_id, status, error)]


def merged(cluster: Cluster, live: Collection[str], step_id: str) -> Record | None:
    """The worst record of the live nodes, its error with the node's name; None when none of them has one."""
    records = {
        node_id: cluster.nodes[node_id].health[step_id]
        for node_id in sorted(live)
        if node_id in cluster.nodes and step_id in cluster.nodes[node_id].health
    }
    for status in _WORST_FIRST:
        found = {node_id: record for node_id, record in records.items() if record.status == status}
        if found:
            told = next(((node_id, record.error) for node_id, record in found.items() if record.error), None)
            return Record(status, f"node {told[0]}: {told[1]}" if told else "")
    return None


def cluster_fields(cluster: Cluster, configured: Collection[str], catalog: Catalog) -> dict[str, Any]:
    """`nodes` and `last_updated`: every configured node, with its records of steps of the catalog (A12)."""
    nodes = {}
    for node_id in sorted({*configured, *cluster.nodes}):
        node = cluster.nodes.get(node_id, Node())
        health = {step_id: record for step_id, record in node.health.items() if step_id in catalog}
        nodes[node_id] = {"last_seen": instant.text(node.last_seen), "health": health}
    return {"nodes": nodes, "last_updated": instant.text(cluster.last_updated)}


def cluster_body(cluster: Cluster, configured: Collection[str], catalog: Catalog) -> bytes:
    """Of `GET /engine/cluster`; also the state of `["cluster"]` over the WebSocket."""
    return jsontext.encode(cluster_fields(cluster, configured, catalog))
