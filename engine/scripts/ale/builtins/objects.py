"""Objects by key."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.applying import mapped_value
from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.errors import AleError, wrong_type
from engine.scripts.ale.keys import key_of
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import first, rest
from engine.scripts.ale.values import ABSENT, Value

OBJECTS: Final = Family()

_MISSING: Final = object()


@OBJECTS.procedure("get", 2, 3)
def _get(run: Run, mapped: Value, key: Value, default: Value = ABSENT) -> Value:
    found = mapped_value(run, mapped, key, _MISSING if default is ABSENT else default)
    if found is _MISSING:
        raise AleError("key not found")
    return found


@OBJECTS.procedure("contains?", 2)
def _contains(run: Run, mapped: Value, key: Value) -> bool:
    return type(mapped) in (dict, frozenset) and key_of(run, key) in mapped


@OBJECTS.procedure("assoc", 2)
def assoc(run: Run, entries: Value, pair: Value) -> Value:
    """The object with one entry added or replaced."""
    return _assoc_all(run, entries, pair)


@OBJECTS.procedure("assoc*", 1, more=True)
def _assoc_all(run: Run, entries: Value, *pairs: Value) -> Value:
    made = _copy(run, entries)
    for pair in pairs:
        if pair is None:
            raise wrong_type(pair, "pair")
        made[key_of(run, first(run, pair))] = rest(run, pair)
    return run.keep(made)


@OBJECTS.procedure("dissoc", 2)
def _dissoc(run: Run, entries: Value, key: Value) -> Value:
    return _dissoc_all(run, entries, key)


@OBJECTS.procedure("dissoc*", 1, more=True)
def _dissoc_all(run: Run, entries: Value, *keys: Value) -> Value:
    made = _copy(run, entries)
    for key in keys:
        made.pop(key_of(run, key), None)
    return run.keep(made)


def _copy(run: Run, entries: Value) -> dict[object, Value]:
    if type(entries) is not dict:
        raise wrong_type(entries, "mapper")
    run.spend(len(entries))
    run.reserve(32 * len(entries))
    return dict(entries)
