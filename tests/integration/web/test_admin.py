"""The admin site over a real event store: everything can be looked at and taken away, nothing can be changed."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import DatabaseError, connections
from django.test import AsyncRequestFactory, Client

from argyll_web.events import exports
from argyll_web.events.models import FlowRow
from argyll_web.events.store import reader
from engine.model import jsontext
from engine.store import replay
from engine.store.monitor import follower
from engine.store.reader import EventFilter
from tests.integration.web.fake_engine import STEP, FakeEngine

pytestmark = pytest.mark.django_db(databases=["default", "store"], transaction=True)

ATTACK = "<script>alert(1)</script>"
MODELS = ["eventrow", "catalogchange", "flowrow", "steprow"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FakeEngine]:
    """A store with three flows and a step that changed; the alias `store` reads it as in production."""
    engine = FakeEngine(tmp_path)
    engine.register("one")
    engine.start_flow("order-1", payload=[ATTACK], password=["hunter2"], note=["price 17"])
    engine.end_flow("order-1")
    engine.start_flow("other-2")
    engine.commit("catalog", ("step_updated", {"step": STEP | {"id": "one", "name": "Another"}}))
    engine.commit(
        "cluster", ("step_health_changed", {"node_id": "n1", "step_id": "one", "status": "unhealthy", "error": "503"})
    )
    follower.catch_up(engine.store)
    connection = connections["store"]
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        NAME=f"file:{engine.store}?mode=ro", OPTIONS={"uri": True, "init_command": "PRAGMA query_only = ON"}
    )
    yield engine
    reader().close()
    connection.close()
    connection.settings_dict.clear()
    connection.settings_dict.update(before)
    asyncio.run(engine.stop())


@pytest.fixture
def admin(store: FakeEngine) -> Client:
    User.objects.create_superuser("root", "", "secret")
    client = Client()
    assert client.login(username="root", password="secret")
    return client


@pytest.fixture
def viewer(store: FakeEngine) -> Client:
    """Staff, and no superuser."""
    User.objects.create_user("viewer", password="secret", is_staff=True)
    client = Client()
    assert client.login(username="viewer", password="secret")
    return client


def rows(client: Client, path: str) -> str:
    """The table of a list."""
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    start = page.index('id="result_list"')
    return page[start : page.index("</table>", start)]


def number_of(**asked: Any) -> int:
    """The first event that is asked for."""
    return reader().monitor.events(EventFilter(**asked), None, 1, newest_first=False).events[0].id


def test_events_are_listed_newest_first(admin: Client) -> None:
    table = rows(admin, "/admin/store/eventrow/")
    assert table.index("step_health_changed") < table.index("flow_deactivated") < table.index("step_registered")
    assert "2026-03-01 10:20:32.123" in table


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("type=flow_deactivated", "order-1", "other-2"),
        ("type=flow_started&type=flow_deactivated", "other-2", "work_started"),
        ("kind=catalog", "step_registered", "order-1"),
        ("kind=cluster", "step_health_changed", "order-1"),
        ("q=other", "other-2", "order-1"),
        ("q=order-1", "order-1", "other-2"),
        ("q=token:token", "work_succeeded", "flow_started"),
        ("q=step:one", "step_completed", "flow_started"),
        ("q=type:attribute_set", "attribute_set", "flow_started"),
        ("q=id:order-1+price", "flow_started", "flow_deactivated"),
        ("step=one&type=work_started", "work_started", "step_started"),
        ("node=n1", "order-1", "nothing"),
        ("from=2026-03-01T10:20:34&to=2026-03-01T10:20:40Z", "other-2", "order-1"),
        ("q=price&from=2026-03-01T10:00&to=2026-03-01T11:00", "order-1", "other-2"),
    ],
)
def test_events_are_filtered_and_found(admin: Client, query: str, shown: str, hidden: str) -> None:
    table = rows(admin, f"/admin/store/eventrow/?{query}")
    assert shown in table
    assert hidden not in table


def test_a_search_for_text_in_too_many_payloads_says_what_to_do(admin: Client) -> None:
    page = admin.get("/admin/store/eventrow/?q=price").content.decode()
    assert "only looked for in one flow or within 24 hours" in page


def test_lists_go_on_by_key(admin: Client, store: FakeEngine) -> None:
    for n in range(60):
        store.start_flow(f"many-{n:02d}")
    follower.catch_up(store.store)
    first = admin.get("/admin/store/eventrow/?q=many").content.decode()
    assert "many-59" in first
    assert "many-09" not in first
    before = first.split("before=", 1)[1].split('"', 1)[0]
    second = rows(admin, f"/admin/store/eventrow/?q=many&before={before}")
    assert "many-09" in second
    assert "many-10" not in second


def test_an_event_is_shown_with_its_payload_as_text(admin: Client) -> None:
    page = admin.get(f"/admin/store/eventrow/{number_of(aggregate='order-1')}/change/").content.decode()
    assert "2026-03-01 10:20:32.123" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert ATTACK not in page
    assert "read-only" in page
    assert "<details" in page
    assert 'href="/flows/order-1?at=0"' in page


def test_one_walks_from_an_event_to_the_next(admin: Client) -> None:
    first = number_of(aggregate="order-1")
    page = admin.get(f"/admin/store/eventrow/{first}/change/").content.decode()
    assert f'href="/admin/store/eventrow/{first + 1}/change/" rel="next"' in page
    assert 'rel="prev"' not in page
    last = admin.get(f"/admin/store/eventrow/{first + 7}/change/").content.decode()
    assert f'href="/admin/store/eventrow/{first + 6}/change/" rel="prev"' in last
    assert 'rel="next"' not in last


def test_masked_values_are_revealed_to_admins_only_and_that_is_logged(admin: Client, viewer: Client) -> None:
    number = number_of(aggregate="order-1")
    for client in (admin, viewer):
        page = client.get(f"/admin/store/eventrow/{number}/change/").content.decode()
        assert "hunter2" not in page
        assert "••••••" in page
        assert "hunter2" not in rows(client, "/admin/store/eventrow/?q=order-1")
        assert "hunter2" not in client.get(f"/admin/store/eventrow/{number}/payload/").content.decode()
        assert "hunter2" not in client.get("/admin/store/flowrow/order-1/change/").content.decode()
    assert viewer.post(f"/admin/store/eventrow/{number}/reveal/").status_code == 403
    assert LogEntry.objects.count() == 0
    assert "hunter2" in admin.post(f"/admin/store/eventrow/{number}/reveal/").content.decode()
    assert LogEntry.objects.get().object_id == str(number)
    work = number_of(token="token")
    assert "token</dd>" in viewer.get(f"/admin/store/eventrow/{work}/change/").content.decode()


def test_aggregates_are_listed_and_filtered(admin: Client) -> None:
    table = rows(admin, "/admin/store/flowrow/")
    for name in ("catalog", "cluster", "order-1", "other-2"):
        assert name in table
    completed = rows(admin, "/admin/store/flowrow/?status=completed")
    assert "order-1" in completed
    assert "other-2" not in completed
    assert "order-1" in rows(admin, "/admin/store/flowrow/?q=rder-1")
    assert "order-1" not in rows(admin, "/admin/store/flowrow/?kind=catalog")
    assert "order-1" not in rows(admin, "/admin/store/flowrow/?error=yes")
    assert "order-1" not in rows(admin, "/admin/store/flowrow/?child=yes")


def test_an_aggregate_is_shown_with_state_and_events(admin: Client) -> None:
    page = admin.get("/admin/store/flowrow/order-1/change/").content.decode()
    assert "flow_deactivated" in page
    assert "executions" in page
    assert ATTACK not in page
    for kind, text in (("catalog", "step_registered"), ("cluster", "unhealthy")):
        assert text in admin.get(f"/admin/store/flowrow/{kind}/change/").content.decode()
    assert admin.get("/admin/store/flowrow/nobody/change/").status_code == 404


def test_the_history_of_the_catalog_shows_differences(admin: Client) -> None:
    assert "order-1" not in rows(admin, "/admin/store/catalogchange/")
    step = admin.get("/admin/store/steprow/one/change/").content.decode()
    assert "-  &quot;name&quot;: &quot;One&quot;" in step
    assert "+  &quot;name&quot;: &quot;Another&quot;" in step
    assert "one" in rows(admin, "/admin/store/steprow/")
    number = number_of(kind="catalog", types=frozenset(["step_updated"]))
    change = admin.get(f"/admin/store/catalogchange/{number}/change/").content.decode()
    assert "+  &quot;name&quot;: &quot;Another&quot;" in change
    assert admin.get("/admin/store/catalogchange/1/change/").status_code == 404


def exported(client: Client, query: str) -> tuple[str, str]:
    """File name and text."""
    answer = client.get(f"/admin/store/eventrow/export/?{query}")
    assert answer.status_code == 200
    assert answer.streaming
    return answer.headers["Content-Disposition"], answer.getvalue().decode()


def test_an_export_of_a_flow_replayed_gives_its_state(admin: Client) -> None:
    name, text = exported(admin, "q=id:order-1&format=jsonl")
    assert "events-id_order-1-2" in name
    assert replay.state_of_lines(text.encode().splitlines()) == reader().flow_state("order-1")


def test_an_export_as_csv_has_a_row_for_each_event_in_order_of_time(admin: Client) -> None:
    _, text = exported(admin, "format=csv")
    head, *lines = csv.reader(io.StringIO(text))
    assert head[:3] == ["time", "kind", "aggregate"]
    assert len(lines) == 12
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    assert json.loads(lines[1][8])["init"]["payload"] == [ATTACK]


def test_selected_events_are_exported(admin: Client) -> None:
    first = number_of(aggregate="order-1")
    _, text = exported(admin, f"id={first + 2}&id={first}&format=jsonl")
    assert [json.loads(line)["sequence"] for line in text.splitlines()] == [0, 2]


def test_an_export_for_others_than_admins_is_masked_and_one_for_them_is_logged(admin: Client, viewer: Client) -> None:
    _, text = exported(viewer, "q=order-1&format=jsonl")
    assert "hunter2" not in text
    assert LogEntry.objects.count() == 0
    assert "hunter2" in exported(admin, "q=order-1&format=jsonl")[1]
    assert LogEntry.objects.count() == 1


def test_an_export_leaves_the_server_piece_by_piece(store: FakeEngine) -> None:
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        for n in range(3):
            made.append(n)
            yield b"%d" % n

    async def read() -> None:
        request = AsyncRequestFactory().get("/")
        response = exports.streamed(request, pieces(), exports.CSV, "events")
        assert response.is_async
        async for piece in response:
            assert piece == b"%d" % made[-1]

    asyncio.run(read())
    assert made == [0, 1, 2]


def test_an_export_needs_no_memory_for_what_has_left(store: FakeEngine) -> None:
    for n in range(20):
        store.start_flow(f"large-{n}", text=["x" * 1_000_000])
    tracemalloc.start()
    pieces = exports.lines(reader().monitor.export(EventFilter(), exports.MOST), exports.JSON_LINES, ())
    assert sum(map(len, pieces)) > 20_000_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added_changed_or_deleted_even_by_a_superuser(admin: Client, model: str) -> None:
    key = {"eventrow": 0, "catalogchange": 0, "flowrow": "order-1", "steprow": "one"}[model]
    for path in ("add/", f"{key}/change/", f"{key}/delete/", ""):
        assert admin.post(f"/admin/store/{model}/{path}", {"id": "x"}).status_code == 403
    assert admin.get(f"/admin/store/{model}/add/").status_code == 403
    page = admin.get(f"/admin/store/{model}/{key}/change/").content.decode()
    assert 'name="_save"' not in page


def test_a_write_through_the_alias_is_refused_by_the_database(store: FakeEngine) -> None:
    with pytest.raises(DatabaseError, match="readonly"):
        FlowRow.objects.update(error="changed")


def test_staff_may_look_and_others_must_sign_in(viewer: Client) -> None:
    for model in MODELS:
        assert Client().get(f"/admin/store/{model}/").status_code == 302
        assert viewer.get(f"/admin/store/{model}/").status_code == 200
    assert Client().get("/admin/store/eventrow/export/").status_code == 302
    assert viewer.get("/admin/auth/user/").status_code == 403


def test_no_page_has_a_script_or_a_style_inside(admin: Client) -> None:
    paths = ["eventrow/", "flowrow/", "steprow/", "catalogchange/", "flowrow/order-1/change/", "steprow/one/change/",
             f"eventrow/{number_of(aggregate='order-1')}/change/"]  # fmt: skip
    for path in paths:
        page = admin.get(f"/admin/store/{path}").content.decode()
        for part in page.split("<script")[1:]:
            tag, rest = part.split(">", 1)
            assert "src=" in tag or rest.startswith("</script>"), (path, part[:200])
        assert " style=" not in page, path
        assert " onclick=" not in page, path


def test_a_reader_of_json_sees_exact_numbers(store: FakeEngine, admin: Client) -> None:
    store.start_flow("exact", number=[9007199254740993])
    follower.catch_up(store.store)
    assert "9007199254740993" in admin.get("/admin/store/flowrow/exact/change/").content.decode()
    assert jsontext.decode(reader().flow_state("exact") or b"")["attributes"]["number"][0]["value"] == 2**53 + 1
