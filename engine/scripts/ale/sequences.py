"""What all sequences have in common: their elements, first, rest, and being taken as vector or list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from engine.scripts.ale.errors import AleError, wrong_type
from engine.scripts.ale.keys import key_of, value_of
from engine.scripts.ale.lazy import Pull, force, from_pull, pull_lazy
from engine.scripts.ale.printer import entries_in_order, members_in_order, printed, pull_list
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.values import END, Lazy, List, Marker, Pair, Value, list_of

_SEQUENCES: Final = frozenset({type(None), str, tuple, List, dict, frozenset, Lazy})
_COUNTED: Final = _SEQUENCES - {Lazy}


def is_sequence(value: Value) -> bool:
    return type(value) in _SEQUENCES


def is_counted(value: Value) -> bool:
    return type(value) in _COUNTED


def no_sequence(run: Run, value: Value) -> AleError:
    return AleError(f"value can't act as a sequence: {printed(run, value)}")


def cons_pair(head: Value, tail: Value) -> List | Pair:
    """`(head . tail)`, which is a list if the tail is one."""
    return List(head, tail) if tail is None or type(tail) is List else Pair(head, tail)


def pull(run: Run, sequence: Value) -> Pull:
    """The elements of any sequence, one after the other; none for what is no sequence."""
    kind = type(sequence)
    if kind is Lazy:
        return pull_lazy(sequence)
    if kind is List:
        return pull_list(sequence)
    if is_counted(sequence):
        return pull_all(elements(run, sequence))
    return _pull_nothing


def _pull_nothing(run: Run) -> Value:
    return END


def pull_all(values: Iterable[Value]) -> Pull:
    left = iter(values)
    return lambda run: next(left, END)


def elements(run: Run, sequence: Value) -> Iterable[Value]:
    """The elements of a sequence that is counted, at once: a text, tuple or Python list."""
    kind = type(sequence)
    if kind is tuple or kind is str:
        return sequence  # type: ignore[no-any-return]
    if kind is dict:
        return [cons_pair(value_of(key), value) for key, value in entries_in_order(run, sequence)]
    if kind is frozenset:
        return members_in_order(run, sequence)
    run.spend(size_of(sequence))
    values = []
    while sequence is not None:
        values.append(sequence.head)
        sequence = sequence.tail
    return values


def size_of(sequence: Value) -> int:
    """The number of elements of a counted sequence."""
    if sequence is None:
        return 0
    return sequence.size if type(sequence) is List else len(sequence)


def all_elements(run: Run, sequence: Value) -> Iterable[Value]:
    """The elements of any sequence, at once. Raises AleError for anything else."""
    if type(sequence) is Lazy:
        values = []
        pull_next = pull_lazy(sequence)
        while (value := pull_next(run)) is not END:
            values.append(value)
        return values
    if not is_counted(sequence):
        raise wrong_type(sequence, "sequence")
    return elements(run, sequence)


def vector_of(run: Run, values: Iterable[Value]) -> tuple[Value, ...]:
    """A vector of the values, within the limits."""
    sized = values if isinstance(values, (tuple, list, str)) else list(values)
    run.spend(len(sized))
    run.reserve(len(sized) * 8)
    return run.keep(tuple(sized))  # type: ignore[no-any-return]


def new_list(run: Run, values: Iterable[Value]) -> List | None:
    """A list of the values, within the limits."""
    sized = values if isinstance(values, (tuple, list)) else list(values)
    run.spend(len(sized))
    return list_of(sized)


def object_of(run: Run, values: Iterable[Value]) -> dict[object, Value]:
    """The object of keys and values in turn; the first of two equal keys wins. Raises AleError."""
    sized = values if isinstance(values, (tuple, list, str)) else list(values)
    if len(sized) % 2:
        raise AleError("an object needs pairs of key and value")
    run.spend(len(sized))
    run.reserve(len(sized) * 32)
    made: dict[object, Value] = {}
    for place in range(0, len(sized), 2):
        made.setdefault(key_of(run, sized[place]), sized[place + 1])
    return run.keep(made)  # type: ignore[no-any-return]


def set_of(run: Run, values: Iterable[Value]) -> frozenset[object]:
    """The set of the values."""
    sized = values if isinstance(values, (tuple, list, str)) else list(values)
    run.spend(len(sized))
    run.reserve(len(sized) * 32)
    return run.keep(frozenset([key_of(run, value) for value in sized]))  # type: ignore[no-any-return]


def is_empty(run: Run, sequence: Value) -> bool:
    """Whether a sequence has no element."""
    if type(sequence) is Lazy:
        return force(run, sequence) is END
    return size_of(sequence) == 0


def first(run: Run, value: Value) -> Value:
    """The first element, null if there is none; the head of a pair. Raises AleError."""
    kind = type(value)
    if kind is List or kind is Pair:
        return value.head
    if kind is tuple or kind is str:
        return value[0] if value else None
    if kind is Lazy:
        head = force(run, value)
        return None if head is END else head
    if kind is dict or kind is frozenset:
        for element in elements(run, value):
            return element
    elif value is not None:
        raise wrong_type(value, "pair")
    return None


def rest(run: Run, value: Value) -> Value:
    """The elements after the first, of the same type; the tail of a pair. Raises AleError."""
    kind = type(value)
    if kind is List or kind is Pair:
        return value.tail
    if kind is tuple or kind is str:
        run.spend(len(value))
        return run.keep(value[1:])
    if kind is Lazy:
        return value if force(run, value) is END else value.tail
    if kind is dict:
        return run.keep(dict(entries_in_order(run, value)[1:]))
    if kind is frozenset:
        if len(value) < 2:
            return frozenset()
        head = key_of(run, members_in_order(run, value)[0])
        return run.keep(value - {head})
    if value is None:
        return None
    raise wrong_type(value, "pair")


def lazy_body(call_body: Callable[[Run], Value]) -> Lazy:
    """The lazy sequence of a body that gives a sequence or null when it is run."""

    def source(run: Run) -> Marker | tuple[Value, Lazy] | Lazy:
        sequence = call_body(run)
        if type(sequence) is Lazy:
            return sequence
        if not is_sequence(sequence):
            raise no_sequence(run, sequence)
        return from_pull(pull(run, sequence))

    return Lazy(source)
