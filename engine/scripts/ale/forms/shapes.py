"""The shapes that special forms and macros share: numbers of parts, bindings, parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.scripts.ale.syntax import DottedForm, Form, ListForm, Name, Refused, VectorForm


class Parameters(NamedTuple):
    """Names of parameters; with `has_rest` the last one takes all further arguments as a vector."""

    names: tuple[str, ...]
    has_rest: bool

    @property
    def required(self) -> int:
        """Arguments that must be there."""
        return len(self.names) - 1 if self.has_rest else len(self.names)


def parts_of(form: ListForm, least: int, most: int | None = None) -> tuple[Form, ...]:
    """The forms after the head. Raises Refused unless there are `least` to `most` of them."""
    parts = form.items[1:]
    if len(parts) < least or (most is not None and len(parts) > most):
        wanted = f"{least} or more" if most is None else str(least) if least == most else f"{least} to {most}"
        raise Refused(f"{head_text(form)} takes {wanted} forms, not {len(parts)}", form.at)
    return parts


def head_text(form: ListForm) -> str:
    head = form.items[0]
    return head.text if isinstance(head, Name) else "this form"


def local_name(form: Form) -> str:
    """The text of a symbol that can be bound. Raises Refused."""
    if type(form) is Name and not form.namespace:
        return form.name
    raise Refused("a name without namespace is needed here", form.at)


def pair_of(form: Form, what: str) -> tuple[Form, Form]:
    """The two parts of `[a b]`. Raises Refused."""
    if type(form) is VectorForm and len(form.items) == 2:
        return form.items[0], form.items[1]
    raise Refused(f"{what} must be a vector of two forms", form.at)


def binding_of(form: Form) -> tuple[Name, Form]:
    """Name and value of `[name value]`. Raises Refused."""
    name, value = pair_of(form, "a binding")
    local_name(name)
    assert type(name) is Name
    return name, value


def bindings_of(form: Form) -> list[tuple[Name, Form]]:
    """Names and values of `[name value]` or of a list of these. Raises Refused."""
    if type(form) is ListForm:
        return [binding_of(item) for item in form.items]
    return [binding_of(form)]


def refuse_doubles(names: Sequence[str], at: int) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Refused(f"{name} is bound twice", at)
        seen.add(name)


def parameters_of(form: Form) -> Parameters:
    """The parameters that `(a b)`, `(a . rest)` or `rest` stand for. Raises Refused."""
    if type(form) is Name:
        return Parameters((local_name(form),), True)
    if type(form) is ListForm:
        found = Parameters(tuple(map(local_name, form.items)), False)
    elif type(form) is DottedForm:
        found = Parameters(tuple(map(local_name, (*form.items, form.tail))), True)
    else:
        raise Refused("parameters must be a list of names or one name", form.at)
    refuse_doubles(found.names, form.at)
    return found
