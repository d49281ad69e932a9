"""Every example of the language's description, and more of their kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scripts.ale import compile_ale
from engine.scripts.interface import STEP_LIMITS, CompileError, OutOfBudget, ScriptError

EXAMPLES = [
    line.rsplit(" => ", 1)
    for line in Path(__file__).with_name("ale_examples.txt").read_text(encoding="utf-8").splitlines()[3:]
    if line and not line.startswith("# ")
]


@pytest.mark.parametrize(("script", "expected"), EXAMPLES)
def test_example(script: str, expected: str) -> None:
    if expected == "rejected":
        with pytest.raises(CompileError):
            compile_ale(script, (), STEP_LIMITS)
        return
    assert compile_ale(script, (), STEP_LIMITS)
    program = compile_ale(f"(str! {script})", (), STEP_LIMITS)
    if expected.startswith("error"):
        with pytest.raises(ScriptError) as failure:
            program.outputs({}, STEP_LIMITS)
        assert str(failure.value) == expected.removeprefix("error: ") or expected == "error"
    else:
        assert program.outputs({}, STEP_LIMITS) == {"result": expected.removeprefix("lazy ")}


@pytest.mark.parametrize(("script", "expected"), EXAMPLES)
def test_a_quick_run_of_an_example_ends_like_a_full_one_or_not_at_all(script: str, expected: str) -> None:
    if expected == "rejected":
        return
    program = compile_ale(f"(str! {script})", (), STEP_LIMITS)
    try:
        found = str(program.outputs({}, STEP_LIMITS, quick=True)["result"])
    except ScriptError as failure:
        found = "error" if expected == "error" else f"error: {failure}"
    except OutOfBudget:  # a busy machine may use up the millisecond
        return
    assert found == expected.removeprefix("lazy ")
