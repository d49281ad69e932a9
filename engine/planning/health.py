"""Health as the API answers it (`steps.md`, 13; `api.md`, 4.3, 4.4): records, and what flow steps get from theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from engine.catalog.health import HEALTHY, UNHEALTHY, UNKNOWN, Cluster, Record, cluster_fields, merged
from engine.catalog.render import catalog_fields
from engine.catalog.state import Catalog
from engine.model import instant, jsontext
from engine.model.errors import NotFound, Refusal
from engine.model.step import FLOW
from engine.planning.build import build
from engine.scripts.interface import Outcome, Task

NO_RECORD = Record(UNKNOWN)


class HealthNotFound(NotFound):
    """A health request names a step that is not in the catalog."""

    def __init__(self, step_id: str) -> None:
        super().__init__(f"Health not found for step: {step_id}")
        self.step_id = step_id


class HealthView:
    """Answers for one catalog. Keep it for as long as the catalog is the same: it remembers the plans of flow steps."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._members: dict[str, tuple[str, ...] | str] = {}

    def of_step(self, cluster: Cluster, live: Collection[str], step_id: str) -> Record:
        """The merged record over the live nodes. Raises HealthNotFound."""
        if step_id not in self.catalog:
            raise HealthNotFound(step_id)
        return self._computed(step_id, lambda member: merged(cluster, live, member) or NO_RECORD, {})

    def step_body(self, cluster: Cluster, live: Collection[str], step_id: str) -> bytes:
        """Of `GET /engine/health/{stepID}`. Raises HealthNotFound."""
        return jsontext.encode(self.of_step(cluster, live, step_id))

    def nodes(self, cluster: Cluster, configured: Collection[str]) -> dict[str, Any]:
        """Each node with a record for every step of the catalog; of a flow step computed from the node's others."""
        nodes: dict[str, Any] = {}
        for node_id, fields in cluster_fields(cluster, configured, self.catalog)["nodes"].items():
            recorded: Mapping[str, Record] = fields["health"]
            known: dict[str, Record] = {}

            def own(member: str, recorded: Mapping[str, Record] = recorded) -> Record:
                return recorded.get(member, NO_RECORD)

            health = {step_id: self._computed(step_id, own, known) for step_id in self.catalog.entries}
            nodes[node_id] = {**fields, "health": health}
        return nodes

    def body(self, cluster: Cluster, configured: Collection[str]) -> bytes:
        """Of `GET /engine/health`."""
        nodes = self.nodes(cluster, configured)
        return jsontext.encode({"nodes": nodes, "last_updated": instant.text(cluster.last_updated)})

    def engine_body(self, cluster: Cluster, configured: Collection[str]) -> bytes:
        """Of `GET /engine`: the catalog and its health in one."""
        last_updated = max(cluster.last_updated, self.catalog.last_updated)
        return jsontext.encode(
            {
                **catalog_fields(self.catalog),
                "health": self.nodes(cluster, configured),
                "last_updated": instant.text(last_updated),
            }
        )

    def _computed(self, step_id: str, record_of: Callable[[str], Record], known: dict[str, Record]) -> Record:
        """The record of a step; that of a flow step from those of its members. `known`: what this view has computed."""
        if self.catalog.entries[step_id].step.type != FLOW:
            return record_of(step_id)
        if step_id in known:
            return known[step_id]
        # Should two flow steps plan each other, the one that is asked second does not count for the first.
        known[step_id] = NO_RECORD
        members = self._members_of(step_id)
        if isinstance(members, str):
            record = Record(UNKNOWN, members)
        else:
            record = _worst((member, self._computed(member, record_of, known)) for member in members)
        known[step_id] = record
        return record

    def _members_of(self, step_id: str) -> tuple[str, ...] | str:
        """The steps of the plan of its goals, made without initial values; or why there is none."""
        found = self._members.get(step_id)
        if found is None:
            step = self.catalog.entries[step_id].step
            assert step.flow is not None, f"flow step {step_id!r} without goals"
            try:
                inside = frozenset((step_id,))
                plan = build(self.catalog, step.flow.goals, {}, start=False, evaluate=_no_values, inside=inside).plan
                found = tuple(plan.steps)
            except Refusal as refusal:
                found = refusal.message
            self._members[step_id] = found
        return found


def _no_values(task: Task) -> Outcome:
    raise AssertionError(f"a plan without initial values runs no script, but {task.source.text!r} was asked for")


def _worst(members: Iterable[tuple[str, Record]]) -> Record:
    """Unhealthy by one member, otherwise unknown by one that says why; what nobody knows anything of does not count."""
    unknown: Record | None = None
    for step_id, record in members:
        if record.status == UNHEALTHY:
            return Record(UNHEALTHY, f"step {step_id}: {record.error}")
        if record.status == UNKNOWN and record.error and unknown is None:
            unknown = Record(UNKNOWN, f"step {step_id}: {record.error}")
    return unknown or Record(HEALTHY)
