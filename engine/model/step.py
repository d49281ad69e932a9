"""A step as it is stored and answered (`api.md`, 3.1). Values only; the rules are in `engine.catalog.rules`."""

from __future__ import annotations

import msgspec

SYNC, ASYNC, SCRIPT, FLOW = "sync", "async", "script", "flow"
REQUIRED, OPTIONAL, CONST, META, OUTPUT = "required", "optional", "const", "meta", "output"
FIRST, LAST, SOME, ALL, NONE = "first", "last", "some", "all", "none"
FIXED, LINEAR, EXPONENTIAL = "fixed", "linear", "exponential"


class Script(msgspec.Struct, frozen=True, omit_defaults=True):
    language: str = ""
    script: str = ""
    """The source."""


class Mapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """The inner name of an attribute and its transformation; one of them at least."""

    name: str = ""
    script: Script | None = None


class RequiredConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    collect: str = ""
    for_each: bool = False
    match: Script | None = None
    mapping: Mapping | None = None


class OptionalConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    collect: str = ""
    for_each: bool = False
    default: str = ""
    """JSON text; empty is no default."""
    deadline: int = 0
    """Milliseconds."""
    mapping: Mapping | None = None


class ConstConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    value: str = ""
    """JSON text."""


class MetaConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    key: str = ""


class OutputConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    mapping: Mapping | None = None


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an attribute is to its step. At most the block of its own role is there."""

    role: str = ""
    type: str = ""
    required: RequiredConfig | None = None
    optional: OptionalConfig | None = None
    const: ConstConfig | None = None
    meta: MetaConfig | None = None
    output: OutputConfig | None = None


class Http(msgspec.Struct, frozen=True):
    endpoint: str = ""
    method: str | msgspec.UnsetType = msgspec.UNSET
    """Absent means POST."""
    timeout: int = 0
    """Milliseconds for one exchange; 0 or less: the engine's default."""
    health_check: str | msgspec.UnsetType = msgspec.UNSET
    compensate: str | msgspec.UnsetType = msgspec.UNSET


class FlowGoals(msgspec.Struct, frozen=True):
    goals: tuple[str, ...] = ()


class WorkConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """Retries and parallelism. 0 or empty takes the engine's default when the step is registered."""

    max_retries: int = 0
    """Retries after the first attempt; below 0: no limit."""
    init_backoff: int = 0
    """Milliseconds."""
    max_backoff: int = 0
    """Milliseconds."""
    backoff_type: str = ""
    parallelism: int = 0
    """Work items of one execution that may be active at a time; 0 works as 1."""


class Step(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A unit of work with declared inputs and outputs, in its stored form."""

    id: str = msgspec.field(default="")
    name: str = ""
    type: str = ""
    attributes: dict[str, Attribute] = msgspec.field(default_factory=lambda: dict[str, Attribute]())
    labels: dict[str, str] = {}
    memoizable: bool = False
    predicate: Script | None = None
    http: Http | None = None
    script: Script | None = None
    flow: FlowGoals | None = None
    work_config: WorkConfig | None = None
