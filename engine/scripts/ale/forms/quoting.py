"""`quote` and `syntax-quote`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.scripts.ale import code
from engine.scripts.ale.builtins import LIBRARY
from engine.scripts.ale.compiler import LIBRARY_NAMESPACE, Compiler
from engine.scripts.ale.forms.shapes import parts_of
from engine.scripts.ale.literals import quoted_value
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.scope import Scope
from engine.scripts.ale.sequences import (
    all_elements,
    cons_pair,
    new_list,
    object_of,
    set_of,
    vector_of,
)
from engine.scripts.ale.syntax import (
    DottedForm,
    Form,
    ListForm,
    Literal,
    Name,
    ObjectForm,
    VectorForm,
)
from engine.scripts.ale.values import Code, Frame, Symbol, Value


def quote(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(quote x)`"""
    (quoted,) = parts_of(form, 1, 1)
    return code.constant(quoted_value(compiler.run, quoted))


def syntax_quote(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(syntax-quote x)`"""
    (template,) = parts_of(form, 1, 1)
    return _Template(compiler, scope).code_of(template)


class _Template:
    """One template; equal symbols ending in `#` become one fresh symbol throughout it."""

    def __init__(self, compiler: Compiler, scope: Scope) -> None:
        self.compiler = compiler
        self.scope = scope
        self.fresh: dict[str, str] = {}

    def code_of(self, form: Form) -> Code:
        self.compiler.run.spend(1)
        if type(form) is Literal:
            return code.constant(form.value)
        if type(form) is Name:
            return code.constant(self._symbol(form))
        if type(form) is DottedForm:
            return self._pair(form)
        if _is_call_of(form, "unquote"):
            (value,) = parts_of(form, 1, 1)  # type: ignore[arg-type]
            return self.compiler.code_of(value, self.scope)
        assert not isinstance(form, (Literal, Name, DottedForm))
        return _filled(self._parts(form.items), _MAKERS.get(type(form), set_of))

    def _parts(self, items: Sequence[Form]) -> list[tuple[bool, Code]]:
        """For each item whether it is spliced, and its code."""
        parts = []
        for item in items:
            if _is_call_of(item, "unquote-splicing"):
                (value,) = parts_of(item, 1, 1)  # type: ignore[arg-type]
                parts.append((True, self.compiler.code_of(value, self.scope)))
            else:
                parts.append((False, self.code_of(item)))
        return parts

    def _pair(self, form: DottedForm) -> Code:
        heads = [self.code_of(item) for item in form.items]
        tail = self.code_of(form.tail)

        def pair(frame: Frame) -> Value:
            made = tail(frame)
            for head in reversed(heads):
                made = cons_pair(head(frame), made)
            return made

        return pair

    def _symbol(self, name: Name) -> Symbol:
        if name.namespace:
            return Symbol(name.name, name.namespace)
        if name.name.endswith("#") and len(name.name) > 1:
            return Symbol(self.fresh.setdefault(name.name, self._fresh_text(name)))
        compiler = self.compiler
        if name.name in LIBRARY or name.name in compiler.macros or name.name in compiler.special_forms:
            return Symbol(name.name, LIBRARY_NAMESPACE)
        return Symbol(name.name)

    def _fresh_text(self, name: Name) -> str:
        return f"{name.name[:-1]}-{self.compiler.fresh_name(name.at).name.strip()}#"


_MAKERS: dict[type, Callable[[Run, list[Value]], Value]] = {
    ListForm: new_list,
    VectorForm: vector_of,
    ObjectForm: object_of,
}


def _is_call_of(form: Form, name: str) -> bool:
    if type(form) is not ListForm or not form.items:
        return False
    head = form.items[0]
    return type(head) is Name and head.name == name and head.namespace in ("", LIBRARY_NAMESPACE)


def _filled(parts: Sequence[tuple[bool, Code]], make: Callable[[Run, list[Value]], Value]) -> Code:
    def fill(frame: Frame) -> Value:
        run = frame[0]
        values: list[Value] = []
        for is_spliced, part in parts:
            if is_spliced:
                spliced = list(all_elements(run, part(frame)))
                run.spend(len(spliced))
                run.reserve(8 * (len(values) + len(spliced)))
                values += spliced
            else:
                values.append(part(frame))
        return make(run, values)

    return fill
