"""Checks, scripts, the session, and what people keep: against a real node."""

from __future__ import annotations

import threading

import httpx
import pytest

from bench.node import Node
from tests.integration.ui.steps import script

# ---------------------------------------------------------------------- session


def test_the_session_tells_the_page_all_that_it_must_know(client: httpx.Client, node: Node) -> None:
    session = client.get("/api/ui/session").json()
    assert (session["user"], session["role"], session["open_access"]) == (None, "admin", True)
    assert session["node"] == "n1"
    assert session["engine"]["step_timeout"] == 30_000
    assert session["engine"]["work_config"]["backoff_type"] == "exponential"
    assert session["webhook_base_url"] == node.url
    assert session["limits"]["goals"] == 64
    assert "password" in session["mask_patterns"]
    assert session["server_time"].endswith("Z")


def test_preferences_belong_to_a_browser(page: httpx.Client, client: httpx.Client) -> None:
    assert page.put("/api/ui/preferences", json={"theme": "dark", "big": 9007199254740993}).status_code == 200
    assert page.get("/api/ui/session").json()["preferences"] == {"theme": "dark", "big": 9007199254740993}
    assert client.get("/api/ui/session").json()["preferences"] == {}


def test_preferences_have_a_size_and_are_an_object(page: httpx.Client) -> None:
    assert page.put("/api/ui/preferences", json={"a": "x" * 70_000}).status_code == 400
    assert page.put("/api/ui/preferences", json=[1]).status_code == 400


def test_a_forged_cookie_names_no_browser(page: httpx.Client, node: Node) -> None:
    page.put("/api/ui/preferences", json={"theme": "dark"})
    own = page.cookies["argyll_browser"].strip('"')
    forged = httpx.get(f"{node.url}/api/ui/session", headers={"Cookie": f"argyll_browser={own.split(':')[0]}:x:y"})
    assert forged.json()["preferences"] == {}


def test_pages_of_other_origins_change_nothing(client: httpx.Client) -> None:
    refused = client.put("/api/ui/preferences", json={}, headers={"Origin": "http://elsewhere.example"})
    assert refused.status_code == 403


# ---------------------------------------------------------------------- checks


def test_a_check_tells_every_problem_with_its_path_and_records_nothing(client: httpx.Client) -> None:
    before = client.get("/engine/catalog/events").json()["count"]
    wrong = script("wrong", "(+ 1\n   (nope 2))", makes="a", name="")
    wrong["attributes"]["b.c"] = {"role": "input"}
    found = client.post("/api/ui/steps/check", json={"step": wrong}).json()
    assert not found["ok"]
    places = {tuple(problem["path"]): problem for problem in found["problems"]}
    assert set(places) == {("name",), ("attributes", "b.c", "role"), ("script", "script")}
    compiler = places["script", "script"]
    assert (compiler["severity"], compiler["line"], compiler["column"]) == ("error", 2, 5)
    assert found["step"]["work_config"]["max_retries"] == 10
    assert client.get("/engine/catalog/events").json()["count"] == before


def test_a_check_tells_the_effects_on_others(client: httpx.Client) -> None:
    client.post("/engine/step", json=script("check-taker", "check_x", needs="check_x"))
    found = client.post("/api/ui/steps/check", json={"step": script("check-maker", makes="check_x")}).json()
    assert found["ok"]
    wire = {"attribute": "check_x", "provider": "check-maker", "consumer": "check-taker"}
    assert found["effects"]["wires_gained"] == [wire]
    removal = client.post("/api/ui/steps/check", json={"step": None, "replaces": "check-taker"}).json()
    assert removal["step"] is None
    assert removal["ok"]


def test_a_wrongly_typed_draft_is_a_problem_and_not_a_refusal(client: httpx.Client) -> None:
    found = client.post("/api/ui/steps/check", json={"step": {"id": "a", "http": {"timeout": "soon"}}}).json()
    assert [problem["path"] for problem in found["problems"]] == [["http", "timeout"]]
    assert client.post("/api/ui/steps/check", content=b"{").status_code == 400


@pytest.mark.parametrize(
    ("language", "text", "line", "column"),
    [("lua", "local a = 1\n\n\n\n\n\nreturn (", 7, None), ("ale", "(+ 1\n  (foo 2))", 2, 4), ("jpath", "$.a[", 1, 5)],
)
def test_a_script_is_checked_by_the_compiler_that_runs_it(
    client: httpx.Client, language: str, text: str, line: int, column: int | None
) -> None:
    request = {"language": language, "script": text, "use": "predicate", "names": ["a"]}
    (problem,) = client.post("/api/ui/scripts/check", json=request).json()["problems"]
    assert (problem["line"], problem.get("column")) == (line, column)


def test_names_are_those_of_the_place(client: httpx.Client) -> None:
    def ok(**request: object) -> bool:
        return bool(client.post("/api/ui/scripts/check", json={"language": "ale", **request}).json()["ok"])

    assert ok(script="(+ a b)", use="step", names=["a", "b"])
    assert not ok(script="(+ a c)", use="step", names=["a", "b"])
    assert ok(script="(> value 1)", use="match", names=["a"])
    assert ok(script="", use="match")
    assert not ok(script="", use="step")
    assert client.post("/api/ui/scripts/check", json={"use": "elsewhere"}).status_code == 400


