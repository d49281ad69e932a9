"""Turns the parts of a query into functions over a document.

Nothing is found before it is asked for: whoever wants one node pays for one node. Neither a long path nor a deep
document nests calls; only the query's own nesting does, which the parser limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from engine.scripts.interface import NOTHING, Json
from engine.scripts.jpath.compare import holds
from engine.scripts.jpath.meter import Meter
from engine.scripts.jpath.patterns import matches
from engine.scripts.jpath.syntax import (
    And,
    Comparison,
    Condition,
    Count,
    Exists,
    Filter,
    Index,
    Length,
    Literal,
    Matches,
    Name,
    Not,
    Operand,
    Or,
    Path,
    Segment,
    Selector,
    Slice,
    Value,
    Wildcard,
    sees_current,
)


@dataclass(slots=True)
class Run:
    document: Json
    meter: Meter


Select = Callable[[Json, Run], Iterable[Json]]
"""The nodes that a selector or segment finds from one node."""
Find = Callable[[Json, Run], Iterator[Json]]
"""The nodes of a path; the first argument is the element under test."""
Test = Callable[[Json, Run], bool]
Evaluate = Callable[[Json, Run], Json]
"""The value of an operand, or NOTHING."""


def compile_path(path: Path) -> Find:
    """The nodes of the path in their order, found one after the other."""
    keys, rest = _split(path)
    from_current = path.from_current
    selects = [_compile_segment(segment) for segment in rest]

    def find(current: Json, run: Run) -> Iterator[Json]:
        node = _follow(current if from_current else run.document, keys, run)
        if node is NOTHING:
            return
        open_levels: list[Iterator[Json]] = [iter((node,))]
        while open_levels:
            for node in open_levels[-1]:
                if len(open_levels) > len(selects):
                    yield node
                else:
                    open_levels.append(iter(selects[len(open_levels) - 1](node, run)))
                    break
            else:
                open_levels.pop()

    return find


def _split(path: Path) -> tuple[tuple[str | int, ...], tuple[Segment, ...]]:
    """The names and indexes that the path begins with, which need no search, and the segments after them."""
    keys: list[str | int] = []
    for segment in path.segments:
        match segment:
            case Segment((Name(key),), False) | Segment((Index(key),), False):
                keys.append(key)
            case _:
                break
    return tuple(keys), path.segments[len(keys) :]


def _follow(node: Json, keys: tuple[str | int, ...], run: Run) -> Json:
    """The one node at the end of names and indexes, or NOTHING."""
    run.meter.spend(len(keys) + 1)
    for key in keys:
        if type(key) is str:
            if type(node) is not dict or key not in node:
                return NOTHING
        elif type(node) is not list or not -len(node) <= key < len(node):  # type: ignore[operator]
            return NOTHING
        node = node[key]
    return node


def _compile_segment(segment: Segment) -> Select:
    selects = [_compile_selector(selector) for selector in segment.selectors]
    if segment.descendant:
        return lambda node, run: _descend(node, selects, run)
    if len(selects) == 1:
        return selects[0]
    return lambda node, run: (found for select in selects for found in select(node, run))


def _descend(node: Json, selects: list[Select], run: Run) -> Iterator[Json]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        run.meter.spend(1)
        for select in selects:
            yield from select(node, run)
        waiting.extend(reversed(_children(node, run)))


def _children(node: Json, run: Run) -> list[Json]:
    """The elements of an array, or the member values of an object in the order of their names."""
    if type(node) is list:
        return node
    if type(node) is dict:
        run.meter.spend(len(node))  # the sorting is paid for before it is done
        return [node[name] for name in sorted(node)]
    return []


def _compile_selector(selector: Selector) -> Select:
    match selector:
        case Name(key) | Index(key):
            return _compile_key(key)
        case Slice():
            return _compile_slice(selector)
        case Wildcard():
            return lambda node, run: _counted(_children(node, run), run)
        case Filter(condition):
            return _compile_filter(condition)
        case _:
            assert_never(selector)


def _counted(nodes: Iterable[Json], run: Run) -> Iterator[Json]:
    for node in nodes:
        run.meter.spend(1)
        yield node


def _compile_key(key: str | int) -> Select:
    keys = (key,)

    def select(node: Json, run: Run) -> Iterable[Json]:
        found = _follow(node, keys, run)
        return () if found is NOTHING else (found,)

    return select


def _compile_slice(part: Slice) -> Select:
    if part.step == 0:
        return lambda node, run: ()
    places = slice(part.start, part.stop, part.step)

    def select(node: Json, run: Run) -> Iterable[Json]:
        if type(node) is not list:
            return ()
        return _counted((node[place] for place in range(*places.indices(len(node)))), run)

    return select


def _compile_filter(condition: Condition) -> Select:
    test = compile_condition(condition)

    def select_each(node: Json, run: Run) -> Iterator[Json]:
        for child in _counted(_children(node, run), run):
            if test(child, run):
                yield child

    def select_all(node: Json, run: Run) -> Iterable[Json]:
        children = _children(node, run)
        return _counted(children, run) if children and test(None, run) else ()

    return select_each if sees_current(condition) else select_all


def compile_condition(condition: Condition) -> Test:
    match condition:
        case Comparison(left_part, sign, right_part):
            left, right = _compile_operand(left_part), _compile_operand(right_part)
            return lambda current, run: holds(left(current, run), sign, right(current, run), run.meter)
        case Exists(path):
            return _compile_exists(path)
        case Matches(whole, text_part, pattern_part):
            return _compile_matches(whole, _compile_operand(text_part), _compile_operand(pattern_part))
        case Not(term):
            test = compile_condition(term)
            return lambda current, run: not test(current, run)
        case And(terms):
            tests = [compile_condition(term) for term in terms]
            return lambda current, run: all(test(current, run) for test in tests)
        case Or(terms):
            tests = [compile_condition(term) for term in terms]
            return lambda current, run: any(test(current, run) for test in tests)
        case _:
            assert_never(condition)


def _compile_exists(path: Path) -> Test:
    if path.is_singular:
        value = _compile_operand(path)
        return lambda current, run: value(current, run) is not NOTHING
    find = compile_path(path)
    return lambda current, run: next(find(current, run), NOTHING) is not NOTHING


def _compile_matches(whole: bool, text: Evaluate, pattern: Evaluate) -> Test:
    def test(current: Json, run: Run) -> bool:
        subject, expression = text(current, run), pattern(current, run)
        if not isinstance(subject, str) or not isinstance(expression, str):
            return False
        return matches(expression, subject, whole, run.meter)

    return test


def _compile_operand(operand: Operand) -> Evaluate:
    match operand:
        case Literal(value):
            return lambda current, run: value
        case Path():
            keys, _ = _split(operand)
            if operand.from_current:
                return lambda current, run: _follow(current, keys, run)
            return lambda current, run: _follow(run.document, keys, run)
        case Length(of):
            argument = _compile_operand(of)
            return lambda current, run: _length(argument(current, run))
        case Count(path):
            find = compile_path(path)
            return lambda current, run: sum(1 for _ in find(current, run))
        case Value(path):
            find = compile_path(path)
            return lambda current, run: _only(find(current, run))
        case _:
            assert_never(operand)


def _length(value: Json) -> Json:
    return len(value) if isinstance(value, str | list | dict) else NOTHING


def _only(nodes: Iterator[Json]) -> Json:
    first = next(nodes, NOTHING)
    return first if next(nodes, NOTHING) is NOTHING else NOTHING
