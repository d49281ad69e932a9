"""From the body of a request to a proposed step, and from there to its stored form (`api.md`, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from engine.catalog.problem import Path, Problem
from engine.model import ids, jsontext
from engine.model.errors import BadRequest
from engine.model.requests import STEP_BODY_LIMIT
from engine.model.step import EXPONENTIAL, Attribute, Http, Step, WorkConfig

MAX_INTEGER = (1 << 63) - 1
"""An integer beyond 64 bits is no integer of this API."""

T = TypeVar("T")

_PLACE = re.compile(r" - at `\$(?P<place>[^`]*)`$")
_PLACE_PART = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


class Malformed(BadRequest):
    """A definition has fields of a wrong JSON type; its text has one line for each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.details = self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class WorkDefaults:
    """What a step takes that does not say otherwise (`steps.md`, 15). Backoffs in milliseconds."""

    max_retries: int = 10
    init_backoff: int = 1_000
    max_backoff: int = 60_000
    backoff_type: str = EXPONENTIAL

    def fill(self, given: WorkConfig | None) -> WorkConfig:
        """The work config with a value for each field; parallelism has no default."""
        given = given or WorkConfig()
        return WorkConfig(
            max_retries=given.max_retries or self.max_retries,
            init_backoff=given.init_backoff or self.init_backoff,
            max_backoff=given.max_backoff or self.max_backoff,
            backoff_type=given.backoff_type or self.backoff_type,
            parallelism=given.parallelism,
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step as a client wants it, before any rule was looked at."""

    step: Step
    """Id normalised, defaults filled in; may still hold blocks that are empty or belong to another role."""
    null_attributes: tuple[str, ...] = ()
    """Names whose spec is null; they are not among the step's attributes."""

    def stored(self) -> Step:
        """The form in which a step that breaks no rule is kept: without what is empty."""
        attributes = {name: _pruned(spec) for name, spec in self.step.attributes.items()}
        http = self.step.http and _without_empty_texts(self.step.http)
        return msgspec.structs.replace(self.step, attributes=attributes, http=http)


def parse_step(body: bytes, defaults: WorkDefaults) -> Proposal:
    """The proposed step of a body. Raises BadRequest when it is too large, not JSON, or wrongly typed."""
    value = _without_nulls(jsontext.decode_object(body, STEP_BODY_LIMIT), at="attributes")
    specs = value.pop("attributes", {})
    if not isinstance(specs, dict):
        raise Malformed([Problem(("attributes",), f"attributes must be an object, got {jsontext.kind_of(specs)}")])
    step = _typed(value, Step, "", ())
    attributes, faults = {}, list[Problem]()
    for name, spec in specs.items():
        if spec is None:
            continue
        try:
            attributes[name] = _typed(_without_nulls(spec), Attribute, f"attribute {name!r}: ", ("attributes", name))
        except Malformed as refusal:
            faults.extend(refusal.problems)
    if faults:
        raise Malformed(faults)
    step = msgspec.structs.replace(
        step, id=ids.normalise(step.id), attributes=attributes, work_config=defaults.fill(step.work_config)
    )
    return Proposal(step, tuple(name for name, spec in specs.items() if spec is None))


def _typed(value: Any, into: type[T], where: str, path: Path) -> T:
    _check_integers(value, where, path)
    try:
        return msgspec.convert(value, into, strict=True)
    except msgspec.ValidationError as error:
        text = str(error)
        raise Malformed([Problem((*path, *_place_in(text)), f"{where or 'invalid step: '}{text}")]) from None


def _place_in(error: str) -> Path:
    """The field that an error of msgspec names: ``... - at `$.http.timeout` ``."""
    found = _PLACE.search(error)
    parts = _PLACE_PART.findall(found["place"]) if found else []
    return tuple(name or int(number) for name, number in parts)


def _check_integers(value: Any, where: str, path: Path) -> None:
    if isinstance(value, dict):
        for field, inner in value.items():
            if isinstance(inner, int) and abs(inner) > MAX_INTEGER:
                text = f"{where}{field} must be an integer of at most 64 bits, got {inner}"
                raise Malformed([Problem((*path, field), text)])
            _check_integers(inner, where, (*path, field))


def _without_nulls(value: Any, at: str = "") -> Any:
    """The value with every null field left out: null is the same as absent. The field `at` is left as it is.

    Lists are not looked at, so a null in a list stays what it is: a wrong type.
    """
    if not isinstance(value, dict):
        return value
    return {
        field: inner if field == at else _without_nulls(inner) for field, inner in value.items() if inner is not None
    }


def _pruned(spec: Attribute) -> Attribute:
    """The spec without config blocks that say nothing."""
    blocks = {name: getattr(spec, name) for name in ("required", "optional", "const", "meta", "output")}
    empty: dict[str, Any] = {
        name: None for name, block in blocks.items() if block is not None and block == type(block)()
    }
    return msgspec.structs.replace(spec, **empty) if empty else spec


def _without_empty_texts(http: Http) -> Http:
    empty: dict[str, Any] = {
        name: msgspec.UNSET for name in ("method", "health_check", "compensate") if getattr(http, name) == ""
    }
    return msgspec.structs.replace(http, **empty) if empty else http
