"""What one pass of the monitor changes: batches in, rows and sets out. Touches no file but through what it is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from engine.store.monitor import columns, failure, terms
from engine.store.monitor.flow_row import ACTIVE, ASYNC, FlowRow, Named, Plan, Started
from engine.store.monitor.set_writer import SetWriter
from engine.store.schema import CATALOG, CLUSTER

MINUTE_US = 60_000_000
STARTED, RETRIED = "started", "retried/"

EVENT_TYPES = (
    "flow_started", "flow_completed", "flow_failed", "flow_deactivated", "step_started", "step_completed",
    "step_failed", "step_skipped", "attribute_set", "work_started", "work_succeeded", "work_failed",
    "work_not_completed", "work_retry_scheduled", "dispatch_deferred", "comp_started", "comp_succeeded",
    "comp_retry_scheduled", "comp_failed", "step_registered", "step_updated", "step_unregistered",
    "step_health_changed",
)  # fmt: skip
_OF_FLOW = frozenset({"flow_started", "flow_completed", "flow_failed", "flow_deactivated"})
"""Events that name no step and no item."""
_RESULTS = frozenset({"work_succeeded", "work_failed"})
"""Of the events of an item whose flow ends in the same batch, one is this."""
_RETRIES = frozenset({"work_retry_scheduled", "comp_retry_scheduled"})


class _CatalogStep(msgspec.Struct, gc=False):
    id: str = ""


class _CatalogNames(msgspec.Struct, gc=False):
    """What an event of the catalog or the cluster names."""

    step_id: str = ""
    step: _CatalogStep | None = None


_pairs = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]]).decode
_named = msgspec.json.Decoder(Named).decode
_catalog_names = msgspec.json.Decoder(_CatalogNames).decode
_started = msgspec.json.Decoder(Started).decode
_NOBODY = Named()


class Failures(msgspec.Struct):
    """Failures of one cause within a minute."""

    flows: int
    newest: int
    first_us: int
    last_us: int


class Changes:
    """The changes of one pass."""

    def __init__(self, find: Callable[[int], FlowRow], plan_of: Callable[[msgspec.Raw], KnownPlan]) -> None:
        """`find` reads the row of a known flow; `plan_of` gives the plan of a JSON text."""
        self._find, self._plan_of = find, plan_of
        self.flows: dict[int, FlowRow] = {}
        self.flow_sets = SetWriter("flow_sets")
        self.batch_sets = SetWriter("batch_sets")
        self.kinds: dict[tuple[str, ...], int] = {}
        """The set of batches with just these types of events, by the types in order."""
        self.minutes: defaultdict[tuple[int, str], int] = defaultdict(int)
        self.failures: dict[tuple[int, str], Failures] = {}
        self.values: dict[str, list[tuple[int, int]]] = {
            columns.STARTED: [], columns.COMPLETED: [], columns.DURATION: []
        }  # fmt: skip
        """(flow, milliseconds) that each column gains."""

    def batch(self, position: int, key: int, first: int, at_us: int, node: str, events: bytes) -> None:
        """Take in the next batch."""
        pairs = _pairs(events)
        types = tuple([kind for kind, _ in pairs])
        of_types = self.kinds.get(types)
        if of_types is None:
            of_types = self.kinds[types] = terms.event_types(set(types))
        found = {of_types, terms.node(node)}
        if key in (CATALOG, CLUSTER):
            found.add(terms.CATALOG if key == CATALOG else terms.CLUSTER)
            for _, data in pairs:
                names = _catalog_names(data)
                found.add(terms.event_step(names.step_id or (names.step.id if names.step else "")))
        else:
            if first == 0 and types[-1] == "flow_deactivated":
                row = self._whole(key, at_us, pairs, types, found)
            else:
                known = None if first == 0 else self.flows.get(key) or self._find(key)
                row = self._of_flow(key, known, at_us, pairs, found)
            self.flows[key] = row
            row.last_us = at_us
            row.events += len(pairs)
            row.size_bytes += len(events)
        self.batch_sets.add(position, found)

    def _whole(
        self, key: int, at_us: int, pairs: list[tuple[str, msgspec.Raw]], types: tuple[str, ...], found: set[int]
    ) -> FlowRow:
        """A flow that is recorded from beginning to end in one batch: the commonest one, and the shortest way."""
        row, known = self._begin(key, pairs[0][1], at_us)
        row.done = types.count("step_completed")
        row.failed = types.count("step_failed")
        row.skipped = types.count("step_skipped")
        for kind, data in pairs:
            if kind in _RESULTS:
                found.update(terms.token(_named(data).token))
            elif kind == "flow_failed" or kind == "flow_completed":
                row.evolve(kind, _NOBODY, data, at_us)
        row.deactivated_us = at_us
        # Perhaps not all of them have events in it: whoever looks for one looks into the batch.
        found.update(known.step_sets)
        return row

    def _of_flow(
        self, key: int, row: FlowRow | None, at_us: int, pairs: list[tuple[str, msgspec.Raw]], found: set[int]
    ) -> FlowRow:
        """The flow after a batch; adds to the sets that the batch is in."""
        token = ""
        for kind, data in pairs:
            if kind in _OF_FLOW:
                named = _NOBODY
            else:
                named = _named(data)
                found.add(terms.event_step(named.step_id))
                if named.token and named.token != token:
                    # Events of one item mostly follow each other.
                    token = named.token
                    found.update(terms.token(token))
                if kind in _RETRIES:
                    self.minutes[at_us // MINUTE_US, RETRIED + named.step_id] += 1
            if row is None:
                row, _ = self._begin(key, data, at_us)
            else:
                row.evolve(kind, named, data, at_us)
        assert row is not None, "a batch has events"
        return row

    def _begin(self, key: int, data: msgspec.Raw, at_us: int) -> tuple[FlowRow, KnownPlan]:
        started = _started(data)
        known = self._plan_of(started.plan)
        row = FlowRow(key, started, known.plan, at_us)
        found = [*known.flow_sets, *terms.of_text(terms.ID, row.id)]
        if started.labels:
            found += [terms.label(name, value) for name, value in started.labels.items()]
        if ":" in row.id:
            found += (terms.CHILD, terms.parent(row.parent))
        else:
            self.minutes[at_us // MINUTE_US, STARTED] += 1
        self.flow_sets.add(key, found)
        self.values[columns.STARTED].append((key, at_us // 1000))
        return row, known

    def finish(self) -> None:
        """Derive what depends on the rows as they are at the end of the pass."""
        for row in self.flows.values():
            before, states = row.stored_states, row.states
            if before is None:
                self.flow_sets.add(row.key, _states_terms(states))
            elif before != states:
                self.flow_sets.add(row.key, _states_terms(states - before))
                self.flow_sets.remove(row.key, _states_terms(before - states))
            if row.outcome != ACTIVE and (before is None or not before & {row.outcome}):
                self._ended(row)

    def _ended(self, row: FlowRow) -> None:
        """The outcome of a flow has become known in this pass."""
        self.values[columns.COMPLETED].append((row.key, row.completed_us // 1000))
        self.values[columns.DURATION].append((row.key, row.completed_us // 1000 - row.created_us // 1000))
        minute = row.completed_us // MINUTE_US
        if row.error:
            self.flow_sets.add(row.key, terms.of_text(terms.ERROR, row.error))
        if ":" in row.id:
            return
        self.minutes[minute, row.outcome] += 1
        if row.error:
            self._failed(row, minute)

    def _failed(self, row: FlowRow, minute: int) -> None:
        cause = failure.fold(row.error)
        known = self.failures.get((minute, cause))
        if known is None:
            self.failures[minute, cause] = Failures(1, row.key, row.completed_us, row.completed_us)
            return
        known.flows += 1
        known.first_us = min(known.first_us, row.completed_us)
        if row.completed_us >= known.last_us:
            known.newest, known.last_us = row.key, row.completed_us


@lru_cache
def _states_terms(states: frozenset[str]) -> tuple[int, ...]:
    return tuple(map(terms.state, states))


@dataclass(frozen=True, slots=True)
class KnownPlan:
    """A plan, and what everything on it is found by."""

    plan: Plan
    flow_sets: list[int]
    """Sets of flows with this plan."""
    step_sets: list[int]
    """Sets of batches that may have events of its steps."""


def known_plan(plan: Plan) -> KnownPlan:
    return KnownPlan(
        plan,
        [*map(terms.goal, set(plan.goals)), *map(terms.step, plan.steps)],
        [terms.event_step(step_id) for step_id in plan.steps],
    )


__all__ = ["ASYNC", "EVENT_TYPES", "MINUTE_US", "RETRIED", "STARTED", "Changes", "Failures", "known_plan"]
