"""Finds flows for the list (`ui.md`, 12): a page in an order, the number of matches, and what they have in common."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from engine.store.monitor import columns, plans, selection, terms
from engine.store.monitor.flow_filter import SORTS, FlowFilter, Place, matches
from engine.store.monitor.flow_order import ByColumn, ById, ByStart, Order, size
from engine.store.monitor.flow_row import COLUMNS, STATES, FlowRow, Plan, loaded
from engine.store.monitor.members import BLOCK_BITS
from engine.store.monitor.selection import Sets
from engine.store.schema import FIRST_FLOW

PORTION = 200
"""Flows that are looked at together."""
BUDGET_S = 0.15
"""After this time a search that has to look at rows answers what it has."""
COUNTED = 1_000
"""So many flows that may match are looked at for the sake of an exact number."""
FACETS_OF = 10_000
"""Of the newest matches, so many are looked at for what they have in common."""

_labels = msgspec.json.Decoder(dict[str, str]).decode


@dataclass(frozen=True, slots=True)
class Listed:
    """A flow of a page."""

    row: FlowRow
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    flows: list[Listed]
    after: Place | None
    """Where to go on; None at the end."""
    searched: int | None
    """How many of the flows, from the beginning of the order, were looked at; None when nothing had to be cut short."""
    total: int
    total_exact: bool


@dataclass(frozen=True, slots=True)
class Facets:
    labels: dict[str, Counter[str]]
    goals: Counter[str]
    states: dict[str, int]
    """Of all matches."""
    searched: int
    """Matches whose labels and goals were looked at."""
    is_all: bool


class FlowSearch:
    """One question, inside the caller's read transaction."""

    def __init__(self, connection: sqlite3.Connection, asked: FlowFilter, store: sqlite3.Connection) -> None:
        """`connection` is to the monitor; the store knows the order of ids."""
        self._connection, self._asked, self._store = connection, asked, store
        self._sets = Sets(connection, "flow_sets")
        self._plans: dict[int, Plan] = {}
        (last,) = connection.execute("SELECT max(key) FROM flows").fetchone()
        self._last = last or 0
        self._blocks = range(self._last >> BLOCK_BITS, -1, -1) if last else range(0)

    def _choose(self, sort: str) -> dict[int, int]:
        """The flows that may be meant, as bits by block."""
        parts = [selection.numbers_between(FIRST_FLOW, self._last), selection.flows(self._sets, self._asked)]
        if SORTS[sort] in columns.OF_ENDED:
            parts.append(selection.ended(self._sets))
        select = selection.both(parts)
        return {block: bits for block in self._blocks if (bits := select(block))}

    def _order(self, sort: str, falling: bool, chosen: dict[int, int]) -> Order:
        match SORTS[sort]:
            case columns.STARTED:
                return ByStart(chosen, falling, self._last)
            case None:
                return ById(self._store, chosen, falling)
            case column:
                return ByColumn(self._sets, column, chosen, falling)

    def page(self, sort: str, falling: bool, after: Place | None, limit: int) -> Found:
        """The flows behind a place in an order."""
        deadline = time.monotonic() + BUDGET_S
        chosen = self._choose(sort)
        total, is_exact = size(chosen), self._asked.is_exact
        order = self._order(sort, falling, chosen)
        # One more than asked for tells whether there is another page.
        wanted = min(limit + 1, PORTION) if is_exact else PORTION
        found: list[Listed] = []
        place, is_end = after, False
        while len(found) <= limit and not is_end and (place is after or time.monotonic() < deadline):
            stretch = order.behind(place, wanted)
            rows = self._rows(stretch.keys)
            found += [rows[key] for key in stretch.keys if matches(rows[key].row, rows[key].labels, self._asked)]
            place, is_end = stretch.resume or place, stretch.resume is None
        if len(found) > limit:
            # The page is full; the next one begins behind its last flow.
            del found[limit:]
            place = order.place_of(found[-1].row)
            if not is_exact and total <= COUNTED:
                return Found(found, place, None, self._verified(chosen), True)
            return Found(found, place, None, total, is_exact)
        if is_end:
            return Found(found, None, None, len(found) if after is None else total, after is None or is_exact)
        assert place is not None, "a search that was cut short has looked at something"
        return Found(found, place, order.passed(place), total, is_exact)

    def facets(self) -> Facets:
        """What the newest matches have in common."""
        chosen = self._choose("started")
        states = {
            state: sum(
                (bits & self._sets.bits(block, terms.state(state))).bit_count() for block, bits in chosen.items()
            )
            for state in STATES
        }
        labels: dict[str, Counter[str]] = {}
        goals: Counter[int] = Counter()
        keys = ByStart(chosen, True, self._last).behind(None, FACETS_OF).keys
        for start in range(0, len(keys), PORTION):
            for plan, text in self._labels_and_plans(keys[start : start + PORTION]):
                goals[plan] += 1
                for name, value in _labels(text).items() if text else ():
                    values = labels.get(name)
                    if values is None:
                        values = labels[name] = Counter()
                    values[value] += 1
        return Facets(labels, self._by_goal(goals), states, len(keys), len(keys) == size(chosen))

    def _labels_and_plans(self, keys: list[int]) -> Iterator[tuple[int, str]]:
        """Plan and labels of those flows that match."""
        if self._asked.is_exact:
            marks = ", ".join("?" * len(keys))
            yield from self._connection.execute(f"SELECT plan, labels FROM flows WHERE key IN ({marks})", keys)
            return
        for listed in self._rows(keys).values():
            if matches(listed.row, listed.labels, self._asked):
                yield listed.row.plan.key, listed.row.labels

    def _by_goal(self, by_plan: Counter[int]) -> Counter[str]:
        goals: Counter[str] = Counter()
        for key, count in by_plan.items():
            plan = self._plans.get(key) or plans.read(self._connection, key)
            for goal in set(plan.goals):
                goals[goal] += count
        return goals

    def count(self) -> int:
        """Matches, as far as the sets alone know them."""
        return size(self._choose("started"))

    def _verified(self, chosen: dict[int, int]) -> int:
        """Matches among the chosen, each of them looked at."""
        keys = ByStart(chosen, True, self._last).behind(None, COUNTED).keys
        portions = (keys[start : start + PORTION] for start in range(0, len(keys), PORTION))
        rows = (listed for portion in portions for listed in self._rows(portion).values())
        return sum(matches(listed.row, listed.labels, self._asked) for listed in rows)

    def _rows(self, keys: list[int]) -> dict[int, Listed]:
        return {listed.row.key: listed for listed in read_rows(self._connection, keys, self._plans)}


def read_rows(connection: sqlite3.Connection, keys: list[int], known: dict[int, Plan]) -> Iterator[Listed]:
    """The flows of these keys, in no order; `known` plans are not read again, and new ones put there."""
    sql = f"SELECT {COLUMNS} FROM flows WHERE key IN ({', '.join('?' * len(keys))})"
    for values in connection.execute(sql, keys):
        plan = known.get(values[2])
        if plan is None:
            plan = known[values[2]] = plans.read(connection, values[2])
        row = loaded(values, plan)
        yield Listed(row, _labels(row.labels) if row.labels else {})
