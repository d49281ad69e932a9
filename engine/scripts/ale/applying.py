"""Values that can be called although they are no procedures, and the look-ups that they share with the library."""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.ale.errors import no_pattern, out_of_bounds, wrong_type
from engine.scripts.ale.keys import key_of
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import ABSENT, Keyword, List, Value, list_of


def apply_value(run: Run, head: Value, arguments: Sequence[Value]) -> Value:
    """The result of a call whose head is neither procedure nor promise."""
    kind = type(head)
    if kind is bool:
        return head
    if kind not in _ONE_OR_TWO or (kind is float and not head.is_integer()):
        raise wrong_type(head, "procedure")
    if not 1 <= len(arguments) <= 2:
        raise no_pattern()
    first = arguments[0]
    second = arguments[1] if len(arguments) == 2 else ABSENT
    if kind is Keyword:
        return mapped_value(run, first, head, second)
    if kind is int or kind is float:
        return element_at(run, first, int(head), second)
    if kind is dict or kind is frozenset:
        return mapped_value(run, head, first, second)
    return slice_of(run, head, first, second)


_ONE_OR_TWO = frozenset({Keyword, int, float, dict, frozenset, tuple, str, List, type(None)})


def mapped_value(run: Run, mapped: Value, key: Value, default: Value = ABSENT) -> Value:
    """The value at a key of an object, or a member of a set; else the default, or null."""
    kind = type(mapped)
    if kind is dict:
        found = mapped.get(key_of(run, key), default)
    elif kind is frozenset:
        found = key if key_of(run, key) in mapped else default
    else:
        raise wrong_type(mapped, "mapped")
    return None if found is ABSENT else found


def element_at(run: Run, indexed: Value, index: int, default: Value = ABSENT) -> Value:
    """Element `index` of a vector, list or string; else the default, or null."""
    kind = type(indexed)
    found: Value = default
    if kind is tuple or kind is str:
        if 0 <= index < len(indexed):
            found = indexed[index]
    elif kind is List:
        if 0 <= index < indexed.size:
            found = list_from(run, indexed, index).head  # type: ignore[union-attr]
    elif indexed is not None:
        raise wrong_type(indexed, "indexed")
    return None if found is ABSENT else found


def list_from(run: Run, sequence: List, start: int) -> List | None:
    """The part of a list from an index that is at most its size."""
    run.spend(start)
    left: List | None = sequence
    for _ in range(start):
        assert left is not None
        left = left.tail
    return left


def index_of_number(value: Value) -> int:
    """A number as an index. A whole Float is one, since numbers from JSON are Floats. Raises AleError."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise wrong_type(value, "integer")


def slice_of(run: Run, sequence: Value, start: Value, end: Value = ABSENT) -> Value:
    """The part of a vector, string or list from `start` up to, not including, `end`. Raises AleError."""
    first = index_of_number(start)
    if type(sequence) is tuple or type(sequence) is str:
        size = len(sequence)
        last = size if end is ABSENT else index_of_number(end)
        if not 0 <= first <= last <= size:
            raise out_of_bounds()
        run.spend(last - first)
        return run.keep(sequence[first:last])
    size = 0 if sequence is None else sequence.size
    last = size if end is ABSENT else index_of_number(end)
    # The start must be inside of a list; a vector may be cut at its very end.
    if not 0 <= first <= last <= size or first == size:
        raise out_of_bounds()
    part = list_from(run, sequence, first)
    if end is ABSENT:
        return part
    run.spend(last - first)
    taken: list[Value] = []
    while len(taken) < last - first:
        assert part is not None
        taken.append(part.head)
        part = part.tail
    return list_of(taken)