def run(client: httpx.Client, **request: object) -> dict[str, object]:
    answer = client.post("/api/ui/scripts/run", json=request)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_step_script_runs_with_samples(client: httpx.Client) -> None:
    samples = {"a": 2, "b": 3}
    wanted = {"sum": "number", "text": "string", "missing": ""}
    done = run(client, language="ale", script="{:sum (+ a b) :text a :x 1}", use="step", inputs=samples, outputs=wanted)
    assert (done["ok"], done["result"], done["outputs"]) == (True, {"sum": 5, "text": 2, "x": 1}, {"sum": 5, "text": 2})
    assert [problem["path"] for problem in done["problems"]] == [["outputs", "text"], ["outputs", "missing"]]


def test_conditions_and_mappings_run_as_in_a_flow(client: httpx.Client) -> None:
    assert run(client, language="lua", script="return a > 1", use="predicate", inputs={"a": 2})["result"] is True
    assert run(client, language="jpath", script="$.ok", use="match", value={"ok": None})["result"] is True
    assert run(client, language="ale", script="(* n 2)", use="mapping", name="n", value=4)["result"] == 8
    mapped = run(
        client, language="ale", script="(+ (:x value) a)", use="output_mapping", inputs={"a": 1}, value={"x": 2}
    )
    assert mapped["result"] == 3
    nothing = run(client, language="jpath", script="$.gone", use="mapping", value={})
    assert (nothing["ok"], len(nothing["problems"])) == (True, 1)  # type: ignore[arg-type]


def test_a_script_that_fails_or_never_ends_says_so(client: httpx.Client) -> None:
    failed = run(client, language="lua", script="local a = 1\nerror('boom')", use="step")
    assert (failed["ok"], failed["error"], failed["line"]) == (False, "script:2: boom", 2)
    endless = run(client, language="lua", script="while true do end", use="predicate")
    assert str(endless["error"]).startswith("predicate evaluation failed: script limit exceeded")
    broken = run(client, language="lua", script="return (", use="step")
    assert (broken["ok"], broken["line"]) == (False, 1)


def test_a_user_runs_two_scripts_at_once(node: Node, page: httpx.Client) -> None:
    endless = {"language": "ale", "script": "(let-rec [f (lambda (n) (f (+ n 1)))] (f 0))", "use": "step"}
    statuses: list[int] = []

    def run_one() -> None:
        statuses.append(page.post("/api/ui/scripts/run", json=endless).status_code)

    threads = [threading.Thread(target=run_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(200) >= 2
    assert 429 in statuses
    assert set(statuses) == {200, 429}


# ---------------------------------------------------------------------- layouts and views


def test_a_layout_is_shared_and_replaced_as_a_whole(page: httpx.Client, client: httpx.Client) -> None:
    assert client.get("/api/ui/layouts/nobody").json() == {"positions": {}}
    for positions in ({"a": [1, 2.5], "b": [-3, 0]}, {"a": [4, 4]}):
        assert page.put("/api/ui/layouts/mine", json={"positions": positions}).status_code == 200
        assert client.get("/api/ui/layouts/mine").json() == {"positions": positions}
    assert page.put("/api/ui/layouts/mine", json={"positions": {"a": [1]}}).status_code == 400
    assert page.put("/api/ui/layouts/no%20name", json={"positions": {}}).status_code == 400


def test_views_are_own_or_shared(page: httpx.Client, client: httpx.Client) -> None:
    own = page.post("/api/ui/views", json={"page": "flows", "name": "Failed", "query": "state=failed"})
    assert own.status_code == 201
    shared = page.post("/api/ui/views", json={"page": "flows", "name": "All", "query": "", "shared": True}).json()
    assert [view["name"] for view in page.get("/api/ui/views?page=flows").json()["views"]] == ["All", "Failed"]
    assert [view["name"] for view in client.get("/api/ui/views").json()["views"]] == ["All"]
    first = page.get("/api/ui/views?limit=1").json()
    assert [view["name"] for view in first["views"]] == ["All"]
    second = page.get("/api/ui/views", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert ([view["name"] for view in second["views"]], "next_cursor" in second) == (["Failed"], False)
    path = f"/api/ui/views/{own.json()['id']}"
    changed = page.put(path, json={"page": "flows", "name": "Broken", "query": "state=failed", "pinned": True}).json()
    assert (changed["name"], changed["pinned"], changed["own"]) == ("Broken", True, True)
    assert client.delete(path).status_code == 404
    assert page.delete(path).status_code == 204
    assert page.delete(path).status_code == 404
    page.delete(f"/api/ui/views/{shared['id']}")


def test_every_route_is_in_the_openapi_document(client: httpx.Client) -> None:
    paths = client.get("/api/schema/?format=json").json()["paths"]
    described = {path.removeprefix("/api/ui/") for path in paths if path.startswith("/api/ui/")}
    assert described >= {
        "session", "preferences", "steps/check", "steps/stats", "scripts/check", "scripts/run", "catalog/export",
        "catalog/import", "catalog/change", "catalog/history", "catalog/undo", "layouts/{name}", "views",
        "views/{view_id}", "samples", "example",
    }  # fmt: skip
