"""The special forms and macros of Ale, by name. A local name hides a special form, but not a macro."""

from __future__ import annotations

from typing import Final

from engine.scripts.ale.compiler import Rule
from engine.scripts.ale.forms import binding, branching, quoting, sequencing, threading, trying
from engine.scripts.ale.forms.threading import first_argument, last_argument

SPECIAL_FORMS: Final[dict[str, Rule]] = {
    "quote": quoting.quote,
    "if": branching.if_else,
    "begin": branching.begin,
    "lambda": binding.lambda_form,
    "λ": binding.lambda_form,
    "let": binding.let,
    "let*": binding.let_in_turn,
    "let-rec": binding.let_rec,
    "define": binding.define_in_expression,
}

MACROS: Final[dict[str, Rule]] = {
    "and": branching.and_,
    "or": branching.or_,
    "!and": branching.not_and,
    "!or": branching.not_or,
    "when": branching.when,
    "when-not": branching.when_not,
    "unless": branching.unless,
    "cond": branching.cond,
    "case": branching.case,
    "if-let": branching.if_let,
    "when-let": branching.when_let,
    "thunk": binding.thunk,
    "lambda-rec": binding.lambda_rec,
    "label": binding.label,
    "letfn": binding.letfn,
    "->": threading.thread(first_argument),
    "->>": threading.thread(last_argument),
    "some->": threading.thread_some(first_argument),
    "some->>": threading.thread_some(last_argument),
    "cond->": threading.thread_if(first_argument),
    "cond->>": threading.thread_if(last_argument),
    "let->": binding.let_through,
    ":": threading.call_of_entry,
    "for": sequencing.for_,
    "for-each": sequencing.for_each,
    "lazy-seq": sequencing.lazy_seq,
    "delay": sequencing.delay,
    "comp": sequencing.comp,
    "syntax-quote": quoting.syntax_quote,
    "try": trying.try_,
}
