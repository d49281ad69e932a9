"""Forms that choose: if, cond, case and the rest of their family."""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.ale import code
from engine.scripts.ale.compiler import Compiler
from engine.scripts.ale.equality import equal
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.forms.shapes import binding_of, pair_of, parts_of
from engine.scripts.ale.scope import Scope
from engine.scripts.ale.syntax import Form, ListForm
from engine.scripts.ale.values import Code, Frame, Value


def if_else(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(if test then else?)`"""
    test, then, *other = parts_of(form, 2, 3)
    return _choice(
        compiler.code_of(test, scope),
        compiler.code_of(then, scope, is_tail),
        compiler.body_of(other, scope, is_tail),
    )


def begin(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(begin form…)`"""
    return compiler.body_of(form.items[1:], scope, is_tail)


def when(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(when test form…)`"""
    test, *body = parts_of(form, 1)
    then = compiler.body_of(body, scope, is_tail)
    return _choice(compiler.code_of(test, scope), then, code.constant(None))


def when_not(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(when-not test form…)`"""
    test, *body = parts_of(form, 1)
    other = compiler.body_of(body, scope, is_tail)
    return _choice(compiler.code_of(test, scope), code.constant(None), other)


def unless(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(unless test then else?)`"""
    test, then, *other = parts_of(form, 2, 3)
    return _choice(
        compiler.code_of(test, scope),
        compiler.body_of(other, scope, is_tail),
        compiler.code_of(then, scope, is_tail),
    )


def if_let(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(if-let [name expr] then else?)`"""
    binding, then, *other = parts_of(form, 2, 3)
    return _choice_bound(compiler, binding, (then,), other, scope, is_tail)


def when_let(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(when-let [name expr] form…)`"""
    binding, *body = parts_of(form, 1)
    return _choice_bound(compiler, binding, body, (), scope, is_tail)


def and_(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(and form…)`"""
    *before, last = _in_turn(compiler, form, scope, is_tail, True)
    if not before:
        return last
    if len(before) == 1:
        return _choice(before[0], last, code.constant(False))

    def all_of(frame: Frame) -> Value:
        for part in before:
            if part(frame) is False:
                return False
        return last(frame)

    return all_of


def or_(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(or form…)`"""
    *before, last = _in_turn(compiler, form, scope, is_tail, False)
    if not before:
        return last

    def any_of(frame: Frame) -> Value:
        for part in before:
            value = part(frame)
            if value is not False:
                return value
        return last(frame)

    return any_of


def not_and(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(!and form…)`"""
    return _negation(and_(compiler, form, scope, False))


def not_or(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(!or form…)`"""
    return _negation(or_(compiler, form, scope, False))


def cond(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(cond [test form]…)`"""
    clauses = []
    for item in form.items[1:]:
        test, then = pair_of(item, "a clause")
        clauses.append((compiler.code_of(test, scope), compiler.code_of(then, scope, is_tail)))

    def choose(frame: Frame) -> Value:
        for test, then in clauses:
            if test(frame) is not False:
                return then(frame)
        return None

    return choose


def case(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(case expr [test form]…)`, where a test may be a list of expressions"""
    subject, *items = parts_of(form, 1)
    value_of = compiler.code_of(subject, scope)
    clauses = []
    for item in items:
        test, then = pair_of(item, "a clause")
        tests: Sequence[Form] = test.items if type(test) is ListForm and test.items else (test,)
        clauses.append((compiler.codes_of(tests, scope), compiler.code_of(then, scope, is_tail)))

    def choose(frame: Frame) -> Value:
        run, value = frame[0], value_of(frame)
        for tests, then in clauses:
            for test in tests:
                if equal(run, value, test(frame)):
                    return then(frame)
        raise AleError("no cases could be matched")

    return choose


def _choice(test: Code, then: Code, other: Code) -> Code:
    return lambda frame: other(frame) if test(frame) is False else then(frame)


def _choice_bound(
    compiler: Compiler, binding: Form, then: Sequence[Form], other: Sequence[Form], scope: Scope, is_tail: bool
) -> Code:
    """A choice by a value that has a name in both branches."""
    name, value = binding_of(binding)
    value_of = compiler.code_of(value, scope)
    inner = scope.inner()
    slot = inner.bind(name.name)
    then_code = compiler.body_of(then, inner, is_tail)
    other_code = compiler.body_of(other, inner, is_tail)

    def choose(frame: Frame) -> Value:
        frame[slot] = value_of(frame)
        return other_code(frame) if frame[slot] is False else then_code(frame)

    return choose


def _negation(of: Code) -> Code:
    return lambda frame: of(frame) is False


def _in_turn(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool, empty: bool) -> list[Code]:
    """Codes of the forms, the last one in tail position; of no form, the constant `empty`."""
    forms = form.items[1:]
    if not forms:
        return [code.constant(empty)]
    return [*compiler.codes_of(forms[:-1], scope), compiler.code_of(forms[-1], scope, is_tail)]
