"""Forms that pass a value through a row of calls, by writing them as nested calls."""

from __future__ import annotations

from collections.abc import Callable

from engine.scripts.ale import code
from engine.scripts.ale.compiler import Compiler, Rule
from engine.scripts.ale.forms.shapes import pair_of, parts_of
from engine.scripts.ale.scope import Scope
from engine.scripts.ale.syntax import Form, ListForm, Name, Refused
from engine.scripts.ale.values import Code, Frame, Value

Threader = Callable[[Form, Form], ListForm]
"""Gives the call of the second form with the first form as one of its arguments."""


def first_argument(value: Form, form: Form) -> ListForm:
    """The form, a call or what is called, with the value as first argument."""
    if type(form) is not ListForm:
        return ListForm((form, value), form.at)
    _refuse_empty(form)
    return ListForm((form.items[0], value, *form.items[1:]), form.at)


def last_argument(value: Form, form: Form) -> ListForm:
    """The same, as last argument."""
    if type(form) is not ListForm:
        return ListForm((form, value), form.at)
    _refuse_empty(form)
    return ListForm((*form.items, value), form.at)


def _refuse_empty(form: ListForm) -> None:
    if not form.items:
        raise Refused("a value cannot be threaded into an empty list", form.at)


def thread(threader: Threader) -> Rule:
    """`(-> v form…)`, `(->> v form…)`"""

    def rule(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
        value, *steps = parts_of(form, 1)
        for step in steps:
            value = threader(value, step)
        return compiler.code_of(value, scope, is_tail)

    return rule


def thread_some(threader: Threader) -> Rule:
    """`(some-> v form…)`, `(some->> v form…)`"""

    def rule(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
        value, *steps = parts_of(form, 1)
        start = compiler.code_of(value, scope)
        inner = scope.inner()
        codes = []
        for step in steps:
            # A slot for each value, since a step may keep it for later: (some-> 1 (delay)).
            name = compiler.fresh_name(step.at)
            slot = inner.bind(name.name)
            codes.append((slot, compiler.code_of(threader(name, step), inner)))

        def some(frame: Frame) -> Value:
            value = start(frame)
            for slot, step in codes:
                if value is None:
                    return None
                frame[slot] = value
                value = step(frame)
            return value

        return some

    return rule


def thread_if(threader: Threader) -> Rule:
    """`(cond-> v [test form]…)`, `(cond->> v [test form]…)`"""

    def rule(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
        value, *clauses = parts_of(form, 1)
        start = compiler.code_of(value, scope)
        inner = scope.inner()
        codes = []
        for clause in clauses:
            test, step = pair_of(clause, "a clause")
            name = compiler.fresh_name(clause.at)
            slot = inner.bind(name.name)
            test_code = compiler.code_of(threader(name, test), inner)
            codes.append((slot, test_code, compiler.code_of(threader(name, step), inner)))

        def conditional(frame: Frame) -> Value:
            value = start(frame)
            for slot, test, step in codes:
                frame[slot] = value
                if test(frame) is not False:
                    value = step(frame)
            return value

        return conditional

    return rule


def call_of_entry(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(: obj key arg…)`"""
    mapped, key, *arguments = parts_of(form, 2)
    entry = ListForm((Name("get", form.at, "ale"), mapped, key), form.at)
    return code.procedure_call(compiler.code_of(entry, scope), compiler.codes_of(arguments, scope), is_tail)
