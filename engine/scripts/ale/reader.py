"""Text to forms. Works with a stack of its own, so that the depth of a text is bounded by the limit alone."""

from __future__ import annotations

import re
from typing import Final

from engine.scripts.ale.runtime import Run
from engine.scripts.ale.syntax import (
    DottedForm,
    Form,
    ListForm,
    Literal,
    Name,
    ObjectForm,
    Refused,
    SetForm,
    VectorForm,
)
from engine.scripts.ale.tokens import atom_form, string_value, tokens

_CLOSERS: Final = {"(": ")", "[": "]", "{": "}", "#{": "}"}
_QUOTES: Final = {"'": "quote", "`": "syntax-quote", ",": "unquote", ",@": "unquote-splicing"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _Open:
    """A bracket or a quoting character whose end is still to come."""

    __slots__ = ("at", "items", "opener")

    def __init__(self, opener: str, at: int) -> None:
        self.opener = opener
        self.at = at
        self.items: list[Form] = []


def read(text: str, run: Run) -> list[Form]:
    """The forms of a script. Raises Refused."""
    whole = _Open("", 0)
    around: list[_Open] = []
    current = whole
    for kind, token, at in tokens(without_surrogates(text)):
        run.step()
        form: Form
        if kind == "atom":
            form = atom_form(token, at, run.digits)
        elif kind == "string":
            form = Literal(string_value(token), at)
        elif kind == "close":
            if _CLOSERS.get(current.opener) != token:
                raise Refused(_stray(current, token), at)
            form = _closed(current)
            current = around.pop()
        else:
            around.append(current)
            if len(around) > run.depth_limit:
                raise Refused("script limit exceeded: depth", at)
            current = _Open(token, at)
            continue
        while current.opener in _QUOTES:
            form = ListForm((Name(_QUOTES[current.opener], current.at), form), current.at)
            current = around.pop()
        current.items.append(form)
    if current is not whole:
        what = "nothing follows" if current.opener in _QUOTES else "nothing closes"
        raise Refused(f"{what} {current.opener}", current.at)
    return whole.items


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for every lone surrogate."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _stray(current: _Open, token: str) -> str:
    if current.opener in _CLOSERS:
        return f"{token} where {_CLOSERS[current.opener]} is needed"
    return f"nothing follows {current.opener}" if current.opener else f"{token} closes nothing"


def _closed(current: _Open) -> Form:
    items, at = tuple(current.items), current.at
    if current.opener == "(":
        return _list_form(items, at)
    if current.opener == "[":
        return VectorForm(items, at)
    if current.opener == "#{":
        return SetForm(items, at)
    if len(items) % 2:
        raise Refused("an object needs pairs of key and value", at)
    return ObjectForm(items, at)


def _list_form(items: tuple[Form, ...], at: int) -> Form:
    """The form of `( … )`; a dot before the last item makes a pair, or a list if that item is one."""
    for place, item in enumerate(items):
        if type(item) is Name and item.name == "." and not item.namespace:
            if place == 0 or place != len(items) - 2:
                raise Refused("a dot belongs before the last form of a list", item.at)
            head, tail = items[:place], items[-1]
            if type(tail) is ListForm:
                return ListForm(head + tail.items, at)
            if type(tail) is DottedForm:
                return DottedForm(head + tail.items, tail.tail, at)
            return DottedForm(head, tail, at)
    return ListForm(items, at)
