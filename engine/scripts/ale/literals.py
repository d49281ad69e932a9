"""Forms as values, as `quote` gives them."""

from __future__ import annotations

from engine.scripts.ale.runtime import Run
from engine.scripts.ale.sequences import cons_pair, object_of, set_of
from engine.scripts.ale.syntax import (
    DottedForm,
    Form,
    ListForm,
    Literal,
    Name,
    ObjectForm,
    VectorForm,
)
from engine.scripts.ale.values import Symbol, Value, list_of


def quoted_value(run: Run, form: Form) -> Value:
    """The value that the form denotes, unevaluated."""
    run.spend(1)
    if type(form) is Literal:
        return form.value
    if type(form) is Name:
        return Symbol(form.name, form.namespace)
    if type(form) is DottedForm:
        made = quoted_value(run, form.tail)
        for item in reversed(form.items):
            made = cons_pair(quoted_value(run, item), made)
        return made
    assert not isinstance(form, (Literal, Name, DottedForm))
    items = [quoted_value(run, item) for item in form.items]
    if type(form) is ListForm:
        return list_of(items)
    if type(form) is VectorForm:
        return tuple(items)
    return object_of(run, items) if type(form) is ObjectForm else set_of(run, items)
