"""`(try form… (catch [name pred] form…)… (finally form…)?)`"""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.ale.compiler import LIBRARY_NAMESPACE, Compiler
from engine.scripts.ale.errors import AleError
from engine.scripts.ale.forms.shapes import local_name, pair_of, parts_of
from engine.scripts.ale.forms.threading import first_argument
from engine.scripts.ale.scope import Scope
from engine.scripts.ale.syntax import Form, ListForm, Name, Refused
from engine.scripts.ale.values import Code, Frame, Value


def try_(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """Clauses come after the forms. Nothing of it is in tail position."""
    items = list(form.items[1:])
    ending: Code | None = None
    if items and _is_clause(items[-1], "finally"):
        last = items.pop()
        assert type(last) is ListForm
        ending = compiler.body_of(last.items[1:], scope)
    clauses: list[ListForm] = []
    while items and _is_clause(items[-1], "catch"):
        clause = items.pop()
        assert type(clause) is ListForm
        clauses.insert(0, clause)
    for item in items:
        if _is_clause(item, "catch") or _is_clause(item, "finally"):
            raise Refused("catch comes after the forms of try, finally last", item.at)
    tried = compiler.body_of(items, scope)
    if clauses:
        tried = _catching(tried, [_catch(compiler, clause, scope) for clause in clauses])
    return tried if ending is None else _ending(tried, ending)


def _is_clause(form: Form, name: str) -> bool:
    if type(form) is not ListForm or not form.items:
        return False
    head = form.items[0]
    return type(head) is Name and head.name == name and head.namespace in ("", LIBRARY_NAMESPACE)


def _catch(compiler: Compiler, form: ListForm, scope: Scope) -> tuple[int, Code, Code]:
    """Slot of the error, code of the test, code of the body."""
    binding, *body = parts_of(form, 1)
    name, predicate = pair_of(binding, "what catch binds")
    inner = scope.inner()
    slot = inner.bind(local_name(name))
    test = compiler.code_of(first_argument(name, predicate), inner)
    return slot, test, compiler.body_of(body, inner)


def _catching(tried: Code, clauses: Sequence[tuple[int, Code, Code]]) -> Code:
    def code(frame: Frame) -> Value:
        run = frame[0]
        depth = run.depth
        try:
            return tried(frame)
        except AleError as error:
            run.depth = depth
            for slot, test, body in clauses:
                frame[slot] = error.message
                if test(frame) is not False:
                    return body(frame)
            raise

    return code


def _ending(tried: Code, ending: Code) -> Code:
    """The last forms run after a value and after an error, but not over a limit."""

    def code(frame: Frame) -> Value:
        run = frame[0]
        depth = run.depth
        try:
            value = tried(frame)
        except AleError:
            run.depth = depth
            ending(frame)
            raise
        ending(frame)
        return value

    return code
