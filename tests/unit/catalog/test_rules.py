"""Every rule for a step (`api.md`, 3.6): what breaks it, what the refusal names, and what is accepted all the same."""

from __future__ import annotations

from typing import Any

import pytest

from engine.catalog import decide
from engine.catalog.state import EMPTY
from engine.model.errors import BadRequest
from tests.unit.catalog.bodies import (
    DEFAULTS,
    URL,
    Body,
    attr,
    catalog_of,
    check,
    const,
    flow,
    http,
    lua,
    optional,
    output,
    raw,
    register,
    required,
    script,
    update,
    without,
)


def refuse(body: Body, catalog: Any = EMPTY) -> str:
    with pytest.raises(BadRequest) as refused:
        register(catalog, body)
    assert refused.value.status == 400
    return refused.value.message


def accept(body: Body, catalog: Any = EMPTY) -> None:
    assert register(catalog, body).events


STEPS: dict[str, tuple[Body, str]] = {
    "id missing": (without(script(), "id"), "id"),
    "id empty": (script(id=""), "id"),
    "id of unusable characters": (script(id="!?*"), "id"),
    "name missing": (without(script(), "name"), "name"),
    "name empty": (script(name=""), "name"),
    "type missing": (without(script(), "type"), "type"),
    "type unknown": (script(type="cron"), "cron"),
    "sync without http": (without(http(), "http"), "http"),
    "async without http": (without(http(type="async"), "http"), "http"),
    "http null": (http() | {"http": None}, "http"),
    "http step with a script": (http(script=lua("return 1")), "script"),
    "http step with a flow": (http(flow={"goals": ["g"]}), "flow"),
    "script step without a script": (without(script(), "script"), "script"),
    "script step with http": (script(http={"endpoint": URL}), "http"),
    "script step with a flow": (script(flow={"goals": ["g"]}), "flow"),
    "flow step without a flow": (without(flow("g"), "flow"), "flow"),
    "flow without goals": (flow(), "flow.goals"),
    "flow step with http": (flow("g", http={"endpoint": URL}), "http"),
    "flow step with a script": (flow("g", script=lua("return 1")), "script"),
    "endpoint empty": (http(http={"endpoint": ""}), "http.endpoint"),
    "method unknown": (http(http={"method": "PATCH"}), "http.method"),
    "method in lower case": (http(http={"method": "get"}), "http.method"),
    "endpoint placeholder of nobody": (http(http={"endpoint": URL + "/{who}"}), "{who}"),
    "endpoint placeholder of an optional": (
        http(attributes={"a": optional()}, http={"endpoint": URL + "/{a}"}),
        "{a}",
    ),
    "endpoint placeholder of a const": (http(attributes={"a": const("1")}, http={"endpoint": URL + "?x={a}"}), "{a}"),
    "endpoint placeholder by the outer name": (
        http(attributes={"a": required(mapping={"name": "inner"})}, http={"endpoint": URL + "/{a}"}),
        "{a}",
    ),
    "compensate placeholder of nobody": (http(http={"compensate": URL + "/{who}"}), "http.compensate"),
    "compensate placeholder of a const": (
        http(attributes={"a": const("1")}, http={"compensate": URL + "/{a}"}),
        "http.compensate",
    ),
    "compensate and memoizable": (http(memoizable=True, http={"compensate": URL}), "memoizable"),
    "script language missing": (script(script={"script": "1"}), "script language"),
    "script language unknown": (script(script={"language": "js", "script": "1"}), "'js'"),
    "jpath as a step script": (script(script={"language": "jpath", "script": "$"}), "'jpath'"),
    "script source empty": (script(script={"language": "ale", "script": ""}), "script source"),
    "script that does not compile": (script(script=lua("((")), "line 1: unexpected end"),
    "predicate language unknown": (script(predicate={"language": "js", "script": "1"}), "predicate language"),
    "predicate empty": (script(predicate={"language": "lua", "script": ""}), "predicate source"),
    "predicate an empty object": (script(predicate={}), "predicate language"),
    "predicate that does not compile": (script(predicate=lua("((")), "predicate does not compile"),
    "parallelism negative": (script(work_config={"parallelism": -1}), "parallelism"),
    "init_backoff negative": (script(work_config={"init_backoff": -1}), "init_backoff"),
    "max_backoff below init_backoff": (script(work_config={"max_backoff": 10, "init_backoff": 20}), "max_backoff"),
    "max_backoff below the default": (script(work_config={"max_backoff": 500}), "max_backoff"),
    "init_backoff above the default": (script(work_config={"init_backoff": 70_000}), "max_backoff"),
    "backoff_type unknown": (script(work_config={"backoff_type": "cubic"}), "'cubic'"),
    "inner name of two inputs": (
        script(attributes={"a": required(mapping={"name": "i"}), "b": optional(mapping={"name": "i"})}),
        "attribute 'b'",
    ),
    "inner name that is another input": (
        script(attributes={"a": required(mapping={"name": "b"}), "b": required()}),
        "'b'",
    ),
    "inner name that is a const": (script(attributes={"a": required(mapping={"name": "b"}), "b": const("1")}), "'b'"),
    "mapping name of two outputs": (
        script(attributes={"a": output(mapping={"name": "i"}), "b": output(mapping={"name": "i"})}),
        "attribute 'b'",
    ),
    "attribute name empty": (script(attributes={"": output()}), "attribute ''"),
}

