"""From a question about flows to the sets that answer it, block by block."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from engine.store.monitor import columns, failure, members, terms
from engine.store.monitor.columns import COMPLETED, DURATION, STARTED
from engine.store.monitor.flow_filter import HIDE, ONLY, FlowFilter, Range
from engine.store.monitor.flow_row import COMPLETED as IS_COMPLETED
from engine.store.monitor.flow_row import FAILED
from engine.store.monitor.members import BLOCK, BLOCK_BITS, FULL

Selector = Callable[[int], int]
"""Which members of a block are meant, as bits."""


class Sets:
    """The stored sets of one kind, inside the caller's read transaction."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        self._find = f"SELECT members FROM {table} WHERE id = ?"

    def stored(self, block: int, number: int) -> bytes:
        found = self._connection.execute(self._find, (members.row_id(block, number),)).fetchone()
        return found[0] if found else b""

    def bits(self, block: int, number: int) -> int:
        stored = self.stored(block, number)
        return members.as_bits(stored) if stored else 0

    def in_any(self, numbers: Iterable[int]) -> Selector:
        wanted = tuple(numbers)

        def select(block: int) -> int:
            found = 0
            for number in wanted:
                found |= self.bits(block, number)
            return found

        return select

    def in_all(self, numbers: Iterable[int]) -> Selector:
        wanted = tuple(numbers)

        def select(block: int) -> int:
            rows = []
            for number in wanted:
                row = self.stored(block, number)
                if not row:
                    return 0
                rows.append(row)
            return members.in_all(rows)

        return select

    def slices(self, block: int, column: str) -> columns.Slices:
        """The column's sets in a block (`columns`), each read when it is asked for."""
        numbers = columns.numbers(column)
        known: dict[int, int] = {}

        def members_of(bit: int) -> int:
            bits = known.get(bit)
            if bits is None:
                bits = known[bit] = self.bits(block, numbers[bit])
            return bits

        return members_of

    def within(self, column: str, asked: Range) -> Selector:
        low = 0 if asked.low is None else asked.low
        high = columns.GREATEST if asked.high is None else asked.high

        def select(block: int) -> int:
            return columns.between(self.slices(block, column), low, high) if low <= high else 0

        return select


def both(parts: Sequence[Selector]) -> Selector:
    def select(block: int) -> int:
        found = FULL
        for part in parts:
            found &= part(block)
            if not found:
                break
        return found

    return select


def either(one: Selector, other: Selector) -> Selector:
    return lambda block: one(block) | other(block)


def without(part: Selector) -> Selector:
    return lambda block: FULL & ~part(block)


def numbers_between(first: int, last: int) -> Selector:
    """All numbers from first to last."""

    def select(block: int) -> int:
        base = block << BLOCK_BITS
        low, high = max(first - base, 0), min(last - base, BLOCK - 1)
        return ((1 << high - low + 1) - 1) << low if low <= high else 0

    return select


def flows(sets: Sets, asked: FlowFilter) -> Selector:
    """The flows that may answer a question: all that do, and when it is not `is_exact`, some that do not."""
    parts: list[Selector] = []
    if asked.parent:
        parts.append(sets.in_any([terms.parent(asked.parent)]))
    elif asked.children in (HIDE, ONLY):
        are_children = sets.in_any([terms.CHILD])
        parts.append(are_children if asked.children == ONLY else without(are_children))
    wanted = [
        [terms.state(name) for name in asked.states],
        [terms.goal(step_id) for step_id in asked.goals],
        [terms.step(step_id) for step_id in asked.steps],
        *([terms.label(name, value) for value in values] for name, values in asked.label_values.items()),
    ]
    parts += [sets.in_any(numbers) for numbers in wanted if numbers]
    if asked.error:
        parts.append(_with_text(sets, terms.ERROR, asked.error))
    if asked.text:
        parts.append(either(_with_text(sets, terms.ID, asked.text), _with_text(sets, terms.ERROR, asked.text)))
    for column, asked_range in ((STARTED, asked.started), (COMPLETED, asked.ended), (DURATION, asked.duration)):
        if asked_range is not None:
            if column != STARTED:
                parts.append(ended(sets))
            parts.append(sets.within(column, asked_range))
    return both(parts)


def ended(sets: Sets) -> Selector:
    """Flows whose outcome is known."""
    return sets.in_any([terms.state(IS_COMPLETED), terms.state(FAILED)])


def _with_text(sets: Sets, field: str, text: str) -> Selector:
    fragments = failure.fragments(text)
    if not fragments:
        return lambda block: FULL
    if len(fragments) == 1:
        return sets.in_all(terms.of_fragment(field, fragments[0]))
    # A short fragment behind another may be anywhere, and no set says so.
    long = [fragment for fragment in fragments if len(terms.fold_case(fragment)) >= terms.GRAM]
    wanted = {number for fragment in long for number in terms.of_fragment(field, fragment)}
    return sets.in_all(wanted) if wanted else lambda block: FULL
