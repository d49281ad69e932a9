"""No script runs for ever, fills the memory, or ends the process; and none can catch a limit."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from engine.scripts.ale import compile_ale
from engine.scripts.interface import (
    CONDITION_LIMITS,
    STEP_LIMITS,
    LimitExceeded,
    Limits,
    OutOfBudget,
    ScriptError,
)

FEW_STEPS = replace(CONDITION_LIMITS, ale_steps=20_000)
LITTLE_ROOM = replace(CONDITION_LIMITS, memory_bytes=8 << 20)
ENDLESS = "(let-rec [f (lambda () (f))] (f))"


def result(script: str, limits: Limits = STEP_LIMITS, **arguments: Any) -> Any:
    return compile_ale(script, sorted(arguments), STEP_LIMITS).outputs(arguments, limits)["result"]


def limit_of(script: str, limits: Limits = STEP_LIMITS) -> str:
    with pytest.raises(LimitExceeded) as exceeded:
        result(script, limits)
    assert str(exceeded.value).startswith(f"script limit exceeded: {exceeded.value.limit}")
    return exceeded.value.limit


def repeated(body: str, count: int, start: str) -> str:
    """`body` of the value `v` and the counter `n`, so many times, in tail calls."""
    return f"(let-rec [f (lambda (n v) (if (= n 0) v (f (dec n) {body})))] (f {count} {start}))"


@pytest.mark.parametrize(
    "script",
    [
        ENDLESS,
        "(let-rec ([a (lambda () (b))] [b (lambda () (a))]) (a))",
        "(define (f n) (cond [(= n -1) 1] [:else (f (inc n))])) (f 0)",
        "(define (f) (lazy-seq (f))) (first (f))",
        "(first (filter zero? (range 1 1000000000)))",
        "(first (mapcat (lambda (x) []) (range)))",
        "(for-each [x (range)] x)",
        f"(recover (thunk {ENDLESS}) (lambda (e) true))",
        f"(try {ENDLESS} (catch [e any?] true))",
        f"(try {ENDLESS} (finally 1))",
        f"(first (map (lambda (x) {ENDLESS}) [1]))",
    ],
)
def test_an_endless_script_runs_out_of_steps(script: str) -> None:
    assert limit_of(script, FEW_STEPS) == "steps"


def test_elements_that_the_library_handles_cost_steps() -> None:
    assert limit_of("(length! (range))", replace(CONDITION_LIMITS, ale_steps=200)) == "steps"


@pytest.mark.parametrize(
    "script",
    [
        repeated("(str v v)", 1_000, '"xxxxxxxx"'),
        repeated("(append v v)", 1_000, '"xxxxxxxx"'),
        repeated("(seq->vector v v)", 1_000, "[1]"),
        repeated("(concat! v v)", 1_000, "[1]"),
        repeated("`(,@v ,@v)", 1_000, "[1]"),
        repeated("(* v v)", 1_000, "3"),
        repeated("(/ v 3)", 1_000_000, "2"),
        repeated("(cons n v)", 1_000_000, "null"),
        f"(let [big (seq->vector (range 100))] {repeated('(cons (append big n) v)', 1_000_000, 'null')})",
        repeated('(cons (str "a text that is long enough to be held beside the small ones" n) v)', 1_000_000, "null"),
        repeated("(lambda () v)", 1_000_000, "null"),
        "(seq->vector (range 100000000))",
        "(seq->set (range 100000000))",
        "(str (range))",
        "{:x (range)}",
        f"(str {repeated('[v v]', 60, '1')})",
        f"{{:x {repeated('[v v]', 60, '1')}}}",
    ],
)  # fmt: skip
def test_a_script_that_grows_runs_out_of_memory(script: str) -> None:
    assert limit_of(script, LITTLE_ROOM) in ("memory", "result")


def test_what_a_script_no_longer_holds_takes_no_memory() -> None:
    assert result(repeated("(str big n)", 1_000, '""').replace("big", f'"{"x" * 50_000}"'), LITTLE_ROOM)
    assert result(repeated("(list n n n n)", 100_000, "null"), LITTLE_ROOM)
    assert result("(reduce + (range 200000))", LITTLE_ROOM) == 19_999_900_000
    assert result(repeated("(let-rec [g (lambda () (g))] 1)", 50_000, "1"), LITTLE_ROOM) == 1


@pytest.mark.parametrize(
    "script",
    [
        "(let-rec [f (lambda (n) (+ 1 (f n)))] (f 1))",
        "(let-rec [f (lambda (n) (recover (thunk (+ 1 (f n))) identity))] (f 1))",
        "(define (f n) (try (inc (f n)) (catch [e any?] 1))) (f 1)",
        "(let-rec [p (delay (force p))] (p))",
        f"(first {repeated('(map inc v)', 20_000, '[1]')})",
        f"({repeated('(comp v inc)', 20_000, 'inc')} 1)",
        f"({repeated('(partial v)', 20_000, 'list')} 1 2 3 4)",
        f"(({repeated('(delay (v))', 20_000, 'list')}))",
        f"(apply apply {repeated('(list apply v)', 20_000, '[+ [1 2]]')})",
        f"(str {repeated('[v]', 300_000, '1')})",
        f"#{{{repeated('[v]', 300_000, '1')}}}",
        "(define (f n) ((juxt f) n)) (f 1)",
        "(define (f . n) (apply map f n)) (define (g . n) (first (apply map g [n n n]))) (g 1 2 3)",
    ],
)
def test_a_script_that_nests_without_end_runs_out_of_depth(script: str) -> None:
    assert limit_of(script) == "depth"


@pytest.mark.parametrize(
    "script",
    [
        "(define (f n) (if (= n 0) 0 (inc (f (dec n))))) (f {n})",
        "(define (f n) (if (= n 0) 0 (inc (apply f [(dec n)])))) (f {n})",
        "(define (f n a b) (if (= n 0) 0 (inc (apply f (dec n) [a b])))) (f {n} 1 2)",
        "(define (f x n) (if (= n 0) 0 (reduce f 0 [(dec n)]))) (reduce f 0 [{n}])",
        "(define (f n) (inc (let ([x (if (= n 0) -1 (let* ([y (cond [true (f (dec n))])]) (and true y)))]) x)))"
        " (f {n})",
    ],
)  # fmt: skip
def test_two_thousand_calls_may_nest(script: str) -> None:
    assert result(script.format(n=2_000)) in (0, 2_000)


@pytest.mark.parametrize(
    "call",
    [
        "(if true (f (dec n)))",
        "(cond [false 1] [:else (f (dec n))])",
        "(case 1 [1 (f (dec n))])",
        "(and true (f (dec n)))",
        "(or false (f (dec n)))",
        "(when true 1 (f (dec n)))",
        "(unless false (f (dec n)))",
        "(when-not false (f (dec n)))",
        "(let [m (dec n)] (f m))",
        "(let* ([m n] [m (dec m)]) (f m))",
        "(let-rec [m (dec n)] (f m))",
        "(letfn [(lambda-rec g (m) (f m))] (g (dec n)))",
        "(if-let [m (dec n)] (f m))",
        "(when-let [m (dec n)] (f m))",
        "(begin 1 (f (dec n)))",
        "(let [g f] (g (dec n)))",
        "((lambda [() 1] [(m) (f m)]) (dec n))",
        "((lambda (m . rest) (f m)) (dec n) 1 2)",
    ],
)
def test_a_call_in_tail_position_takes_no_room(call: str) -> None:
    assert result(f"(define (f n) (if (= n 0) :done {call})) (f 20000)") == "done"


def test_a_hundred_thousand_calls_in_a_loop_are_fine() -> None:
    script = (
        "(let-rec ([even (lambda (n) (if (= n 0) true (odd (dec n))))]"
        " [odd (lambda (n) (if (= n 0) false (even (dec n))))]) (even 100000))"
    )
    assert result(script, CONDITION_LIMITS) is True


def test_a_run_over_its_depth_can_be_followed_by_another() -> None:
    program = compile_ale("(define (f n) (inc (f n))) (if x (f 1) 5)", ("x",), STEP_LIMITS)
    before = sys.getrecursionlimit()
    for _ in range(2):
        with pytest.raises(LimitExceeded):
            program.outputs({"x": True}, STEP_LIMITS)
        assert program.outputs({"x": False}, STEP_LIMITS) == {"result": 5}
    assert sys.getrecursionlimit() == before


def test_depth_is_given_back_after_a_caught_error() -> None:
    assert result(
        "(define (deep n) (if (= n 0) (raise :x) (inc (deep (dec n)))))"
        "(define (f n) (if (= n 0) :done (begin (recover (thunk (deep 100)) identity)"
        " (try (deep 100) (catch [e any?] 1)) (f (dec n))))) (f 100)"
    ) == "done"  # fmt: skip


def test_an_integer_of_as_many_digits_as_allowed_is_fine() -> None:
    assert result(repeated("(* v 10)", 4_299, "1")) == 10**4_299
    assert limit_of(repeated("(* v 10)", 4_300, "1")) == "memory"
    assert limit_of(repeated("(+ v v)", 1, "9" * 4_300)) == "memory"
    assert limit_of(repeated("(* v 1/7)", 10_000, "1")) == "memory"


def test_objects_of_shared_parts_are_no_trap_as_keys() -> None:
    assert result(f"(let [v {repeated('{v v}', 200, '1')}] (contains? #{{v}} v))") is True
    assert result(f"(eq {repeated('#{v}', 20_000, '1')} {repeated('#{v}', 20_000, '1')})") is True


# Quick runs


def test_a_short_script_runs_quickly() -> None:
    assert compile_ale("(+ a b)", ("a", "b"), STEP_LIMITS).outputs({"a": 1, "b": 2}, STEP_LIMITS, True) == {"result": 3}


@pytest.mark.parametrize(
    "script",
    [
        ENDLESS,
        repeated("n", 3_000, "1"),
        "(length! (range))",
        "(define (f n) (inc (f n))) (f 1)",
        f"(recover (thunk {ENDLESS}) identity)",
        repeated("(* v v)", 100, "3"),
    ],
)
def test_a_long_script_runs_out_of_its_quick_budget(script: str) -> None:
    with pytest.raises(OutOfBudget):
        compile_ale(script, (), STEP_LIMITS).outputs({}, STEP_LIMITS, True)


@pytest.mark.parametrize(
    "script", ["(reverse x)", "(str! x)", "(conj x x)", "(str x x)", "(rest x)", "(seq->vector x)"]
)
def test_a_library_call_that_handles_much_is_not_quick(script: str) -> None:
    program = compile_ale(script, ("x",), STEP_LIMITS)
    large = {"x": "x" * 20_000}
    with pytest.raises(OutOfBudget):
        program.outputs(large, STEP_LIMITS, True)
    assert program.outputs(large, STEP_LIMITS)


def test_a_large_input_is_not_quick_if_it_is_used() -> None:
    large = {"x": list(range(20_000))}
    with pytest.raises(OutOfBudget):
        compile_ale("x", ("x",), STEP_LIMITS).outputs(large, STEP_LIMITS, True)
    assert compile_ale("1", ("x",), STEP_LIMITS).outputs(large, STEP_LIMITS, True) == {"result": 1}


def test_an_error_in_a_quick_run_is_an_error() -> None:
    with pytest.raises(ScriptError, match="no way"):
        compile_ale('(raise "no way")', (), STEP_LIMITS).outputs({}, STEP_LIMITS, True)


def test_a_quick_run_leaves_the_recursion_limit_alone() -> None:
    seen: list[int] = []

    class Arguments(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            seen.append(sys.getrecursionlimit())
            return super().get(key, default)

    compile_ale("x", ("x",), STEP_LIMITS).outputs(Arguments(x=1), STEP_LIMITS, True)
    assert seen == [sys.getrecursionlimit()]