ATTRIBUTES: dict[str, Any] = {
    "null": None,
    "role missing": {"type": "any"},
    "role unknown": {"role": "input"},
    "type unknown": {"role": "output", "type": "integer"},
    "block of another role": {"role": "output", "required": {}},
    "collect unknown": required(collect="most"),
    "optional collect unknown": optional(collect="most"),
    "for_each on a string": required("string", for_each=True),
    "for_each on an optional object": optional("object", for_each=True),
    "default not JSON": optional(default="{oops"),
    "default with text behind it": optional(default="1 2"),
    "default not JSON without a type": optional(None, default="plain text"),
    "deadline negative": optional(deadline=-1),
    "deadline over a year": optional(deadline=31_536_000_001),
    "const without a block": {"role": "const"},
    "const value empty": const(""),
    "const not JSON without a type": const("plain text", None),
    "meta without a block": {"role": "meta"},
    "meta key empty": {"role": "meta", "meta": {"key": ""}},
    "required mapping empty": required(mapping={}),
    "optional mapping empty": optional(mapping={}),
    "output mapping empty": output(mapping={}),
    "mapping without a language": required(mapping={"script": {}}),
    "mapping language unknown": output(mapping={"script": {"language": "js", "script": "1"}}),
    "mapping language unknown without a source": required(mapping={"script": {"language": "js", "script": ""}}),
    "mapping that does not compile": optional(mapping={"script": lua("((")}),
    "output mapping that does not compile": output(mapping={"script": lua("((")}),
    "match language unknown": required(match={"language": "js", "script": "1"}),
    "match language unknown without a source": required(match={"language": "cobol", "script": ""}),
    "match that does not compile": required(match=lua("((")),
}


@pytest.mark.parametrize(("body", "named"), STEPS.values(), ids=STEPS)
def test_a_broken_step_is_refused_and_the_rule_named(body: Body, named: str) -> None:
    assert named in refuse(body)


@pytest.mark.parametrize("spec", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_a_broken_attribute_is_refused_by_name(spec: Any) -> None:
    assert refuse(attr(spec)).startswith("attribute 'a': ")


def test_a_default_may_not_hide_a_number_of_too_many_digits() -> None:
    body = raw(attr(optional(default="@"))).replace(b"@", rb"\u0039" * 5_000)
    with pytest.raises(BadRequest, match="attribute 'a'"):
        decide.register(EMPTY, body, DEFAULTS, check)


SAMPLES = {"string": '"x"', "number": "-1.5e3", "boolean": "true", "object": '{"a": 1}', "array": "[1]", "null": "null"}


@pytest.mark.parametrize("make", [lambda text, type_: optional(type_, default=text), const], ids=["default", "const"])
@pytest.mark.parametrize("declared", [*SAMPLES, "any", None])
def test_a_default_or_const_is_of_its_type(make: Any, declared: str | None) -> None:
    for sample, text in SAMPLES.items():
        judge = accept if declared in (sample, "any", None) else refuse
        judge(attr(make(text, declared)))


def test_all_broken_rules_are_named_one_a_line() -> None:
    specs = {"a": {"role": "emperor"}, "b": required("colour"), "c": const('"text"', "number"), "d": None}
    lines = refuse(script(attributes=specs, name="", work_config={"parallelism": -1})).splitlines()
    assert len(lines) == 6
    for name in specs:
        assert sum(f"attribute {name!r}" in line for line in lines) == 1


ACCEPTED: dict[str, Body] = {
    "a name of spaces": script(name="  "),
    "no attributes": without(script(), "attributes"),
    "a negative timeout": http(http={"timeout": -5}),
    "an endpoint that is no URL": http(http={"endpoint": "no url"}),
    "empty braces in an endpoint": http(http={"endpoint": URL + "/{}"}),
    "a method that is empty": http(http={"method": ""}),
    "config blocks that are empty": script(attributes={"a": required(), "b": optional(), "c": output()}),
    "an unknown meta key": attr({"role": "meta", "meta": {"key": "weather"}}),
    "goals that do not exist": flow("nowhere"),
    "an endpoint placeholder of a required": http(attributes={"a": required()}, http={"endpoint": URL + "/{a}"}),
    "an endpoint placeholder by inner name": http(
        attributes={"a": required(mapping={"name": "i"})}, http={"endpoint": URL + "/{i}"}
    ),
    "a compensate placeholder of an output": http(attributes={"a": output()}, http={"compensate": URL + "/{a}"}),
    "a compensate placeholder of an optional": http(attributes={"a": optional()}, http={"compensate": URL + "/{a}"}),
    "unlimited retries": script(work_config={"max_retries": -1}),
    "a deadline of one year": attr(optional(deadline=31_536_000_000)),
    "a deadline without a default": attr(optional(deadline=5)),
    "one inner name for an input and an output": script(
        attributes={"a": required(mapping={"name": "i"}), "b": output(mapping={"name": "i"})}
    ),
    "for_each on an array": attr(required("array", for_each=True)),
    "for_each without a type": attr(optional(None, for_each=True)),
    "an empty match": attr(required(match=lua(""))),
    "an empty mapping script": attr(required(mapping={"script": lua("")})),
    "jpath as a predicate": script(predicate={"language": "jpath", "script": "$"}),
    "an empty collect": attr(required(collect="")),
    "an empty default": attr(optional("number", default="")),
    "null on every level": script(labels=None, predicate=None, work_config={"parallelism": None})
    | {"attributes": {"a": {"role": "output", "type": None, "required": None}}},
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_what_one_might_doubt_is_accepted(body: Body) -> None:
    accept(body)


MALFORMED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "JSON"),
    "half an object": (b"{", "JSON"),
    "a list": (b"[]", "object"),
    "a text": (b'"text"', "object"),
    "id a number": (raw(script(id=5)), "$.id"),
    "attributes a list": (raw(script(attributes=[])), "attributes"),
    "an attribute a text": (raw(attr("x")), "attribute 'a'"),
    "a default not given as text": (raw(attr(optional("number", default=5))), "attribute 'a'"),
    "a const not given as text": (raw(attr(const(5))), "attribute 'a'"),
    "a timeout that is no integer": (raw(http(http={"timeout": 1.5})), "$.http.timeout"),
    "a timeout beyond 64 bits": (raw(http(http={"timeout": 1 << 63})), "timeout"),
    "goals a text": (raw(flow() | {"flow": {"goals": "g"}}), "$.flow.goals"),
    "null among goals": (raw(flow() | {"flow": {"goals": [None]}}), "$.flow.goals[0]"),
    "labels of numbers": (raw(script(labels={"a": 1})), "$.labels"),
    "memoizable a number": (raw(script(memoizable=1)), "$.memoizable"),
    "over 512 KiB": (raw(script(name="n" * 524_288)), "bytes"),
}


