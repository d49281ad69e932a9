"""Procedures whose result is a lazy sequence."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.applying import index_of_number
from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.builtins.numbers import add, check_number, less
from engine.scripts.ale.calling import call
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.lazy import Pull, from_pull
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import (
    all_elements,
    is_sequence,
    new_list,
    no_sequence,
    pull,
)
from engine.scripts.ale.values import ABSENT, END, Lazy, Value, list_of

LAZIES: Final = Family()


@LAZIES.procedure("map", 2, more=True)
def _map(run: Run, procedure: Value, *sequences: Value) -> Lazy:
    if len(sequences) == 1:
        pull_next = pull(run, sequences[0])

        def pull_one(run: Run) -> Value:
            element = pull_next(run)
            return END if element is END else call(run, procedure, element)

        return from_pull(pull_one)
    pull_all = _together(run, sequences)

    def pull_many(run: Run) -> Value:
        row = pull_all(run)
        return END if row is END else call(run, procedure, *row)

    return from_pull(pull_many)


def _together(run: Run, sequences: tuple[Value, ...]) -> Pull:
    """Python lists of one element of each sequence, up to the end of the shortest."""
    pulls = [pull(run, sequence) for sequence in sequences]
    has_ended = not pulls

    def pull_row(run: Run) -> Value:
        nonlocal has_ended
        row: list[Value] = []
        for pull_next in pulls:
            element = END if has_ended else pull_next(run)
            if element is END:
                has_ended = True
                return END
            row.append(element)
        return END if has_ended else row

    return pull_row


@LAZIES.procedure("map!", 2)
def _map_at_once(run: Run, procedure: Value, sequence: Value) -> Value:
    pull_next = pull(run, sequence)
    results = []
    while (element := pull_next(run)) is not END:
        results.append(call(run, procedure, element))
    return new_list(run, results)


@LAZIES.procedure("filter", 2)
def _filter(run: Run, procedure: Value, sequence: Value) -> Lazy:
    pull_next = pull(run, sequence)

    def pull_kept(run: Run) -> Value:
        while (element := pull_next(run)) is not END:
            if call(run, procedure, element) is not False:
                return element
        return END

    return from_pull(pull_kept)


@LAZIES.procedure("mapcat", 1, more=True)
def _mapcat(run: Run, procedure: Value, *sequences: Value) -> Lazy:
    return from_pull(_joined(pull(run, _map(run, procedure, *sequences))))


@LAZIES.procedure("concat", 0, more=True)
def _concat(run: Run, *sequences: Value) -> Lazy:
    return from_pull(_joined(pull(run, sequences)))


def _joined(pull_sequence: Pull) -> Pull:
    """The elements of each sequence that a Pull gives."""
    pull_element: Pull | None = None

    def pull_next(run: Run) -> Value:
        nonlocal pull_element
        while True:
            if pull_element is None:
                sequence = pull_sequence(run)
                if sequence is END:
                    return END
                pull_element = pull(run, sequence)
            element = pull_element(run)
            if element is not END:
                return element
            pull_element = None
            run.spend(1)

    return pull_next


@LAZIES.procedure("concat!", 0, more=True)
def _concat_at_once(run: Run, *sequences: Value) -> Value:
    values: list[Value] = []
    for sequence in sequences:
        if is_sequence(sequence):
            more = list(all_elements(run, sequence))
            run.spend(len(more))
            run.reserve(8 * (len(values) + len(more)))
            values += more
    return new_list(run, values)


def _pull_looked_at(sequence: Value) -> Pull:
    """The elements of a sequence, which must be one once the first is wanted."""
    pull_next: Pull | None = None

    def pull_element(run: Run) -> Value:
        nonlocal pull_next
        if pull_next is None:
            if not is_sequence(sequence):
                raise no_sequence(run, sequence)
            pull_next = pull(run, sequence)
        return pull_next(run)

    return pull_element


@LAZIES.procedure("take", 2)
def _take(run: Run, count: Value, sequence: Value) -> Lazy:
    check_number(count)
    pull_next = _pull_looked_at(sequence)
    taken = 0

    def pull_taken(run: Run) -> Value:
        nonlocal taken
        if not taken < count:
            return END
        taken += 1
        return pull_next(run)

    return from_pull(pull_taken)


@LAZIES.procedure("drop", 2)
def _drop(run: Run, count: Value, sequence: Value) -> Lazy:
    check_number(count)
    pull_next = _pull_looked_at(sequence)
    dropped = 0

    def pull_left(run: Run) -> Value:
        nonlocal dropped
        while dropped < count:
            dropped += 1
            run.spend(1)
            if pull_next(run) is END:
                return END
        return pull_next(run)

    return from_pull(pull_left)


@LAZIES.procedure("take-while", 2)
def _take_while(run: Run, procedure: Value, sequence: Value) -> Lazy:
    pull_next = pull(run, sequence)

    def pull_taken(run: Run) -> Value:
        element = pull_next(run)
        return END if element is END or call(run, procedure, element) is False else element

    return from_pull(pull_taken)


@LAZIES.procedure("partition", 2, 3)
def _partition(run: Run, size: Value, step: Value, sequence: Value = ABSENT) -> Lazy:
    if sequence is ABSENT:
        step, sequence = size, step
    width, stride = index_of_number(size), index_of_number(step)
    if width < 1 or stride < 1:
        raise AleError("partition needs a size and a step of at least 1")
    pull_next = pull(run, sequence)
    window: list[Value] = []
    skip = 0

    def pull_part(run: Run) -> Value:
        nonlocal skip, window
        while skip > 0:
            run.spend(1)
            if pull_next(run) is END:
                return END
            skip -= 1
        while len(window) < width:
            run.spend(1)
            element = pull_next(run)
            if element is END:
                break
            window.append(element)
        if not window:
            return END
        part = new_list(run, window)
        skip = max(stride - len(window), 0)
        window = window[stride:]
        return part

    return from_pull(pull_part)


@LAZIES.procedure("range", 0, 3)
def _range(run: Run, start: Value = ABSENT, end: Value = ABSENT, step: Value = ABSENT) -> Lazy:
    if end is ABSENT and start is not ABSENT:
        start, end = 0, start
    first: Value = 0 if start is ABSENT else start
    check_number(first)
    if end is not ABSENT:
        check_number(end)
    if step is ABSENT:
        step = -1 if end is not ABSENT and less(run, end, first) else 1
    check_number(step)
    is_down = less(run, step, 0)
    following = first

    def pull_number(run: Run) -> Value:
        nonlocal following
        number = following
        if end is not ABSENT and not (less(run, end, number) if is_down else less(run, number, end)):
            return END
        following = add(run, number, step)
        return number

    return from_pull(pull_number)


@LAZIES.procedure("zip", 0, more=True)
def _zip(run: Run, *sequences: Value) -> Lazy:
    pull_row = _together(run, sequences)

    def pull_list(run: Run) -> Value:
        row = pull_row(run)
        return END if row is END else list_of(row)

    return from_pull(pull_list)


@LAZIES.procedure("cartesian-product", 1, more=True)
def _cartesian_product(run: Run, *sequences: Value) -> Lazy:
    """The last sequence varies fastest; each is begun anew for every element of those before it."""
    pulls = [pull(run, sequences[0])]
    row: list[Value] = []

    def pull_row(run: Run) -> Value:
        while pulls:
            run.spend(1)
            element = pulls[-1](run)
            if element is END:
                pulls.pop()
                if row:
                    row.pop()
            elif len(pulls) == len(sequences):
                return list_of([*row, element])
            else:
                row.append(element)
                pulls.append(pull(run, sequences[len(pulls)]))
        return END

    return from_pull(pull_row)
