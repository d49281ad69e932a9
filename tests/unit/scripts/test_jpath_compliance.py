"""The cases of the public JSONPath compliance suite; their licence is in jsonpath_compliance.LICENSE."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.scripts.interface import CONDITION_LIMITS, CompileError
from engine.scripts.jpath import compile_jpath

CASES = json.loads(Path(__file__).with_name("jsonpath_compliance.json").read_text(encoding="utf-8"))["tests"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "-"))
def test_the_query_does_what_the_suite_says(case: dict[str, Any]) -> None:
    if case.get("invalid_selector"):
        with pytest.raises(CompileError):
            compile_jpath(case["selector"], CONDITION_LIMITS)
        return
    query = compile_jpath(case["selector"], CONDITION_LIMITS)
    nodes = query.nodes(case["document"], CONDITION_LIMITS)
    assert nodes in case.get("results", [case.get("result")])
    assert query.finds(case["document"], CONDITION_LIMITS) == bool(nodes)
