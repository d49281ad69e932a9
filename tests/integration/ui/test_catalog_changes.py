"""If-Match, import, export, history and undo: against a real node."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from tests.integration.ui.steps import script


@pytest.fixture(autouse=True)
def _empty_catalog(client: httpx.Client) -> None:
    answer = client.post("/api/ui/catalog/import", json={"document": '{"steps": []}', "mode": "replace"})
    assert answer.status_code == 200, answer.text


def catalog(client: httpx.Client) -> Any:
    return client.get("/engine/step").json()["steps"]


def load(client: httpx.Client, *steps: dict[str, Any], **more: Any) -> httpx.Response:
    return client.post("/api/ui/catalog/import", json={"document": json.dumps({"steps": steps}), **more})


def newest(client: httpx.Client, **query: Any) -> Any:
    return client.get("/api/ui/catalog/history", params={"limit": 1, **query}).json()["entries"][0]


# ---------------------------------------------------------------------- If-Match


def test_a_save_on_an_old_version_is_told_so_and_changes_nothing(page: httpx.Client) -> None:
    page.post("/engine/step", json=script("a"))
    tag = page.get("/engine/step/a").headers["ETag"]
    saved = page.put("/engine/step/a", json=script("a", name="first"), headers={"If-Match": tag})
    assert saved.status_code == 200
    assert saved.headers["ETag"] == page.get("/engine/step/a").headers["ETag"] != tag
    late = page.put("/engine/step/a", json=script("a", name="second"), headers={"If-Match": tag})
    assert (late.status_code, late.json()["status"]) == (412, 412)
    assert late.json()["details"][0]["path"] == ["a"]
    assert page.get("/engine/step/a").json()["name"] == "first"
    assert page.delete("/engine/step/a", headers={"If-Match": tag}).status_code == 412
    assert page.put("/engine/step/a", json=script("a", name="first"), headers={"If-Match": tag}).status_code == 200
    assert page.delete("/engine/step/a", headers={"If-Match": "*"}).status_code == 200
    assert page.put("/engine/step/a", json=script("a"), headers={"If-Match": "*"}).status_code == 404


def test_a_refused_save_names_its_fields(page: httpx.Client) -> None:
    refused = page.post("/engine/step", json=script("a", "(foo)", name=""))
    assert refused.status_code == 400
    assert [detail["path"] for detail in refused.json()["details"]] == [["name"], ["script", "script"]]


# ---------------------------------------------------------------------- import and export


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_an_export_that_is_imported_is_exported_the_same_byte_for_byte(client: httpx.Client, format: str) -> None:
    sync = {
        "id": "call",
        "name": "Call",
        "type": "sync",
        "http": {"endpoint": "http://x/{a}"},
        "labels": {"z": "1", "b": "on"},
    }
    sync["attributes"] = {"z": {"role": "output"}, "a": {"role": "required", "required": {"collect": "last"}}}
    load(client, script("b", "(+ 1\n   2)\n", makes="a"), sync)
    client.put("/api/ui/layouts/default", json={"positions": {"b": [1, 2.5]}})
    before = client.get("/api/ui/catalog/export", params={"format": format, "layout": "1"})
    assert before.headers["content-type"].startswith(f"application/{format}")
    assert before.text.endswith("\n")
    client.put("/api/ui/layouts/default", json={"positions": {}})
    load(client, mode="replace")
    assert catalog(client) == []
    assert client.post("/api/ui/catalog/import", json={"document": before.text}).status_code == 200
    assert client.get("/api/ui/catalog/export", params={"format": format, "layout": "1"}).text == before.text
    again = client.post("/api/ui/catalog/import", json={"document": before.text, "mode": "replace"}).json()
    assert (again["entry"], again["unchanged"]) == (None, ["b", "call"])


def test_a_part_is_exported_by_ids_or_scope(client: httpx.Client) -> None:
    load(client, script("a", makes="x"), script("b", "x", needs="x", makes="y"), script("c", "y", needs="y"))

    def ids(**query: str) -> list[str]:
        answer = client.get("/api/ui/catalog/export", params=query)
        assert answer.status_code == 200, answer.text
        return [step["id"] for step in answer.json()["steps"]]

    assert ids(ids="c,a") == ["a", "c"]
    assert ids(scope="up:b") == ["a", "b"]
    assert ids(scope="goal:b type:script") == ["a", "b"]
    assert ids(scope="health:healthy", ids="a") == ["a"]
    assert client.get("/api/ui/catalog/export?ids=nobody").status_code == 404
    assert client.get("/api/ui/catalog/export?format=xml").status_code == 400


def test_a_preview_says_what_would_change_and_changes_nothing(client: httpx.Client) -> None:
    load(client, script("same"), script("old"), script("gone", makes="x"), script("taker", "x", needs="x"))
    steps = (script("same"), script("old", name="changed"), script("new"), script("taker", "x", needs="x"))
    preview = load(client, *steps, mode="replace", dry_run=True).json()
    assert [change["step_id"] for change in preview["added"]] == ["new"]
    assert [(c["before"]["name"], c["after"]["name"]) for c in preview["changed"]] == [("old", "changed")]
    assert [change["step_id"] for change in preview["removed"]] == ["gone"]
    assert preview["unchanged"] == ["same", "taker"]
    assert preview["effects"]["inputs_without_provider"] == [{"step_id": "taker", "attribute": "x", "is_new": True}]
    assert preview["entry"] is None
    assert [step["id"] for step in catalog(client)] == ["gone", "old", "same", "taker"]
    only = load(client, *steps, mode="replace", only=["new"]).json()
    assert ([c["step_id"] for c in only["added"]], only["changed"], only["removed"]) == (["new"], [], [])


def test_one_broken_step_among_many_changes_nothing_and_is_named_with_field_and_line(client: httpx.Client) -> None:
    steps = [script(f"s{n:03}") for n in range(200)]
    steps[150]["script"]["language"] = "cobol"
    text = json.dumps({"version": 1, "steps": steps}, indent=2)
    refused = client.post("/api/ui/catalog/import", json={"document": text})
    assert refused.status_code == 400
    (detail,) = refused.json()["details"]
    assert detail["path"] == ["s150", "script", "language"]
    assert "cobol" in text.splitlines()[detail["line"] - 1]
    assert catalog(client) == []
    unticked = [step["id"] for step in steps if step["id"] != "s150"]
    assert client.post("/api/ui/catalog/import", json={"document": text, "only": unticked}).status_code == 200
    assert len(catalog(client)) == 199


def test_yaml_and_what_is_no_document_are_told_with_lines(client: httpx.Client) -> None:
    text = "- id: a\n  name: A\n  type: script\n  script:\n    language: ale\n    script: (nope)\n"
    (problem,) = client.post("/api/ui/catalog/import", json={"document": text, "dry_run": True}).json()["problems"]
    assert (problem["path"], problem["line"]) == (["a", "script", "script"], 6)
    refused = client.post("/api/ui/catalog/import", json={"document": '{"steps": [\n  {]}'})
    assert refused.status_code == 400
    assert "line 2" in refused.json()["error"]


def test_the_type_of_a_shared_attribute_changes_in_all_its_steps_at_once(page: httpx.Client) -> None:
    load(page, script("a", makes="x:string"), script("b", "x", needs="x:string"))
    one = {"upserts": [script("a", makes="x:number")]}
    assert page.post("/api/ui/catalog/change", json=one).status_code == 400
    both = {"upserts": [script("a", makes="x:number"), script("b", "x", needs="x:number")]}
    changed = page.post("/api/ui/catalog/change", json=both).json()
    assert [change["step_id"] for change in changed["changed"]] == ["a", "b"]
    assert newest(page)["via"] == "ui"
    tag = page.get("/engine/step/a").headers["ETag"]
    assert page.post("/api/ui/catalog/change", json={"removals": ["a"], "tags": {"a": '"x"'}}).status_code == 412
    assert page.post("/api/ui/catalog/change", json={"removals": ["a"], "tags": {"a": tag}}).status_code == 200
    assert page.post("/api/ui/catalog/change", json={"removals": ["a"]}).status_code == 404


def test_imported_steps_have_health_as_registered_ones(client: httpx.Client) -> None:
    load(client, script("a"), script("b"))
    health = client.get("/engine/cluster").json()["nodes"]["n1"]["health"]
    assert health == {"a": {"status": "healthy"}, "b": {"status": "healthy"}}


def test_a_catalog_of_a_thousand_steps_is_previewed_applied_and_exported_in_time(client: httpx.Client) -> None:
    steps = [script(f"s{n}", f"x{n}", needs=f"x{n}", makes=f"x{n + 1}") for n in range(1000)]
    text = json.dumps({"steps": steps})
    for request, most_s in (({"dry_run": True}, 3), ({}, 10)):
        began = time.monotonic()
        assert client.post("/api/ui/catalog/import", json={"document": text, **request}).status_code == 200
        assert time.monotonic() - began < most_s
    for format in ("json", "yaml"):
        began = time.monotonic()
        assert client.get(f"/api/ui/catalog/export?format={format}").status_code == 200
        assert time.monotonic() - began < 2


# ---------------------------------------------------------------------- history and undo


def test_the_history_tells_what_changed_and_by_which_way(page: httpx.Client, client: httpx.Client) -> None:
    page.post("/engine/step", json=script("a"))
    client.put("/engine/step/a", json=script("a", name="second"))
    client.delete("/engine/step/a")
    load(page, script("b"), script("c"))
    entries = page.get("/api/ui/catalog/history", params={"limit": 4}).json()["entries"]
    assert [entry["via"] for entry in entries] == ["import", "api", "api", "ui"]
    assert [change["step_id"] for change in entries[0]["changes"]] == ["b", "c"]
    (removed,), (renamed,), (added,) = (entry["changes"] for entry in entries[1:])
    assert (removed["before"]["name"], removed["after"]) == ("second", None)
    assert (renamed["before"]["name"], renamed["after"]["name"]) == ("a", "second")
    assert added["before"] is None
    assert entries[0]["by"] is None


def test_the_history_of_one_step_has_pages(client: httpx.Client) -> None:
    for name in ("one", "two", "three"):
        load(client, script("paged", name=name), script("other", name=name))
    first = client.get("/api/ui/catalog/history", params={"step": "paged", "limit": 2}).json()
    names = [change["after"]["name"] for entry in first["entries"] for change in entry["changes"]]
    assert names == ["three", "two"]
    query = {"step": "paged", "limit": 2, "cursor": first["next_cursor"]}
    assert (
        client.get("/api/ui/catalog/history", params=query).json()["entries"][0]["changes"][0]["after"]["name"] == "one"
    )


def test_twenty_changes_are_undone_to_the_start_and_done_again(page: httpx.Client) -> None:
    load(page, script("base", makes="x:string"), script("taker", "x", needs="x:string"))
    start = catalog(page)
    done: list[int] = []
    for n in range(5):
        page.post("/engine/step", json=script(f"new-{n}"))
        done.append(newest(page)["id"])
        page.put(f"/engine/step/new-{n}", json=script(f"new-{n}", name="edited"))
        done.append(newest(page)["id"])
        kind = "number" if n % 2 == 0 else "string"
        steps = (script("base", makes=f"x:{kind}"), script("taker", "x", needs=f"x:{kind}"))
        done.append(load(page, *steps).json()["entry"])
        page.delete(f"/engine/step/new-{n}")
        done.append(newest(page)["id"])
    end = catalog(page)
    undone = [undo(page, entry) for entry in reversed(done)]
    assert catalog(page) == start
    again = [undo(page, entry) for entry in reversed(undone)]
    assert catalog(page) == end
    latest = newest(page)
    assert (latest["id"], latest["via"], latest["undoes"]) == (again[-1], "undo", undone[0])


def undo(page: httpx.Client, entry: int) -> int:
    answer = page.post("/api/ui/catalog/undo", json={"entry": entry})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["entry"])


def test_an_undo_over_a_foreign_change_is_refused_with_the_difference(page: httpx.Client, client: httpx.Client) -> None:
    page.post("/engine/step", json=script("a"))
    entry = newest(page)["id"]
    client.put("/engine/step/a", json=script("a", name="theirs"))
    refused = page.post("/api/ui/catalog/undo", json={"entry": entry})
    assert refused.status_code == 409
    (differing,) = refused.json()["differs"]
    assert (differing["expected"]["name"], differing["current"]["name"]) == ("a", "theirs")
    assert page.get("/engine/step/a").json()["name"] == "theirs"
    assert page.post("/api/ui/catalog/undo", json={"entry": 1 << 40}).status_code == 404
