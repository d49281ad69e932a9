"""Questions about one value: `name?`, `!name?`, `is-a` and `assert-type`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, isnan
from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.builtins.numbers import check_number, is_number
from engine.scripts.ale.errors import AleError, wrong_type
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import is_counted, is_empty, is_sequence
from engine.scripts.ale.values import (
    Closure,
    Keyword,
    Lazy,
    Library,
    List,
    Pair,
    Promise,
    Symbol,
    Value,
)

PREDICATES: Final = Family()

Question = Callable[[Run, Value], bool]


def _of_types(*types: type) -> Question:
    wanted = frozenset(types)
    return lambda run, value: type(value) in wanted


def _zero(run: Run, value: Value) -> bool:
    check_number(value)
    return bool(value == 0)


def _even(run: Run, value: Value) -> bool:
    check_number(value)
    return not isinstance(value, Fraction) and value % 2 == 0


def _odd(run: Run, value: Value) -> bool:
    check_number(value)
    return not isinstance(value, Fraction) and value % 2 == 1


def _positive_infinity(run: Run, value: Value) -> bool:
    check_number(value)
    return bool(value == inf)


def _negative_infinity(run: Run, value: Value) -> bool:
    check_number(value)
    return bool(value == -inf)


def _empty(run: Run, value: Value) -> bool:
    if not is_sequence(value):
        raise wrong_type(value, "sequence")
    return is_empty(run, value)


_LIST: Final = _of_types(List, type(None))
_PAIR: Final = _of_types(str, tuple, List, Pair, dict, frozenset, Lazy)
_SEQUENCE: Final[Question] = lambda run, value: is_sequence(value)  # noqa: E731 - one of a table of questions
_COUNTED: Final[Question] = lambda run, value: is_counted(value)  # noqa: E731
_NUMBER: Final[Question] = lambda run, value: is_number(value)  # noqa: E731
_INDEXED: Final = _of_types(str, tuple, List, type(None))
_APPENDABLE: Final = _of_types(str, tuple, frozenset)
_MAPPED: Final = _of_types(dict, frozenset, Closure, Library)
_PARTED: Final = frozenset({Symbol, List, type(None), tuple, dict, frozenset})

_QUESTIONS: Final[dict[str, Question]] = {
    "any": lambda run, value: True,
    "null": lambda run, value: value is None,
    "boolean": _of_types(bool),
    "true": lambda run, value: value is True,
    "false": lambda run, value: value is False,
    "number": _NUMBER,
    "zero": _zero,
    "even": _even,
    "odd": _odd,
    "inf": _positive_infinity,
    "-inf": _negative_infinity,
    "nan": lambda run, value: type(value) is float and isnan(value),
    "string": _of_types(str),
    "keyword": _of_types(Keyword),
    "symbol": _of_types(Symbol),
    "object": _of_types(dict),
    "vector": _of_types(tuple),
    "set": _of_types(frozenset),
    "cons": _of_types(Pair),
    "promise": _of_types(Promise),
    "list": _LIST,
    "pair": _PAIR,
    "seq": _SEQUENCE,
    "empty": _empty,
    "counted": _COUNTED,
    "indexed": _INDEXED,
    "reversible": _INDEXED,
    "appendable": _APPENDABLE,
    "mapped": _MAPPED,
    "mapper": _of_types(dict),
    "procedure": _of_types(Closure, Library),
    "atom": lambda run, value: type(value) not in _PARTED,
    "local": lambda run, value: type(value) is Symbol and not value.namespace,
    "qualified": lambda run, value: type(value) is Symbol and bool(value.namespace),
    "resolved": lambda run, value: type(value) is not Promise or value.body is None,
}

_TYPES: Final[dict[str, Question]] = {
    **{
        name: _QUESTIONS[name]
        for name in (
            "any", "atom", "boolean", "cons", "counted", "indexed", "keyword", "list", "local", "mapped", "mapper",
            "nan", "null", "number", "object", "pair", "procedure", "promise", "qualified", "resolved", "set",
            "string", "symbol", "vector",
        )
    },
    "sequence": _SEQUENCE,
    "appender": _APPENDABLE,
    "reverser": _INDEXED,
}  # fmt: skip


def _enter(name: str, question: Question) -> None:
    """Enter `name?`, true if every argument satisfies it, and `!name?`, true if none does."""

    def all_do(run: Run, *values: Value) -> bool:
        for value in values:  # noqa: SIM110 - a generator takes room on the C stack
            if not question(run, value):
                return False
        return True

    def none_does(run: Run, *values: Value) -> bool:
        for value in values:  # noqa: SIM110 - a generator takes room on the C stack
            if question(run, value):
                return False
        return True

    PREDICATES.procedure(f"{name}?", 1, more=True)(all_do)
    PREDICATES.procedure(f"!{name}?", 1, more=True)(none_does)


for _name, _question in _QUESTIONS.items():
    _enter(_name, _question)


def _question_of(kind: Value) -> Question:
    if type(kind) is not Keyword:
        raise wrong_type(kind, "keyword")
    question = _TYPES.get(kind.name)
    if question is None:
        raise AleError(f"unknown type :{kind.name}")
    return question


@PREDICATES.procedure("is-a", 2)
def _is_a(run: Run, kind: Value, value: Value) -> bool:
    return _question_of(kind)(run, value)


@PREDICATES.procedure("assert-type", 2)
def _assert_type(run: Run, kind: Value, value: Value) -> Value:
    if not _question_of(kind)(run, value):
        raise wrong_type(value, kind.name)
    return value
