"""Catalogs, matches and plans in one line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.catalog.events import StepRegistered
from engine.catalog.state import Catalog, replay
from engine.model.plan import Plan
from engine.model.step import (
    Attribute,
    ConstConfig,
    FlowGoals,
    MetaConfig,
    OptionalConfig,
    OutputConfig,
    RequiredConfig,
    Script,
    Step,
)
from engine.model.step import Mapping as StepMapping
from engine.planning.build import Built, build
from engine.scripts.interface import Failed, Outcome, Returned, Task


def required(collect: str = "", match: str = "", inner: str = "") -> Attribute:
    """`match` is a text that a candidate has to equal; `!` is a match that fails."""
    gate = Script("lua", match) if match else None
    mapping = StepMapping(name=inner) if inner else None
    return Attribute(role="required", required=RequiredConfig(collect=collect, match=gate, mapping=mapping))


def optional(collect: str = "", default: str = "") -> Attribute:
    return Attribute(role="optional", optional=OptionalConfig(collect=collect, default=default))


def const(value: str) -> Attribute:
    return Attribute(role="const", const=ConstConfig(value))


def meta(key: str) -> Attribute:
    return Attribute(role="meta", meta=MetaConfig(key))


OUTPUT = Attribute(role="output", output=OutputConfig())

Needs = dict[str, Attribute] | str
"""Specs by name, or names of plain required attributes with a space between."""


def step(step_id: str, needs: Needs = "", makes: str = "", goals: Iterable[str] = ()) -> Step:
    """A script step; with goals a flow step."""
    specs = {name: required() for name in needs.split()} if isinstance(needs, str) else dict(needs)
    specs |= dict.fromkeys(makes.split(), OUTPUT)
    goals = tuple(goals)
    return Step(
        id=step_id,
        name=step_id,
        type="flow" if goals else "script",
        attributes=specs,
        flow=FlowGoals(goals) if goals else None,
        script=None if goals else Script("lua", "return {}"),
    )


def catalog_of(*steps: Step) -> Catalog:
    return replay([(1, [StepRegistered(each) for each in steps])])


def equals(task: Task) -> Outcome:
    """The match of these tests: the candidate equals the text of the script."""
    assert task.document == task.arguments["value"]
    return Failed("no luck") if task.source.text == "!" else Returned(task.document == task.source.text)


def plan_of(steps: Iterable[Step], goals: str, *, start: bool, **init: list[Any]) -> Built:
    return build(catalog_of(*steps), goals.split(), init, start=start, evaluate=equals)


def preview(steps: Iterable[Step], goals: str, **init: list[Any]) -> Plan:
    return plan_of(steps, goals, start=False, **init).plan


def started(steps: Iterable[Step], goals: str, **init: list[Any]) -> Plan:
    return plan_of(steps, goals, start=True, **init).plan
