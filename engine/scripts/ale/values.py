"""The values of Ale, and what Python type stands for each.

    Null     None                     Vector   tuple
    Boolean  bool                     List     List (the empty one is None)
    Integer  int                      Pair     Pair
    Ratio    Fraction, never whole    Object   dict from key to value, never changed (see `keys`)
    Float    float                    Set      frozenset of keys
    String   str                      lazy sequence, promise, procedure: Lazy, Promise, Closure, Library
    Keyword  Keyword                  macro or special form, as a value: Syntax
    Symbol   Symbol

A Python list is never a value: as the result of evaluating code it is a call still to be made (`calling`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final

Value = Any
"""Any of the values above."""

Frame = list[Any]
"""The bindings of one call, see `calling`."""

Code = Callable[[Frame], Any]
"""Compiled code: gives a value or, in tail position, the frame of a call still to be made."""


class Marker:
    """A constant with a name that is no value of the language."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


END: Final = Marker("END")
"""What a sequence gives after its last element."""

ABSENT: Final = Marker("ABSENT")
"""An argument that was not given; a key that is not there."""

UNBOUND: Final = Marker("UNBOUND")
"""What a name of `let-rec` holds until its value is there."""


class Keyword:
    """`:name`. Two keywords of one name are `eq`, but need not be one object."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Symbol:
    """A name from quoted code; `namespace` is empty for a local one."""

    __slots__ = ("name", "namespace")

    def __init__(self, name: str, namespace: str = "") -> None:
        self.name = name
        self.namespace = namespace

    def text(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


class List:
    """A non-empty linked list: `tail` is a List, or None at its end. `size` counts the elements."""

    __slots__ = ("head", "size", "tail")

    def __init__(self, head: Value, tail: List | None) -> None:
        self.head = head
        self.tail = tail
        self.size: int = 1 if tail is None else tail.size + 1


class Pair:
    """A cons whose tail is no list."""

    __slots__ = ("head", "tail")

    def __init__(self, head: Value, tail: Value) -> None:
        self.head = head
        self.tail = tail


class Promise:
    """A value that `body` makes when it is first wanted; `body` is None from then on."""

    __slots__ = ("body", "value")

    def __init__(self, body: Closure) -> None:
        self.body: Closure | None = body
        self.value: Value = None


class Lazy:
    """A sequence whose first element is made when it is first wanted; only `lazy.force` looks inside.

    `source` makes it, as `lazy` describes. Once that is done `source` is None, `head` is the first element, or END
    when there is none, and `tail` the lazy sequence of the others.
    """

    __slots__ = ("head", "source", "tail")

    def __init__(self, source: Any, head: Value = END, tail: Lazy | None = None) -> None:
        self.source = source
        self.head = head
        self.tail = tail


class Case:
    """One case of a lambda: how many parameters, whether a vector of the others follows, and its code."""

    __slots__ = ("body", "count", "has_rest", "padding")

    def __init__(self, count: int, has_rest: bool, body: Code, padding: list[Any]) -> None:
        self.count = count
        self.has_rest = has_rest
        self.body = body
        self.padding = padding
        """Room in the frame for the names that the body binds; shared, never changed."""


class Closure:
    """A procedure made by a script. `arity`, `body` and `padding` are those of the only case, if there is one
    case with a fixed number of parameters; `arity` is -1 otherwise."""

    __slots__ = ("arity", "body", "cases", "frame", "padding")

    def __init__(self, cases: tuple[Case, ...], frame: Frame) -> None:
        first = cases[0]
        self.cases = cases
        self.frame = frame
        self.body = first.body
        self.padding = first.padding
        self.arity = -1 if len(cases) > 1 or first.has_rest else first.count


class Library:
    """A procedure of the library, or made by one: `run_with(run, *arguments)` gives its result.

    It takes `least` to `most` arguments (None: any number). `binary`, where given, is a shorter way to the same
    result for exactly two.
    """

    __slots__ = ("binary", "least", "most", "name", "run_with")

    def __init__(
        self, name: str, run_with: Callable[..., Value], least: int, most: int | None,
        binary: Callable[..., Value] | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self.run_with = run_with
        self.least = least
        self.most = most
        self.binary = binary

    def accepts(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)

    def wants(self) -> str:
        """The number of arguments in words."""
        if self.most is None:
            return f"{self.least} or more arguments"
        if self.least != self.most:
            return f"{self.least} to {self.most} arguments"
        return "1 argument" if self.least == 1 else f"{self.least} arguments"


class Syntax:
    """A macro or special form where a value is wanted. It can be passed on, and nothing else."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def list_of(elements: Iterable[Value]) -> List | None:
    """The linked list of the elements."""
    made: List | None = None
    for element in reversed(elements if isinstance(elements, (tuple, list)) else list(elements)):
        made = List(element, made)
    return made


_TYPE_NAMES: Final[dict[type, str]] = {
    type(None): "list",
    bool: "bool",
    Fraction: "ratio",
    float: "float",
    str: "string",
    Keyword: "keyword",
    List: "list",
    Pair: "cons",
    tuple: "vector",
    dict: "object",
    frozenset: "set",
    Closure: "closure",
    Library: "closure",
    Syntax: "closure",
    Promise: "promise",
    Lazy: "lazy sequence",
}


def type_name(value: Value) -> str:
    """The word for the value's type in error messages."""
    if type(value) is int:
        return "integer" if -(1 << 63) <= value < 1 << 63 else "big int"
    if type(value) is Symbol:
        return "qualified" if value.namespace else "local"
    return _TYPE_NAMES[type(value)]
