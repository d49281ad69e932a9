"""From the text of a query to its parts. The grammar is in `jpath.md` section 2."""

from __future__ import annotations

import re
from typing import NoReturn

from engine.scripts.interface import CompileError
from engine.scripts.jpath.strings import read_string
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
)

_MOST_LEVELS = 60
"""Of parentheses, filters and function calls inside each other; far below what Python's own stack allows."""
_LARGEST_INDEX = 2**53 - 1

_SPACE = re.compile(r"[ \t\n\r]*")
_NAME = re.compile("[A-Za-z_\u0080-\ud7ff\ue000-\U0010ffff][0-9A-Za-z_\u0080-\ud7ff\ue000-\U0010ffff]*")
_FUNCTION = re.compile(r"([a-z][a-z0-9_]*)\(")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
_SIGN = re.compile(r"==|!=|<=|>=|<|>")
_KEYWORDS = {"true": True, "false": False, "null": None}

_Primary = Operand | Matches


def parse(text: str) -> Path:
    """The path of a query; a condition is the path `$[?condition]`. Raises CompileError."""
    if text[:1] in (" ", "\t", "\n", "\r") or text[-1:] in (" ", "\t", "\n", "\r"):
        raise CompileError("white space before or after the query")
    parser = _Parser(text)
    condition = parser.condition()
    if parser.position < len(text):
        parser.fail("expected the end of the query")
    if isinstance(condition, Exists) and not condition.path.from_current:
        return condition.path
    return Path(from_current=False, segments=(Segment((Filter(condition),)),))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self._level = 0

    def fail(self, message: str, position: int | None = None) -> NoReturn:
        where = self.position if position is None else position
        before = self.text[:where]
        found = f"'{self.text[where]}'" if where < len(self.text) else "the end"
        raise CompileError(
            f"{message}, found {found}", line=before.count("\n") + 1, column=where - (before.rfind("\n") + 1) + 1
        )

    def _space(self) -> None:
        found = _SPACE.match(self.text, self.position)
        assert found is not None
        self.position = found.end()

    def _at(self, text: str) -> bool:
        return self.text.startswith(text, self.position)

    def _take(self, text: str) -> bool:
        if self._at(text):
            self.position += len(text)
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            self.fail(f"expected '{text}'")

    def _enter(self) -> None:
        self._level += 1
        if self._level > _MOST_LEVELS:
            self.fail(f"nested deeper than {_MOST_LEVELS} levels")

    def _leave(self) -> None:
        self._level -= 1

    def condition(self) -> Condition:
        terms = [self._conjunction()]
        while self._continues("||"):
            terms.append(self._conjunction())
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def _conjunction(self) -> Condition:
        terms = [self._unit()]
        while self._continues("&&"):
            terms.append(self._unit())
        return terms[0] if len(terms) == 1 else And(tuple(terms))

    def _continues(self, sign: str) -> bool:
        """Take the sign and the space around it, or nothing: space at the end belongs to no condition."""
        before = self.position
        self._space()
        if self._take(sign):
            self._space()
            return True
        self.position = before
        return False

    def _unit(self) -> Condition:
        if self._take("!"):
            self._space()
            if self._at("("):
                return Not(self._group())
            start = self.position
            return Not(self._test(self._primary(), start))
        if self._at("("):
            return self._group()
        start = self.position
        left = self._primary()
        before = self.position
        self._space()
        sign = _SIGN.match(self.text, self.position)
        if sign is None:
            self.position = before
            return self._test(left, start)
        self.position = sign.end()
        self._space()
        right_start = self.position
        right = self._primary()
        return Comparison(self._value(left, start), sign.group(), self._value(right, right_start))

    def _group(self) -> Condition:
        self._expect("(")
        self._enter()
        self._space()
        inside = self.condition()
        self._space()
        self._expect(")")
        self._leave()
        return inside

    def _test(self, part: _Primary, start: int) -> Condition:
        match part:
            case Path():
                return Exists(part)
            case Matches():
                return part
        self.fail("expected a path, match(…), search(…) or a comparison", start)

    def _value(self, part: _Primary, start: int) -> Operand:
        match part:
            case Matches():
                self.fail("match(…) and search(…) give no value", start)
            case Path() if not part.is_singular:
                self.fail("expected a path of single names and indexes", start)
        return part

    def _primary(self) -> _Primary:
        if self._take("$"):
            return Path(False, self._segments())
        if self._take("@"):
            return Path(True, self._segments())
        if self._at("'") or self._at('"'):
            return Literal(self._string())
        if number := _NUMBER.match(self.text, self.position):
            return self._number(number)
        if function := _FUNCTION.match(self.text, self.position):
            return self._call(function)
        if (word := _NAME.match(self.text, self.position)) and word.group() in _KEYWORDS:
            self.position = word.end()
            return Literal(_KEYWORDS[word.group()])
        self.fail("expected a path, a literal or a function")

    def _number(self, number: re.Match[str]) -> Literal:
        digits, fraction, exponent = number.group(), number[1], number[2]
        try:
            value = float(digits) if fraction or exponent else int(digits)
        except ValueError:
            self.fail("a number of too many digits")
        self.position = number.end()
        return Literal(value)

    def _string(self) -> str:
        value, self.position = read_string(self.text, self.position, self.fail)
        return value

    def _call(self, function: re.Match[str]) -> _Primary:
        start = self.position
        self.position = function.end()
        self._enter()
        arguments: list[tuple[_Primary, int]] = []
        self._space()
        while not self._at(")"):
            before = self.position
            arguments.append((self._primary(), before))
            self._space()
            if not self._take(","):
                break
            self._space()
            if self._at(")"):
                self.fail("expected an argument")
        self._expect(")")
        self._leave()
        return self._function(function[1], arguments, start)

    def _function(self, name: str, arguments: list[tuple[_Primary, int]], start: int) -> _Primary:
        match name, arguments:
            case "length", [(of, at)]:
                return Length(self._value(of, at))
            case (("count" | "value"), [(Path() as path, _)]):
                return Count(path) if name == "count" else Value(path)
            case (("count" | "value"), [_]):
                self.fail(f"{name}(…) takes a path", start)
            case (("match" | "search"), [(text, text_at), (pattern, pattern_at)]):
                return Matches(name == "match", self._value(text, text_at), self._value(pattern, pattern_at))
            case (("length" | "count" | "value" | "match" | "search"), _):
                self.fail(f"wrong number of arguments of {name}(…)", start)
        self.fail(f"unknown function {name}(…)", start)

    def _segments(self) -> tuple[Segment, ...]:
        segments: list[Segment] = []
        while True:
            before = self.position
            self._space()
            if self._take(".."):
                segments.append(Segment(self._selectors() if self._at("[") else self._dotted(), descendant=True))
            elif self._take("."):
                segments.append(Segment(self._dotted()))
            elif self._at("["):
                segments.append(Segment(self._selectors()))
            else:
                self.position = before
                return tuple(segments)

    def _dotted(self) -> tuple[Selector, ...]:
        if self._take("*"):
            return (Wildcard(),)
        name = _NAME.match(self.text, self.position)
        if name is None:
            self.fail("expected a name or '*'")
        self.position = name.end()
        return (Name(name.group()),)

    def _selectors(self) -> tuple[Selector, ...]:
        self._expect("[")
        selectors: list[Selector] = []
        while True:
            self._space()
            selectors.append(self._selector())
            self._space()
            if not self._take(","):
                break
        self._expect("]")
        return tuple(selectors)

    def _selector(self) -> Selector:
        if self._take("*"):
            return Wildcard()
        if self._at("'") or self._at('"'):
            return Name(self._string())
        if self._take("?"):
            self._enter()
            self._space()
            condition = self.condition()
            self._leave()
            return Filter(condition)
        return self._index_or_slice()

    def _index_or_slice(self) -> Selector:
        start = self._integer()
        before = self.position
        self._space()
        if not self._take(":"):
            self.position = before
            if start is None:
                self.fail("expected a selector")
            return Index(start)
        self._space()
        stop = self._integer()
        self._space()
        step = None
        if self._take(":"):
            before = self.position
            self._space()
            step = self._integer()
            if step is None:
                self.position = before
        return Slice(start, stop, step)

    def _integer(self) -> int | None:
        found = _INTEGER.match(self.text, self.position)
        if found is None:
            return None
        digits = found.group()
        if digits.lstrip("-").startswith("0") and digits != "0":
            self.fail("an index has no leading zeros and is not -0")
        if len(digits) > 17 or abs(int(digits)) > _LARGEST_INDEX:
            self.fail("an index is within ±(2^53-1)")
        self.position = found.end()
        return int(digits)
