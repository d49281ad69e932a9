"""Which steps a scope shows."""

from __future__ import annotations

import pytest

from argyll_web.transfer.scope import in_scope, parse_scope
from engine.model.errors import BadRequest
from engine.model.step import Attribute, Step


def step(step_id: str, needs: str = "", makes: str = "", **labels: str) -> Step:
    specs = {name: Attribute("required") for name in needs.split()}
    specs |= {name: Attribute("output") for name in makes.split()}
    return Step(id=step_id, type="script", attributes=specs, labels=labels)


STEPS = {s.id: s for s in (
    step("a", makes="x", team="one"),
    step("b", needs="x", makes="y", team="two"),
    step("c", needs="y", makes="z"),
    step("d", needs="w"),
)}  # fmt: skip


def shown(text: str) -> set[str]:
    return in_scope(STEPS, parse_scope(text), lambda goals: set(goals), lambda: {"a": {"healthy", "unhealthy"}})


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        ("", "abcd"),
        ("step:b", "abc"),
        ("up:c", "abc"),
        ("up:c:1", "bc"),
        ("down:a", "abc"),
        ("attr:x", "ab"),
        ("label:team=one", "a"),
        ("label:team=one label:team=two", "ab"),
        ("label:team=one type:async", ""),
        ("unwired:yes", "d"),
        ("goal:c up:c:1", "c"),
        ("health:unhealthy", "a"),
        ("health:healthy", ""),
        ("step:nobody", ""),
    ],
)
def test_terms_of_one_kind_add_and_kinds_narrow(scope: str, ids: str) -> None:
    assert shown(scope) == set(ids)


@pytest.mark.parametrize("scope", ["pay", "up:", "colour:red", "up:pay:many"])
def test_what_is_no_term_is_refused(scope: str) -> None:
    with pytest.raises(BadRequest, match="scope"):
        parse_scope(scope)
