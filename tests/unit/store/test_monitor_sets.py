"""Sets in blocks, and columns made of them: each operation against Python's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.store.monitor import columns, failure, members, terms
from engine.store.monitor.columns import DURATION
from engine.store.monitor.members import BLOCK, BLOCK_BITS, SET_BITS

# Runs make sets of many members, which are stored as bits.
OFFSETS = st.one_of(
    st.sets(st.integers(0, BLOCK - 1), max_size=60),
    st.tuples(st.integers(0, BLOCK - 1), st.integers(1, 3_000)).map(
        lambda run: set(range(run[0], min(run[0] + run[1], BLOCK)))
    ),
)


def stored(offsets: set[int]) -> bytes:
    return members.changed(b"", sorted(offsets)) if offsets else b""


def places(bits: int) -> set[int]:
    return set(members.falling(bits))


@given(OFFSETS, OFFSETS, OFFSETS)
def test_members_come_and_go(before: set[int], added: set[int], removed: set[int]) -> None:
    after = members.changed(stored(before), sorted(added - before), sorted(removed - added))
    assert places(members.as_bits(after)) == (before | added) - (removed - added)


@given(st.lists(OFFSETS, min_size=1, max_size=4))
def test_what_is_in_all_sets(sets: list[set[int]]) -> None:
    assert places(members.in_all([stored(one) for one in sets])) == set.intersection(*sets)


@given(OFFSETS)
def test_members_are_listed_from_either_end(offsets: set[int]) -> None:
    bits = members.as_bits(stored(offsets))
    assert list(members.rising(bits)) == sorted(offsets)
    assert list(members.falling(bits)) == sorted(offsets, reverse=True)


VALUES = st.dictionaries(
    st.integers(0, 3 * BLOCK), st.one_of(st.integers(0, 20), st.integers(0, columns.GREATEST)), min_size=1, max_size=40
)


def column(values: dict[int, int]) -> dict[int, columns.Slices]:
    """The values as sets, by block."""
    rows: dict[int, bytes] = {}

    def put(row: int, offsets: object) -> None:
        rows[row] = members.changed(rows.get(row, b""), list(offsets))  # type: ignore[call-overload]

    columns.spread(DURATION, list(values.items()), put)

    def slices(block: int) -> columns.Slices:
        numbers = columns.numbers(DURATION)
        return lambda bit: members.as_bits(rows.get(block << SET_BITS | numbers[bit], b""))

    return {key >> BLOCK_BITS: slices(key >> BLOCK_BITS) for key in values}


def present(values: dict[int, int]) -> dict[int, int]:
    """All that have a value, as bits by block."""
    found: dict[int, set[int]] = {}
    for key in values:
        found.setdefault(key >> BLOCK_BITS, set()).add(key & (BLOCK - 1))
    return {block: members.bits_of(offsets) for block, offsets in found.items()}


def keys(bits: dict[int, int]) -> set[int]:
    return {block << BLOCK_BITS | offset for block, some in bits.items() for offset in places(some)}


@given(VALUES, st.integers(0, 30), st.integers(0, columns.GREATEST))
def test_ranges_of_a_column(values: dict[int, int], low: int, high: int) -> None:
    slices, everyone = column(values), present(values)
    found = {block: bits & columns.between(slices[block], low, high) for block, bits in everyone.items()}
    assert keys(found) == {key for key, value in values.items() if low <= value <= high}
    same = {block: bits & columns.equal(slices[block], low) for block, bits in everyone.items()}
    assert keys(same) == {key for key, value in values.items() if value == low}


@given(VALUES, st.integers(1, 50), st.booleans())
def test_the_greatest_of_a_column(values: dict[int, int], count: int, least: bool) -> None:
    taken, equals, missing = columns.greatest(present(values), column(values), count, least=least)
    ranked = sorted(values.values(), reverse=not least)[:count]
    best = sorted((values[key] for key in keys(taken)), reverse=not least)
    assert ranked[: len(best)] == best
    rest = {values[key] for key in keys(equals)}
    assert missing >= len(ranked) - len(best)
    if ranked[len(best) :]:
        assert rest == set(ranked[len(best) :])


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, 10))
def test_a_text_is_in_every_set_that_a_part_of_it_asks_for(text: str, start: int, length: int) -> None:
    part = text[start : start + length] if length >= terms.GRAM else text[:length]
    if part and (len(terms.fold_case(part)) >= terms.GRAM or start == 0 or length < terms.GRAM):
        assert terms.of_fragment(terms.ID, part) <= terms.of_text(terms.ID, text)


def test_errors_of_one_cause_are_folded_to_one_text() -> None:
    first = "step ship-2 failed: step returned HTTP error: status 422: item 17 of order-9/a3f has no price"
    second = "step ship-2 failed: step returned HTTP error: status 422: item 4 of order-11/77b has no price"
    assert failure.fold(first) == failure.fold(second)
    assert failure.fold(first).startswith("step ship-2 failed: step returned HTTP error: status 422: item …")
    assert failure.fold(first.replace("422", "500")) != failure.fold(first)
    assert failure.step_of(first) == "ship-2"


@given(st.text(max_size=400))
def test_a_folded_error_finds_the_error_that_it_came_from(error: str) -> None:
    folded = failure.fold(error)
    assert len(folded) <= failure.MOST
    whole = [part for part in failure.fragments(folded) if len(part) >= terms.GRAM]
    if whole:
        assert failure.contains(error, folded)
