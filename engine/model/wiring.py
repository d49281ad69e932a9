"""A step as planning and execution look at it: inputs, outputs and scripts, worked out once per definition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from engine.model import jsontext
from engine.model.step import (
    CONST,
    FIRST,
    META,
    NONE,
    OPTIONAL,
    OUTPUT,
    REQUIRED,
    Attribute,
    Mapping,
    Script,
    Step,
)
from engine.scripts.interface import Purpose, Source


class Absent:
    """No default; not the same as a default of null."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Input:
    """A required or optional attribute of a step."""

    name: str
    inner: str
    """What the step itself calls it."""
    required: bool
    collect: str
    for_each: bool
    gate: Source | None
    mapping: Source | None
    default: Any
    """ABSENT where there is none."""
    deadline_us: int

    @property
    def waits_for_all(self) -> bool:
        """Whether even a first value leaves it open what the input gets."""
        return self.collect not in (FIRST, NONE)


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    inner: str
    """Key in the handler's answer."""
    renamed: bool
    """Whether a mapping name is set; a flow step must then deliver it."""
    mapping: Source | None


class Wiring:
    """What a step needs and makes. Inputs and outputs are sorted by name, so that every walk has one order."""

    def __init__(self, step: Step) -> None:
        self.step = step
        specs = sorted(step.attributes.items())
        inner = {name: _mapping(spec).name or name for name, spec in specs if spec.role != OUTPUT}
        self.argument_names: tuple[str, ...] = tuple(sorted(inner.values()))
        """Inner names of all inputs, const and meta included, by code point."""
        self.inputs = tuple(self._input(name, spec) for name, spec in specs if spec.role in (REQUIRED, OPTIONAL))
        self.outputs = tuple(self._output(name, spec) for name, spec in specs if spec.role == OUTPUT)
        self.consts = {
            name: jsontext.decode(spec.const.value.encode())
            for name, spec in specs
            if spec.role == CONST and spec.const
        }
        self.metas = {name: spec.meta.key for name, spec in specs if spec.role == META and spec.meta}
        self.predicate = self._source(step.predicate, Purpose.PREDICATE)
        self.script = self._source(step.script, Purpose.STEP)
        self.fans_out = tuple(sorted(i.inner for i in self.inputs if i.for_each))
        """Inner names of inputs with for_each, in the order of `steps.md`, S5."""

    @cached_property
    def required(self) -> tuple[Input, ...]:
        return tuple(i for i in self.inputs if i.required)

    @cached_property
    def optional(self) -> tuple[Input, ...]:
        return tuple(i for i in self.inputs if not i.required)

    @cached_property
    def gates(self) -> tuple[Input, ...]:
        return tuple(i for i in self.inputs if i.gate)

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        return tuple(output.name for output in self.outputs)

    @cached_property
    def functional_key(self) -> bytes:
        """The part of the definition that memoized results belong to (`steps.md`, 12)."""
        step = self.step
        http = step.http and (
            step.http.endpoint,
            step.http.method or "POST",
            step.http.timeout,
            step.http.health_check or "",
            step.http.compensate or "",
        )
        return jsontext.encode(
            [
                step.type,
                sorted(step.attributes.items()),
                http,
                step.script,
                step.flow,
                step.predicate,
                step.work_config,
            ]
        )

    def _source(self, script: Script | None, purpose: Purpose) -> Source | None:
        if script is None or not script.script:
            return None
        names = () if purpose is Purpose.MATCH else self.argument_names
        return Source(script.language, script.script, purpose, names)

    def _input(self, name: str, spec: Attribute) -> Input:
        required = spec.role == REQUIRED
        config = spec.required if required else spec.optional
        mapping = _mapping(spec)
        default = spec.optional.default if spec.optional else ""
        return Input(
            name=name,
            inner=mapping.name or name,
            required=required,
            collect=(config and config.collect) or FIRST,
            for_each=bool(config and config.for_each),
            gate=self._source(spec.required.match, Purpose.MATCH) if spec.required else None,
            mapping=self._source(mapping.script, Purpose.INPUT_MAPPING),
            default=jsontext.decode(default.encode()) if default else ABSENT,
            deadline_us=spec.optional.deadline * 1000 if spec.optional else 0,
        )

    def _output(self, name: str, spec: Attribute) -> Output:
        mapping = _mapping(spec)
        return Output(
            name,
            mapping.name or name,
            bool(mapping.name),
            self._source(mapping.script, Purpose.OUTPUT_MAPPING),
        )


def _mapping(spec: Attribute) -> Mapping:
    for config in (spec.required, spec.optional, spec.output):
        if config is not None and config.mapping is not None:
            return config.mapping
    return Mapping()
