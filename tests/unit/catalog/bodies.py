"""Bodies of requests, a compiler that refuses one text, and catalogs that requests have made."""

from __future__ import annotations

import json
from typing import Any

from engine.catalog import decide
from engine.catalog.parse import WorkDefaults
from engine.catalog.state import EMPTY, Catalog, replay
from engine.scripts.interface import CompileError, Source

Body = dict[str, Any]
DEFAULTS = WorkDefaults()
URL = "http://127.0.0.1:9/step"


def check(source: Source) -> None:
    """Stands for the languages: `((` is the one text that does not compile."""
    if source.text == "((":
        raise CompileError("unexpected end", line=1)


def script(**more: Any) -> Body:
    block = {"language": "ale", "script": "1"}
    return {"id": "s", "name": "a step", "type": "script", "attributes": {}, "script": block} | more


def http(**more: Any) -> Body:
    block = {"endpoint": URL} | more.pop("http", {})
    return {"id": "s", "name": "a step", "type": "sync", "attributes": {}, "http": block} | more


def flow(*goals: str, **more: Any) -> Body:
    return {"id": "s", "name": "a step", "type": "flow", "flow": {"goals": list(goals)}} | more


def attr(spec: Any, **more: Any) -> Body:
    """A script step with one attribute `a`."""
    return script(attributes={"a": spec}, **more)


def required(type_: str | None = "any", **config: Any) -> Body:
    return {"role": "required", "required": config} | ({"type": type_} if type_ else {})


def optional(type_: str | None = "any", **config: Any) -> Body:
    return {"role": "optional", "optional": config} | ({"type": type_} if type_ else {})


def const(value: Any, type_: str | None = "any") -> Body:
    return {"role": "const", "const": {"value": value}} | ({"type": type_} if type_ else {})


def output(**config: Any) -> Body:
    return {"role": "output", "type": "any", "output": config}


def lua(source: str) -> Body:
    return {"language": "lua", "script": source}


def without(body: Body, *fields: str) -> Body:
    return {field: value for field, value in body.items() if field not in fields}


def raw(body: Any) -> bytes:
    return json.dumps(body).encode()


def after(catalog: Catalog, decision: decide.Decision, at_us: int = 1) -> Catalog:
    return replay([(at_us, decision.events)], catalog)


def register(catalog: Catalog, body: Body) -> decide.Decision:
    return decide.register(catalog, raw(body), DEFAULTS, check)


def update(catalog: Catalog, step_id: str, body: Body) -> decide.Decision:
    return decide.update(catalog, step_id, raw(body), DEFAULTS, check)


def catalog_of(*bodies: Body) -> Catalog:
    catalog = EMPTY
    for body in bodies:
        catalog = after(catalog, register(catalog, body))
    return catalog
