"""What is remembered, and for which inputs (`steps.md`, 12)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.flow.blueprint import PlannedStep
from engine.flow.ports import MISS
from engine.model.step import Step
from engine.model.wiring import Wiring
from engine.runtime.memo import MemoCache


def planned(**more: Any) -> PlannedStep:
    body: Any = {"id": "s", "name": "n", "type": "sync", "http": {"endpoint": "http://h"}, "attributes": {}}
    step = msgspec.convert(body | more, Step)
    return PlannedStep(step, Wiring(step), {})


@pytest.mark.parametrize(
    ("left", "right"), [({"a": 1}, {"a": 1.0}), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"a": [{}]}, {"a": [{}]})]
)
def test_equal_inputs_have_one_memory(left: Any, right: Any) -> None:
    memo = MemoCache(10)
    memo.remember(planned(), left, {"x": 1})
    assert memo.recall(planned(), right) == {"x": 1}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": None}, {}),
        ({"a": 0}, {"a": ""}),
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": 1}, {"a": True}),
        ({"a": {}}, {"a": []}),
    ],
)
def test_different_inputs_do_not(left: Any, right: Any) -> None:
    memo = MemoCache(10)
    memo.remember(planned(), left, {"x": 1})
    assert memo.recall(planned(), right) is MISS


def test_memory_belongs_to_the_function_not_to_the_name() -> None:
    memo = MemoCache(10)
    memo.remember(planned(), {}, {"x": 1})
    assert memo.recall(planned(id="other", name="o", labels={"a": "b"}), {}) == {"x": 1}
    assert memo.recall(planned(http={"endpoint": "http://h", "timeout": 5}), {}) is MISS


def test_a_success_without_outputs_is_remembered_and_the_first_stays() -> None:
    memo = MemoCache(10)
    memo.remember(planned(), {}, None)
    memo.remember(planned(), {}, {"x": 1})
    assert memo.recall(planned(), {}) is None


def test_the_least_recently_used_is_forgotten_first() -> None:
    memo = MemoCache(2)
    for n in (1, 2):
        memo.remember(planned(), {"n": n}, {})
    memo.recall(planned(), {"n": 1})
    memo.remember(planned(), {"n": 3}, {})
    assert memo.recall(planned(), {"n": 2}) is MISS
    assert memo.recall(planned(), {"n": 1}) == {}
