"""Forms over sequences and for later: for, for-each, lazy-seq, delay, comp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.scripts.ale.calling import call
from engine.scripts.ale.compiler import Compiler
from engine.scripts.ale.forms.shapes import bindings_of, parts_of
from engine.scripts.ale.lazy import Pull, from_pull
from engine.scripts.ale.runtime import Run
from engine.scripts.ale.scope import Scope
from engine.scripts.ale.sequences import is_sequence, lazy_body, no_sequence, pull
from engine.scripts.ale.syntax import ListForm, Refused
from engine.scripts.ale.values import END, Case, Closure, Code, Frame, Library, Promise, Value


class _Nest(NamedTuple):
    """Nested loops: code of the first sequence, then procedures of all names so far for the other sequences and
    for the body."""

    first: Code
    others: tuple[Case, ...]
    body: Case

    def pull(self, frame: Frame) -> Pull:
        """The values of the body, the last name varying fastest."""
        run = frame[0]
        others = [Closure((case,), frame) for case in self.others]
        body = Closure((self.body,), frame)
        pulls = [_checked_pull(run, self.first(frame))]
        names: list[Value] = []

        def pull_next(run: Run) -> Value:
            while pulls:
                element = pulls[-1](run)
                if element is END:
                    pulls.pop()
                    if names:
                        names.pop()
                elif len(pulls) > len(others):
                    return call(run, body, *names, element)
                else:
                    names.append(element)
                    pulls.append(_checked_pull(run, call(run, others[len(names) - 1], *names)))
            return END

        return pull_next


def for_(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(for bindings form…)`"""
    nest = _nest(compiler, form, scope)
    return lambda frame: from_pull(nest.pull(frame))


def for_each(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(for-each bindings form…)`"""
    nest = _nest(compiler, form, scope)

    def code(frame: Frame) -> Value:
        run = frame[0]
        pull_next = nest.pull(frame)
        last = None
        while (value := pull_next(run)) is not END:
            last = value
        return last

    return code


def lazy_seq(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(lazy-seq form…)`"""
    cases = (compiler.case_of((), False, form.items[1:], scope),)

    def code(frame: Frame) -> Value:
        body = Closure(cases, frame)
        return lazy_body(lambda run: call(run, body))

    return code


def delay(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(delay form…)`"""
    cases = (compiler.case_of((), False, form.items[1:], scope),)
    return lambda frame: Promise(Closure(cases, frame))


def comp(compiler: Compiler, form: ListForm, scope: Scope, is_tail: bool) -> Code:
    """`(comp f…)`"""
    codes = compiler.codes_of(form.items[1:], scope)
    return lambda frame: composed([code(frame) for code in codes])


def composed(procedures: Sequence[Value]) -> Library:
    """The procedure that applies the first to its arguments, then each following one to the result."""
    if not procedures:
        return Library("comp", lambda run, value: value, 1, 1)
    first, *others = procedures

    def run_with(run: Run, *arguments: Value) -> Value:
        value = call(run, first, *arguments)
        for procedure in others:
            value = call(run, procedure, value)
        return value

    return Library("comp", run_with, 0, None)


def _nest(compiler: Compiler, form: ListForm, scope: Scope) -> _Nest:
    bindings, *body = parts_of(form, 1)
    pairs = bindings_of(bindings)
    if not pairs:
        raise Refused("a loop needs at least one binding", bindings.at)
    names: list[str] = []
    others = []
    first = compiler.code_of(pairs[0][1], scope)
    for place, (name, sequence) in enumerate(pairs):
        if place:
            others.append(compiler.case_of(names, False, (sequence,), scope))
        names.append(name.name)
    return _Nest(first, tuple(others), compiler.case_of(names, False, body, scope))


def _checked_pull(run: Run, sequence: Value) -> Pull:
    if not is_sequence(sequence):
        raise no_sequence(run, sequence)
    return pull(run, sequence)
