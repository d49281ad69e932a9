"""The parts of a jpath query, as `jpath.md` section 2 names them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.scripts.interface import Json


@dataclass(frozen=True, slots=True)
class Name:
    """Selects the member of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """Selects an element; negative ones count from the end."""

    index: int


@dataclass(frozen=True, slots=True)
class Slice:
    start: int | None
    stop: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Selects all members or elements."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Selects the members or elements for which the condition holds."""

    condition: Condition


Selector = Name | Index | Slice | Wildcard | Filter


@dataclass(frozen=True, slots=True)
class Segment:
    selectors: tuple[Selector, ...]
    descendant: bool = False
    """Whether the selectors apply to all descendants too, as after `..`."""

    @property
    def is_singular(self) -> bool:
        """Whether it selects at most one node."""
        return not self.descendant and len(self.selectors) == 1 and isinstance(self.selectors[0], Name | Index)


@dataclass(frozen=True, slots=True)
class Path:
    from_current: bool
    """Whether it starts at `@`, the element under test, and not at `$`, the document."""
    segments: tuple[Segment, ...]

    @property
    def is_singular(self) -> bool:
        return all(segment.is_singular for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Literal:
    value: Json


@dataclass(frozen=True, slots=True)
class Length:
    of: Operand


@dataclass(frozen=True, slots=True)
class Count:
    of: Path


@dataclass(frozen=True, slots=True)
class Value:
    of: Path


Operand = Literal | Path | Length | Count | Value
"""What stands beside a comparison sign, or where a function wants a value. A path here is singular."""


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Operand
    sign: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Exists:
    """Holds if the path finds a node."""

    path: Path


@dataclass(frozen=True, slots=True)
class Matches:
    """`match`, for the whole text, or `search`, for a part of it."""

    whole: bool
    text: Operand
    pattern: Operand


@dataclass(frozen=True, slots=True)
class Not:
    term: Condition


@dataclass(frozen=True, slots=True)
class And:
    terms: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    terms: tuple[Condition, ...]


Condition = Comparison | Exists | Matches | Not | And | Or


def sees_current(part: Condition | Operand) -> bool:
    """Whether the part looks at the element under test. A filter inside a path has an element of its own."""
    match part:
        case Path():
            return part.from_current
        case Exists(path) | Count(path) | Value(path):
            return path.from_current
        case Length(of):
            return sees_current(of)
        case Not(term):
            return sees_current(term)
        case Comparison(left, _, right):
            return sees_current(left) or sees_current(right)
        case Matches(_, text, pattern):
            return sees_current(text) or sees_current(pattern)
        case And(terms) | Or(terms):
            return any(map(sees_current, terms))
        case Literal():
            return False