@pytest.mark.parametrize(("body", "named"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_refused_and_the_field_named(body: bytes, named: str) -> None:
    with pytest.raises(BadRequest) as refused:
        decide.register(EMPTY, body, DEFAULTS, check)
    assert named in refused.value.message


# rules that need the catalog


@pytest.mark.parametrize("type_", ["number", "any", None])
@pytest.mark.parametrize("role", ["required", "optional", "output", "const", "meta"])
def test_an_attribute_has_one_type_in_the_catalog(type_: str | None, role: str) -> None:
    catalog = catalog_of(script(attributes={"a": {"role": "output", "type": "string"}}))
    spec: Body = {"role": role} | ({"type": type_} if type_ else {})
    spec |= {"const": {"value": "1"}} if role == "const" else {"meta": {"key": "k"}} if role == "meta" else {}
    text = refuse(script(id="other", attributes={"a": spec}), catalog)
    assert "attribute 'a'" in text
    assert "string" in text


def test_the_sole_user_of_an_attribute_may_change_its_type() -> None:
    catalog = catalog_of(attr({"role": "output", "type": "string"}))
    assert update(catalog, "s", attr({"role": "output", "type": "number"})).events


@pytest.mark.parametrize("role", ["required", "optional"])
def test_a_cycle_of_attributes_is_refused(role: str) -> None:
    catalog = catalog_of(
        script(id="one", attributes={"x": required(), "y": output()}),
        script(id="two", attributes={"y": required(), "z": output()}),
    )
    text = refuse(script(id="three", attributes={"z": {"role": role, "type": "any"}, "x": output()}), catalog)
    assert "three → (x) → one → (y) → two → (z) → three" in text


def test_an_update_may_not_close_a_cycle() -> None:
    catalog = catalog_of(
        script(id="one", attributes={"x": output()}), script(id="two", attributes={"x": required(), "y": output()})
    )
    with pytest.raises(BadRequest, match="cycle"):
        update(catalog, "one", script(id="one", attributes={"x": output(), "y": required()}))


def test_const_and_meta_attributes_close_no_cycle() -> None:
    catalog = catalog_of(script(id="one", attributes={"x": const("1"), "y": output()}))
    accept(script(id="two", attributes={"y": required(), "x": output()}), catalog)


def test_a_step_is_not_its_own_goal() -> None:
    assert "s → s" in refuse(flow("s"))


def test_a_cycle_of_goals_is_refused() -> None:
    catalog = catalog_of(flow("two", id="one"), flow("three", id="two"))
    assert "cycle" in refuse(flow("one", id="three"), catalog)


def test_every_broken_rule_over_the_catalog_is_named() -> None:
    catalog = catalog_of(script(id="one", attributes={"x": required(), "y": output()}))
    assert len(refuse(script(id="two", attributes={"x": output(), "y": required("number")}), catalog).splitlines()) == 2
