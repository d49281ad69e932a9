"""Forms that bind names: lambda and its relatives, let and its relatives, definitions."""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.ale.compiler import Compiler
from engine.scripts.ale.forms.shapes import (
    Parameters,
    binding_of,
    bindings_of,
    local_name,
    parameters_of,
    parts_of,
    refuse_doubles,
)
from engine.scripts.ale.scope import Scope
from engine.scripts.ale.syntax import DottedForm, Form, ListForm, Name, Refused, VectorForm
from engine.scripts.ale.values import Case, Closure, Code, Frame, Value

_MAKE_PROCEDURES = ("lambda", "λ")


def procedure(cases: tuple[Case, ...]) -> Code:
    """A closure of the cases over the frame."""
    return lambda frame: Closure(cases, frame)


def lambda_form(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(lambda params body…)`, `(lambda [params body…]…)`"""
    return procedure(_cases(compiler, form, parts_of(form, 1), scope))


def thunk(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(thunk form…)`"""
    return procedure((compiler.case_of((), False, parts_of(form, 1), scope),))


def lambda_rec(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(lambda-rec name params body…)`"""
    name, *rest = parts_of(form, 2)
    inner = scope.inner()
    slot = inner.bind(local_name(name))
    return _stored(slot, procedure(_cases(compiler, form, rest, inner)))


def label(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(label name form)`"""
    name, value = parts_of(form, 2, 2)
    inner = scope.inner()
    slot = inner.bind(local_name(name), not _makes_procedure(compiler, value, scope))
    return _stored(slot, compiler.code_of(value, inner))


def letfn(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(letfn [(lambda-rec name params body…)…] body…)`"""
    procedures, *body = parts_of(form, 2)
    if type(procedures) is not VectorForm:
        raise Refused("letfn takes a vector of lambda-rec forms", procedures.at)
    pairs = []
    for item in procedures.items:
        if type(item) is not ListForm or len(item.items) < 3 or not _is_lambda_rec(item.items[0]):
            raise Refused("letfn takes a vector of lambda-rec forms", item.at)
        pairs.append((local_name(item.items[1]), item))
    refuse_doubles([name for name, _ in pairs], procedures.at)
    inner = scope.inner()
    slots = [inner.bind(name) for name, _ in pairs]
    values = [procedure(_cases(compiler, item, item.items[2:], inner)) for _, item in pairs]
    return _bound(slots, values, compiler.body_of(body, inner, is_tail))


def let(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(let bindings body…)`"""
    bindings, *body = parts_of(form, 2)
    pairs = bindings_of(bindings)
    names = [name.name for name, _ in pairs]
    refuse_doubles(names, bindings.at)
    values = [compiler.code_of(value, scope) for _, value in pairs]
    inner = scope.inner()
    slots = [inner.bind(name) for name in names]
    return _bound(slots, values, compiler.body_of(body, inner, is_tail))


def let_in_turn(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(let* bindings body…)`"""
    bindings, *body = parts_of(form, 2)
    slots, values = [], []
    for name, value in bindings_of(bindings):
        values.append(compiler.code_of(value, scope))
        scope = scope.inner()
        slots.append(scope.bind(name.name))
    return _bound(slots, values, compiler.body_of(body, scope.inner(), is_tail))


def let_rec(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(let-rec bindings body…)`"""
    bindings, *body = parts_of(form, 2)
    pairs = bindings_of(bindings)
    refuse_doubles([name.name for name, _ in pairs], bindings.at)
    # A lambda reads nothing before it is called, so names that only lambdas see need no check.
    is_checked = not all(_makes_procedure(compiler, value, scope) for _, value in pairs)
    inner = scope.inner()
    slots = [inner.bind(name.name, is_checked) for name, _ in pairs]
    values = [compiler.code_of(value, inner) for _, value in pairs]
    return _bound(slots, values, compiler.body_of(body, inner, is_tail))


def let_through(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(let-> [name v] form…)`"""
    binding, *forms = parts_of(form, 1)
    name, value = binding_of(binding)
    *before, last = (value, *forms)
    slots, values = [], []
    for item in before:
        values.append(compiler.code_of(item, scope))
        scope = scope.inner()
        slots.append(scope.bind(name.name))
    return _bound(slots, values, compiler.code_of(last, scope, is_tail))


def define(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(define name value)`, `(define (name param…) body…)`. Binds in `scope`, which a body makes for it."""
    target, *rest = parts_of(form, 2)
    if type(target) in (ListForm, DottedForm):
        assert type(target) is ListForm or type(target) is DottedForm
        if not target.items:
            raise Refused("a definition needs a name", target.at)
        slot = scope.bind(local_name(target.items[0]))
        parameters = _without_name(target)
        return _stored(slot, procedure((_case(compiler, parameters, rest, scope),)))
    name = local_name(target)
    if len(rest) != 1:
        raise Refused("define takes a name and one value", form.at)
    slot = scope.bind(name, not _makes_procedure(compiler, rest[0], scope))
    return _stored(slot, compiler.code_of(rest[0], scope))


def define_in_expression(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """A definition outside of a body, where no form comes after it that could see the name."""
    return define(compiler, form, scope.inner(), is_tail)


def _without_name(target: ListForm | DottedForm) -> Parameters:
    """The parameters of `(name param…)` or `(name param… . rest)`."""
    names = tuple(map(local_name, target.items[1:]))
    if type(target) is ListForm:
        found = Parameters(names, False)
    else:
        assert type(target) is DottedForm
        found = Parameters((*names, local_name(target.tail)), True)
    refuse_doubles(found.names, target.at)
    return found


def _cases(compiler: Compiler, form: ListForm, rest: Sequence[Form], scope: Scope) -> tuple[Case, ...]:
    """The cases of `params body…` or of `[params body…]…`."""
    if type(rest[0]) is not VectorForm:
        return (_case(compiler, parameters_of(rest[0]), rest[1:], scope),)
    known: list[Parameters] = []
    cases = []
    for item in rest:
        if type(item) is not VectorForm or not item.items:
            raise Refused("every case of a lambda is a vector of parameters and body", item.at)
        parameters = parameters_of(item.items[0])
        if any(_covers(earlier, parameters) for earlier in known):
            raise Refused("this case can never be reached", item.at)
        known.append(parameters)
        cases.append(_case(compiler, parameters, item.items[1:], scope, item.at))
    return tuple(cases)


def _covers(earlier: Parameters, later: Parameters) -> bool:
    """Whether the earlier case takes every number of arguments that the later one takes."""
    if earlier.has_rest:
        return earlier.required <= later.required
    return not later.has_rest and earlier.required == later.required


def _case(compiler: Compiler, parameters: Parameters, body: Sequence[Form], scope: Scope, at: int = 0) -> Case:
    if not body:
        raise Refused("a procedure needs a body", at)
    return compiler.case_of(parameters.names, parameters.has_rest, body, scope)


def _is_lambda_rec(head: Form) -> bool:
    return type(head) is Name and head.name == "lambda-rec" and head.namespace in ("", "ale")


def _makes_procedure(compiler: Compiler, form: Form, scope: Scope) -> bool:
    return any(compiler.is_special(form, name, scope) for name in _MAKE_PROCEDURES)


def _stored(slot: int, value: Code) -> Code:
    def code_stored(frame: Frame) -> Value:
        made = frame[slot] = value(frame)
        return made

    return code_stored


def _bound(slots: Sequence[int], values: Sequence[Code], body: Code) -> Code:
    """Evaluate into slots, then the body."""
    if len(slots) == 1:
        slot, value = slots[0], values[0]

        def bind_one(frame: Frame) -> Value:
            frame[slot] = value(frame)
            return body(frame)

        return bind_one
    pairs = tuple(zip(slots, values, strict=True))

    def bind(frame: Frame) -> Value:
        for slot, value in pairs:
            frame[slot] = value(frame)
        return body(frame)

    return bind
