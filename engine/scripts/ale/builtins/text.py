"""Texts and symbols."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.builtins.family import Family
from engine.scripts.ale.errors import AleError, wrong_type
from engine.scripts.ale.printer import joined, printed, text_of
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.syntax import Name, Refused
from engine.scripts.ale.tokens import atom_form, tokens
from engine.scripts.ale.values import Symbol, Value

TEXT: Final = Family()


@TEXT.procedure("str", 0, more=True)
def plain_text(run: Run, *parts: Value) -> str:
    """The texts of the arguments, strings unquoted and null as nothing."""
    texts = []
    for part in parts:
        if part is not None:
            texts.append(text_of(run, part))  # noqa: PERF401 - keeps the depth of the Python stack
    return joined(run, texts)


@TEXT.procedure("str!", 0, more=True)
def _printed(run: Run, *parts: Value) -> str:
    texts: list[str] = []
    for part in parts:
        if texts:
            texts.append(" ")
        texts.append(printed(run, part))
    return joined(run, texts)


@TEXT.procedure("sym", 1)
def _symbol(run: Run, name: Value) -> Symbol:
    if type(name) is Symbol:
        return name
    if type(name) is not str:
        raise wrong_type(name, "string")
    run.spend(len(name))
    form = symbol_form(name, run.digits)
    if form is None:
        raise AleError(f"{printed(run, name)} is no symbol")
    return Symbol(form.name, form.namespace)


def symbol_form(text: str, digits: int) -> Name | None:
    """The name that the text reads as, if it is one symbol and nothing else."""
    try:
        found = list(tokens(text))
        if len(found) == 1 and found[0][:2] == ("atom", text):
            form = atom_form(text, 0, digits)
            return form if type(form) is Name else None
    except Refused:
        pass
    return None
