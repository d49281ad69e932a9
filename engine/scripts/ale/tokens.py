"""The lexical rules: how a text falls into tokens, and what a token without delimiters stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import isinf
from typing import Final

from engine.scripts.ale.runtime import smallest_too_long
from engine.scripts.ale.syntax import Literal, Name, Refused
from engine.scripts.ale.values import Keyword

_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\f\r\n]+ | ;[^\n]*)
    | (?P<block>\#\|)
    | (?P<open>\#\{ | [(\[{])
    | (?P<close>[)\]}])
    | (?P<string>"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<quote>' | ` | ,@ | ,)
    | (?P<atom>[^ \t\f\r\n()\[\]{}"]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE: Final = re.compile(r"#\||\|#")
_STARTS_NUMBER: Final = re.compile(r"[+-]?[0-9]")
_INTEGER: Final = re.compile(r"[+-]?(?:0x[0-9a-fA-F]+|0b[01]+|0[0-7]*|[1-9][0-9]*)")
_RATIO: Final = re.compile(r"([+-]?[1-9][0-9]*)/([1-9][0-9]*)")
_FLOAT: Final = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " "}
_NO_START: Final = frozenset("`,@")


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and offset of each token; kinds are open, close, string, quote and atom. Raises Refused."""
    at, end = 0, len(text)
    match = _TOKEN.match
    while at < end:
        found = match(text, at)
        if found is None:
            raise Refused("a string is not closed", at)
        kind = found.lastgroup
        assert kind is not None
        if kind == "block":
            at = _after_block(text, at)
            continue
        if kind != "space":
            yield kind, found.group(), at
        at = found.end()


def _after_block(text: str, start: int) -> int:
    """The offset after a block comment and those inside of it."""
    level, at = 0, start
    while True:
        edge = _BLOCK_EDGE.search(text, at)
        if edge is None:
            raise Refused("a comment is not closed", start)
        level += 1 if edge.group() == "#|" else -1
        at = edge.end()
        if level == 0:
            return at


def string_value(token: str) -> str:
    """The text between the quotes, with escapes resolved."""
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), inner)


def atom_form(token: str, at: int, digits: int) -> Literal | Name:
    """The number, keyword, boolean or symbol that a token is. Raises Refused."""
    start = token[0]
    if start == ":" and len(token) > 1:
        return Literal(Keyword(token[1:]), at)
    if _STARTS_NUMBER.match(token):
        return Literal(_number(token, at, digits), at)
    if token == "#t" or token == "#f":
        return Literal(token == "#t", at)
    if start in _NO_START:
        raise Refused(f"a symbol cannot begin with {start}", at)
    if "/" not in token or token == "/":
        return Name(token, at)
    namespace, _, name = token.partition("/")
    if not namespace or not name:
        raise Refused(f"{token} needs a name on both sides of its /", at)
    return Name(name, at, namespace)


def _number(token: str, at: int, digits: int) -> int | float | Fraction:
    if len(token) > 2 * digits + 2:  # longer than any hexadecimal or ratio within the limit, if not than any binary
        raise Refused("script limit exceeded: memory (a number that is too long)", at)
    too_long = smallest_too_long(digits)
    if _INTEGER.fullmatch(token):
        whole = _integer(token.lstrip("+-"), digits)
        if whole is None or whole >= too_long:
            raise Refused(f"script limit exceeded: memory (an integer of more than {digits} digits)", at)
        return -whole if token[0] == "-" else whole
    if ratio := _RATIO.fullmatch(token):
        if max(len(ratio[1].lstrip("+-")), len(ratio[2])) > digits:
            raise Refused(f"script limit exceeded: memory (an integer of more than {digits} digits)", at)
        exact = Fraction(int(ratio[1]), int(ratio[2]))
        return exact.numerator if exact.denominator == 1 else exact
    if _FLOAT.fullmatch(token):
        number = float(token)
        if isinf(number):
            raise Refused(f"{token} is too large for a number", at)
        return number
    raise Refused(f"{token} begins like a number, but is none", at)


def _integer(token: str, digits: int) -> int | None:
    """The value of an integer without sign; None if it is decimal and clearly too long."""
    if token.startswith("0x"):
        return int(token[2:], 16)
    if token.startswith("0b"):
        return int(token[2:], 2)
    if token.startswith("0"):
        return int(token, 8)
    return int(token) if len(token) <= digits else None
