"""Forms to code: what a name means, what a call is, and what is checked before a script may run.

Code is a Python function of a frame. Special forms and macros have their rules in `forms/`; a macro needs no
expansion, so names that it stands for cannot be hidden by a script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.scripts.ale import code
from engine.scripts.ale.builtins import LIBRARY
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.scope import Layout, Scope
from engine.scripts.ale.sequences import cons_pair, object_of, set_of, vector_of
from engine.scripts.ale.syntax import (
    DottedForm,
    Form,
    ListForm,
    Literal,
    Name,
    ObjectForm,
    Refused,
    VectorForm,
)
from engine.scripts.ale.values import ABSENT, Case, Code, Frame, Keyword, Library, Syntax, Value

Rule = Callable[["Compiler", ListForm, Scope, bool], Code]
"""How a special form or macro becomes code; the flag says whether it is in tail position. Raises Refused."""

LIBRARY_NAMESPACE = "ale"


class Compiler:
    """Compiles the forms of one script. `run` is the account of the compilation, not of a run."""

    def __init__(self, run: Run, special_forms: Mapping[str, Rule], macros: Mapping[str, Rule], define: Rule) -> None:
        self.run = run
        self.special_forms = special_forms
        self.macros = macros
        self.define = define
        """The rule of a definition in a body: binds its name in the scope that it is given."""
        self._fresh = 0

    def code_of(self, form: Form, scope: Scope, is_tail: bool = False) -> Code:
        """The code of one form. Raises Refused."""
        self.run.step()
        kind = type(form)
        if kind is ListForm:
            return self._call(form, scope, is_tail)  # type: ignore[arg-type]
        if kind is Name:
            return self._name(form, scope)  # type: ignore[arg-type]
        if kind is Literal:
            return code.constant(form.value)  # type: ignore[union-attr]
        if kind is DottedForm:
            return self._pair(form, scope)  # type: ignore[arg-type]
        parts = self.codes_of(form.items, scope)  # type: ignore[union-attr]
        if kind is ObjectForm:
            return _object(form.items[::2], parts)  # type: ignore[union-attr]
        return _vector(parts) if kind is VectorForm else _set(parts)

    def codes_of(self, forms: Sequence[Form], scope: Scope) -> list[Code]:
        return [self.code_of(form, scope) for form in forms]

    def body_of(self, forms: Sequence[Form], scope: Scope, is_tail: bool = False) -> Code:
        """The code of forms in turn. A definition among them binds its name for itself and those after it."""
        parts = []
        for place, form in enumerate(forms):
            is_last = place == len(forms) - 1
            if self.is_special(form, "define", scope):
                scope = scope.inner()
                parts.append(self.define(self, form, scope, False))  # type: ignore[arg-type]
            else:
                parts.append(self.code_of(form, scope, is_tail and is_last))
        return code.in_turn(parts)

    def case_of(self, parameters: Sequence[str], has_rest: bool, forms: Sequence[Form], scope: Scope) -> Case:
        """A case of a procedure; with `has_rest` the last parameter takes the other arguments as a vector."""
        layout = Layout()
        inner = Scope(layout, scope)
        for parameter in parameters:
            inner.bind(parameter)
        body = self.body_of(forms, inner, True)
        count = len(parameters)
        return Case(count - 1 if has_rest else count, has_rest, body, layout.padding(count))

    def is_special(self, form: Form, name: str, scope: Scope) -> bool:
        """Whether the form is a list with that special form, not hidden by a local name, as its head."""
        if type(form) is not ListForm or not form.items or type(form.items[0]) is not Name:
            return False
        head = form.items[0]
        if head.name != name:
            return False
        return head.namespace == LIBRARY_NAMESPACE or (not head.namespace and not scope.holds(name))

    def fresh_name(self, at: int) -> Name:
        """A name that no script can write."""
        self._fresh += 1
        return Name(f" {self._fresh}", at)

    def library_value(self, name: Name) -> Value:
        """What the library means by a name. Raises Refused if it does not know the name."""
        if not name.namespace or name.namespace == LIBRARY_NAMESPACE:
            if name.name in self.special_forms or name.name in self.macros:
                return Syntax(name.name)
            value = LIBRARY.get(name.name, ABSENT)
            if value is not ABSENT:
                return value
        raise Refused(f"unknown name {name.text}", name.at)

    def _name(self, name: Name, scope: Scope) -> Code:
        if not name.namespace:
            place = scope.find(name.name)
            if place is not None:
                return code.name_at(place)
        return code.constant(self.library_value(name))

    def _rule(self, head: Name, scope: Scope) -> Rule | None:
        """The rule of a list with this head, unless it is a plain call."""
        if head.namespace and head.namespace != LIBRARY_NAMESPACE:
            return None
        macro = self.macros.get(head.name)
        if macro is not None:
            return macro
        rule = self.special_forms.get(head.name)
        if rule is None or (not head.namespace and scope.holds(head.name)):
            return None
        return rule

    def _call(self, form: ListForm, scope: Scope, is_tail: bool) -> Code:
        if not form.items:
            return code.constant(None)
        head, arguments = form.items[0], form.items[1:]
        if type(head) is Name:
            rule = self._rule(head, scope)
            if rule is not None:
                return rule(self, form, scope, is_tail)
            if head.namespace or not scope.holds(head.name):
                value = self.library_value(head)
                if type(value) is Library:
                    return self._library_call(value, form, scope)
                if value is None:
                    _check_count("null", arguments, form.at)
        elif type(head) is Literal and type(head.value) in (Keyword, int, str):
            _check_count("a keyword, integer or string", arguments, form.at)
            if type(head.value) is Keyword and len(arguments) == 1:
                return code.keyword_call(head.value, self.code_of(arguments[0], scope))
        elif type(head) is ListForm and not head.items:
            _check_count("null", arguments, form.at)
        return code.procedure_call(self.code_of(head, scope), self.codes_of(arguments, scope), is_tail)

    def _library_call(self, procedure: Library, form: ListForm, scope: Scope) -> Code:
        arguments = form.items[1:]
        if not procedure.accepts(len(arguments)):
            raise Refused(f"{procedure.name} takes {procedure.wants()}, not {len(arguments)}", form.at)
        return code.library_call(procedure, self.codes_of(arguments, scope))

    def _pair(self, form: DottedForm, scope: Scope) -> Code:
        parts = self.codes_of(form.items, scope)
        tail = self.code_of(form.tail, scope)

        def pair(frame: Frame) -> Value:
            made = tail(frame)
            for part in reversed(parts):
                made = cons_pair(part(frame), made)
            return made

        return pair


def _check_count(head: str, arguments: Sequence[Form], at: int) -> None:
    if not 1 <= len(arguments) <= 2:
        raise Refused(f"a call of {head} takes 1 to 2 arguments, not {len(arguments)}", at)


def _vector(parts: Sequence[Code]) -> Code:
    return lambda frame: vector_of(frame[0], [part(frame) for part in parts])


def _set(parts: Sequence[Code]) -> Code:
    return lambda frame: set_of(frame[0], [part(frame) for part in parts])


def _object(keys: Sequence[Form], parts: Sequence[Code]) -> Code:
    names = [key.value.name for key in keys if type(key) is Literal and type(key.value) is Keyword]
    if len(names) < len(keys) or len(set(names)) < len(names):
        return lambda frame: object_of(frame[0], [part(frame) for part in parts])
    entries = tuple(zip(names, parts[1::2], strict=True))
    return lambda frame: frame[0].keep({name: part(frame) for name, part in entries})
