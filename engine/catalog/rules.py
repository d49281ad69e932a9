"""The rules that a definition keeps or breaks by itself (`api.md`, 3.6). Those over the catalog are in `fit.py`.

Each rule yields all its problems; nothing is raised, so that an answer can name every broken rule at once (A10).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import msgspec

from engine.catalog.parse import Proposal
from engine.catalog.problem import Problem, at
from engine.model import jsontext
from engine.model.errors import BadRequest
from engine.model.step import (
    ALL,
    ASYNC,
    CONST,
    EXPONENTIAL,
    FIRST,
    FIXED,
    FLOW,
    LAST,
    LINEAR,
    META,
    NONE,
    OPTIONAL,
    OUTPUT,
    REQUIRED,
    SCRIPT,
    SOME,
    SYNC,
    Attribute,
    Mapping,
    Script,
    Step,
)
from engine.scripts.interface import CompileError, Purpose, Source

STEP_TYPES = (SYNC, ASYNC, SCRIPT, FLOW)
ROLES = (REQUIRED, OPTIONAL, CONST, META, OUTPUT)
ATTRIBUTE_TYPES = ("string", "number", "boolean", "object", "array", "null", "any")
POLICIES = (FIRST, LAST, SOME, ALL, NONE)
METHODS = ("GET", "POST", "PUT", "DELETE")
BACKOFFS = (FIXED, LINEAR, EXPONENTIAL)
STEP_LANGUAGES = ("ale", "lua")
LANGUAGES = ("ale", "lua", "jpath")
MAX_DEADLINE_MS = 31_536_000_000
"""One year."""

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_BLOCK_OF_TYPE = {SYNC: "http", ASYNC: "http", SCRIPT: "script", FLOW: "flow"}

Check = Callable[[Source], None]
"""Compiles a script. Raises CompileError when it is refused; what else it raises passes through untouched."""


Problems = Iterator[Problem]


def problems_of(proposal: Proposal, check: Check) -> list[Problem]:
    """Every broken rule that needs only the definition."""
    step = proposal.step
    return [
        *_identity(step),
        *_blocks(step),
        *_http(step),
        *_null_attributes(proposal),
        *_attributes(step),
        *_inner_names(step),
        *_work_config(step),
        *_scripts(step, check),
    ]


def inner_name(name: str, spec: Attribute) -> str:
    """What the step itself calls an attribute."""
    mapping = _mapping(spec)
    return (mapping and mapping.name) or name


def _mapping(spec: Attribute) -> Mapping | None:
    block = spec.required or spec.optional or spec.output
    return block.mapping if block else None


def _one_of(known: tuple[str, ...]) -> str:
    return f"{', '.join(known[:-1])} or {known[-1]}"


# The step as a whole


def _identity(step: Step) -> Problems:
    if not step.id:
        yield at("id", "id must hold a letter, a digit or one of _ . + after normalisation")
    if not step.name:
        yield at("name", "name must not be empty")
    if step.type not in STEP_TYPES:
        yield at("type", f"type must be {_one_of(STEP_TYPES)}, got {step.type!r}")


def _blocks(step: Step) -> Problems:
    own = _BLOCK_OF_TYPE.get(step.type)
    if own is None:
        return
    for block in ("http", "script", "flow"):
        there = getattr(step, block) is not None
        if block == own and not there:
            yield at(block, f"{block} must be there in a step of type {step.type}")
        elif block != own and there:
            yield at(block, f"{block} must not be there in a step of type {step.type}")
    if own == "flow" and step.flow and not step.flow.goals:
        yield at("flow.goals", "flow.goals must name at least one step")


def _http(step: Step) -> Problems:
    http = step.http
    if http is None or step.type not in (SYNC, ASYNC):
        return
    if not http.endpoint:
        yield at("http.endpoint", "http.endpoint must not be empty")
    if http.method and http.method not in METHODS:
        yield at("http.method", f"http.method must be {_one_of(METHODS)}, got {http.method!r}")
    yield from _placeholders(step, "endpoint", http.endpoint, (REQUIRED,))
    compensate = _text(http.compensate)
    yield from _placeholders(step, "compensate", compensate, (REQUIRED, OPTIONAL, OUTPUT))
    if compensate and step.memoizable:
        yield at("http.compensate", "http.compensate must not be there in a step that is memoizable")


def _text(field: str | msgspec.UnsetType) -> str:
    return "" if field is msgspec.UNSET else field


def _placeholders(step: Step, field: str, url: str, roles: tuple[str, ...]) -> Problems:
    known = {inner_name(name, spec) for name, spec in step.attributes.items() if spec.role in roles}
    wanted = roles[0] if len(roles) == 1 else _one_of(roles)
    for placeholder in dict.fromkeys(_PLACEHOLDER.findall(url)):
        if placeholder not in known:
            text = (
                f"http.{field} has the placeholder {{{placeholder}}}, which is the inner name of no {wanted} attribute"
            )
            yield at(f"http.{field}", text)


def _work_config(step: Step) -> Problems:
    work = step.work_config
    if work is None:
        return
    if work.parallelism < 0:
        yield at("work_config.parallelism", f"work_config.parallelism must not be negative, got {work.parallelism}")
    if work.init_backoff < 0:
        yield at("work_config.init_backoff", f"work_config.init_backoff must not be negative, got {work.init_backoff}")
    if work.max_backoff < work.init_backoff:
        text = f"must be at least init_backoff, got {work.max_backoff} with init_backoff {work.init_backoff}"
        yield at("work_config.max_backoff", f"work_config.max_backoff {text}")
    if work.backoff_type not in BACKOFFS:
        text = f"work_config.backoff_type must be {_one_of(BACKOFFS)}, got {work.backoff_type!r}"
        yield at("work_config.backoff_type", text)


# Attributes


def _about(name: str, field: str, text: str) -> Problem:
    path = ("attributes", name, *(field.split(".") if field else ()))
    return Problem(path, f"attribute {name!r}: {field + ' ' if field else ''}{text}")


def _null_attributes(proposal: Proposal) -> Problems:
    for name in proposal.null_attributes:
        yield _about(name, "", "the spec must be an object, got null")


def _attributes(step: Step) -> Problems:
    for name, spec in sorted(step.attributes.items()):
        if not name:
            yield _about(name, "", "an attribute name must not be empty")
        if spec.type and spec.type not in ATTRIBUTE_TYPES:
            yield _about(name, "type", f"must be absent or {_one_of(ATTRIBUTE_TYPES)}, got {spec.type!r}")
        if spec.role not in ROLES:
            yield _about(name, "role", f"must be {_one_of(ROLES)}, got {spec.role!r}")
            continue
        for role in ROLES:
            if role != spec.role and getattr(spec, role) is not None:
                yield _about(name, role, f"must not be there with role {spec.role}")
        yield from _OF_ROLE[spec.role](name, spec)


def _required(name: str, spec: Attribute) -> Problems:
    block = spec.required
    if block is not None:
        yield from _collection(name, spec, block.collect, block.for_each)
        yield from _mapping_says_something(name, spec, block.mapping)


def _optional(name: str, spec: Attribute) -> Problems:
    block = spec.optional
    if block is None:
        return
    yield from _collection(name, spec, block.collect, block.for_each)
    yield from _mapping_says_something(name, spec, block.mapping)
    if block.default:
        yield from _json_of_type(name, "optional.default", block.default, spec.type)
    if not 0 <= block.deadline <= MAX_DEADLINE_MS:
        yield _about(name, "optional.deadline", f"must be 0 to {MAX_DEADLINE_MS} ms, got {block.deadline}")


def _const(name: str, spec: Attribute) -> Problems:
    if spec.const is None or not spec.const.value:
        yield _about(name, "const.value", "must be there and not empty")
    else:
        yield from _json_of_type(name, "const.value", spec.const.value, spec.type)


def _meta(name: str, spec: Attribute) -> Problems:
    if spec.meta is None or not spec.meta.key:
        yield _about(name, "meta.key", "must be there and not empty")


def _output(name: str, spec: Attribute) -> Problems:
    if spec.output is not None:
        yield from _mapping_says_something(name, spec, spec.output.mapping)


_OF_ROLE: dict[str, Callable[[str, Attribute], Problems]] = {
    REQUIRED: _required,
    OPTIONAL: _optional,
    CONST: _const,
    META: _meta,
    OUTPUT: _output,
}


def _collection(name: str, spec: Attribute, collect: str, for_each: bool) -> Problems:
    if collect and collect not in POLICIES:
        yield _about(name, f"{spec.role}.collect", f"must be {_one_of(POLICIES)}, got {collect!r}")
    if for_each and spec.type not in ("", "array", "any"):
        yield _about(name, f"{spec.role}.for_each", f"needs the type array, any or none, got {spec.type!r}")


def _mapping_says_something(name: str, spec: Attribute, mapping: Mapping | None) -> Problems:
    if mapping is not None and not mapping.name and mapping.script is None:
        yield _about(name, f"{spec.role}.mapping", "must have a name or a script")


def _json_of_type(name: str, field: str, text: str, wanted: str) -> Problems:
    raw = text.encode()
    try:
        jsontext.check_numbers(raw)
        value = jsontext.decode(raw)
    except BadRequest:
        yield _about(name, field, f"must be JSON text, got {text[:80]!r}")
        return
    came = jsontext.kind_of(value)
    if wanted not in ("", "any", came) and wanted in ATTRIBUTE_TYPES:
        yield _about(name, field, f"must be JSON text of type {wanted}, got {came}")


def _inner_names(step: Step) -> Problems:
    """No two inputs of one inner name, const and meta included (A9); no two outputs of one mapping name."""
    inputs, outputs = defaultdict(list), defaultdict(list)
    for name, spec in sorted(step.attributes.items()):
        mapping = _mapping(spec)
        if spec.role != OUTPUT:
            inputs[inner_name(name, spec)].append(name)
        elif mapping and mapping.name:
            outputs[mapping.name].append(name)
    for kind, named in (("input", inputs), ("output", outputs)):
        for inner, (first, *others) in named.items():
            for other in others:
                yield _about(other, "mapping.name", f"gives the inner name {inner!r}, which {kind} {first!r} has too")


# Scripts


def _scripts(step: Step, check: Check) -> Problems:
    specs = sorted(step.attributes.items())
    names = tuple(sorted(inner_name(name, spec) for name, spec in specs if spec.role != OUTPUT))
    if step.type == SCRIPT and step.script:
        yield from _script(step.script, STEP_LANGUAGES, Purpose.STEP, names, check, None, "script", needs_source=True)
    if step.predicate:
        yield from _script(
            step.predicate, LANGUAGES, Purpose.PREDICATE, names, check, None, "predicate", needs_source=True
        )
    for name, spec in specs:
        if spec.required and spec.required.match and spec.role == REQUIRED:
            yield from _script(spec.required.match, LANGUAGES, Purpose.MATCH, (), check, name, "required.match")
        mapping = _mapping(spec)
        if mapping and mapping.script and spec.role in ROLES:
            purpose = Purpose.OUTPUT_MAPPING if spec.role == OUTPUT else Purpose.INPUT_MAPPING
            yield from _script(mapping.script, LANGUAGES, purpose, names, check, name, f"{spec.role}.mapping.script")


def _script(
    script: Script,
    languages: tuple[str, ...],
    purpose: Purpose,
    names: tuple[str, ...],
    check: Check,
    attribute: str | None,
    field: str,
    *,
    needs_source: bool = False,
) -> Problems:
    def problem(part: str, text: str, error: CompileError | None = None) -> Problem:
        about = at(field, f"{field} {text}") if attribute is None else _about(attribute, field, text)
        line, column = (error.line, error.column) if error else (0, 0)
        return msgspec.structs.replace(about, path=(*about.path, part), line=line, column=column)

    if script.language not in languages:
        yield problem("language", f"language must be {_one_of(languages)}, got {script.language!r}")
    elif script.script:
        try:
            check(Source(script.language, script.script, purpose, names))
        except CompileError as error:
            yield problem("script", f"does not compile: {' '.join(str(error).split())}", error)
    elif needs_source:
        # An empty match or mapping has no effect (A8); an empty step script or predicate would mean nothing.
        yield problem("script", "source must not be empty")
