"""Procedures that make sequences: of arguments, by adding elements, from other sequences."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.builtins.objects import assoc
from engine.scripts.ale.errors import wrong_type
from engine.scripts.ale.keys import key_of
from engine.scripts.ale.printer import joined
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import (
    all_elements,
    new_list,
    object_of,
    set_of,
    vector_of,
)
from engine.scripts.ale.values import Lazy, List, Pair, Value

MAKING: Final = Family()


@MAKING.procedure("list", 0, more=True)
def _list(run: Run, *values: Value) -> Value:
    return new_list(run, values)


@MAKING.procedure("vector", 0, more=True)
def _vector(run: Run, *values: Value) -> Value:
    return vector_of(run, values)


@MAKING.procedure("object", 0, more=True)
def _object(run: Run, *values: Value) -> Value:
    return object_of(run, values)


@MAKING.procedure("set", 0, more=True)
def _set(run: Run, *values: Value) -> Value:
    return set_of(run, values)


@MAKING.procedure("cons", 2)
def cons(run: Run, head: Value, tail: Value) -> Value:
    """In front of a list, vector or lazy sequence; a pair with any other tail."""
    if tail is None or type(tail) is List:
        return List(head, tail)
    if type(tail) is tuple:
        _grow(run, len(tail))
        return run.keep((head, *tail))
    if type(tail) is Lazy:
        return Lazy(None, head, tail)
    return Pair(head, tail)


@MAKING.procedure("append", 2)
def append(run: Run, sequence: Value, value: Value) -> Value:
    """At the end of a vector or string, or into a set."""
    kind = type(sequence)
    if kind is tuple:
        _grow(run, len(sequence))
        return run.keep((*sequence, value))
    if kind is str:
        if type(value) is not str:
            raise wrong_type(value, "string")
        return joined(run, [sequence, value])
    if kind is frozenset:
        _grow(run, len(sequence))
        return run.keep(sequence | {key_of(run, value)})
    raise wrong_type(sequence, "appender")


@MAKING.procedure("conj", 2)
def conj(run: Run, sequence: Value, value: Value) -> Value:
    """Where it is natural: in front of a list or lazy sequence, else at the end; a pair into an object."""
    if sequence is None or type(sequence) in (List, Lazy):
        return cons(run, value, sequence)
    if type(sequence) is dict:
        return assoc(run, sequence, value)
    return append(run, sequence, value)


@MAKING.procedure("cons*", 1, more=True)
def _cons_all(run: Run, sequence: Value, *values: Value) -> Value:
    for value in values:
        sequence = cons(run, value, sequence)
    return sequence


@MAKING.procedure("conj*", 1, more=True)
def _conj_all(run: Run, sequence: Value, *values: Value) -> Value:
    for value in values:
        sequence = conj(run, sequence, value)
    return sequence


@MAKING.procedure("append*", 1, more=True)
def _append_all(run: Run, sequence: Value, *values: Value) -> Value:
    for value in values:
        sequence = append(run, sequence, value)
    return sequence


@MAKING.procedure("seq->vector", 0, more=True)
def _to_vector(run: Run, *sequences: Value) -> Value:
    return vector_of(run, _elements_of_all(run, sequences))


@MAKING.procedure("seq->list", 0, more=True)
def _to_list(run: Run, *sequences: Value) -> Value:
    return new_list(run, _elements_of_all(run, sequences))


@MAKING.procedure("seq->set", 0, more=True)
def _to_set(run: Run, *sequences: Value) -> Value:
    return set_of(run, _elements_of_all(run, sequences))


@MAKING.procedure("seq->object", 0, more=True)
def _to_object(run: Run, *sequences: Value) -> Value:
    return object_of(run, _elements_of_all(run, sequences))


def _elements_of_all(run: Run, sequences: tuple[Value, ...]) -> list[Value]:
    values: list[Value] = []
    for sequence in sequences:
        more = list(all_elements(run, sequence))
        run.spend(len(more))
        run.reserve(8 * (len(values) + len(more)))
        values += more
    return values


def _grow(run: Run, size: int) -> None:
    """A sequence of this size is about to be copied with one element more."""
    run.spend(size)
    run.reserve(8 * size)
