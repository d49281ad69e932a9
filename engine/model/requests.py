"""Requests of the API as typed values: decoded and checked once, where they come in."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.model import ids, jsontext
from engine.model.errors import BadRequest

MIB = 1 << 20
STEP_BODY_LIMIT = 512 << 10
FLOW_BODY_LIMIT = MIB
MAX_FLOW_ID, MAX_GOALS, MAX_INIT_KEYS, MAX_LABELS = 256, 64, 128, 32

Init = dict[str, list[Any]]
"""Initial values by attribute; an attribute without a value is left out."""


class StartFlow(msgspec.Struct, frozen=True, gc=False):
    """A start request, with its id normalised and its limits checked."""

    id: str
    goals: tuple[str, ...]
    init: Init
    labels: dict[str, str]


class PlanRequest(msgspec.Struct, frozen=True):
    goals: tuple[str, ...]
    init: Init


class _Body(msgspec.Struct, gc=False):
    """The fields as they come: null is the same as absent, on every level."""

    id: str | None = None
    goals: list[str] | None = None
    init: dict[str, list[Any] | None] | None = None
    labels: dict[str, str | None] | None = None


_decode_body = msgspec.json.Decoder(_Body).decode


def _body(text: bytes) -> _Body:
    if len(text) > FLOW_BODY_LIMIT:
        raise BadRequest(f"body has {len(text)} bytes; at most {FLOW_BODY_LIMIT} are allowed")
    jsontext.check_numbers(text)
    try:
        return _decode_body(text)
    except (msgspec.DecodeError, RecursionError):
        # The slow way says what is wrong, and takes what msgspec is too strict for (lone surrogates).
        value = jsontext.decode(text)
        if not isinstance(value, dict):
            raise BadRequest(f"body must be a JSON object, got {jsontext.kind_of(value)}") from None
        return jsontext.convert(value, _Body)


def _goals(body: _Body) -> tuple[str, ...]:
    if not body.goals:
        raise BadRequest("goals must be a list of at least one step id")
    if len(body.goals) > MAX_GOALS:
        raise BadRequest(f"goals has {len(body.goals)} entries; at most {MAX_GOALS} are allowed")
    return tuple(body.goals)


def _init(body: _Body) -> Init:
    if not body.init:
        return {}
    if len(body.init) > MAX_INIT_KEYS:
        raise BadRequest(f"init has {len(body.init)} keys; at most {MAX_INIT_KEYS} are allowed")
    return {name: values for name, values in body.init.items() if values}


def parse_start(text: bytes) -> StartFlow:
    """The start request of a body. Raises BadRequest."""
    body = _body(text)
    flow_id = ids.normalise(body.id or "")
    if not flow_id:
        raise BadRequest(f"id must hold a letter, a digit or one of _ . + after normalisation, got {body.id!r}")
    if len(flow_id) > MAX_FLOW_ID:
        raise BadRequest(f"id has {len(flow_id)} characters; at most {MAX_FLOW_ID} are allowed")
    goals, init = _goals(body), _init(body)
    labels = body.labels or {}
    if len(labels) > MAX_LABELS:
        raise BadRequest(f"labels has {len(labels)} entries; at most {MAX_LABELS} are allowed")
    return StartFlow(flow_id, goals, init, {key: value for key, value in labels.items() if value is not None})


def parse_plan(text: bytes) -> PlanRequest:
    """The preview request of a body. Raises BadRequest."""
    body = _body(text)
    return PlanRequest(_goals(body), _init(body))
