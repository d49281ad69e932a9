"""The admin site over a real event store: everything can be looked at, nothing can be changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connections
from django.test import Client

from argyll_web.events.models import EventRow, FlowRow
from tests.integration.web.fake_engine import FakeEngine

pytestmark = pytest.mark.django_db(databases=["default", "store"], transaction=True)

ATTACK = "<script>alert(1)</script>"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FakeEngine]:
    """A store with two flows and a step; the alias `store` reads it as in production."""
    engine = FakeEngine(tmp_path)
    engine.register("one")
    engine.start_flow("order-1", payload=[ATTACK])
    engine.end_flow("order-1")
    engine.start_flow("other-2")
    connection = connections["store"]
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        NAME=f"file:{engine.store}?mode=ro", OPTIONS={"uri": True, "init_command": "PRAGMA query_only = ON"}
    )
    yield engine
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


def test_events_are_listed_newest_first(admin: Client) -> None:
    page = admin.get("/admin/store/eventrow/").content.decode()
    assert page.index("flow_deactivated") < page.index("step_registered")
    assert "order-1" in page
    assert "token" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("type=flow_deactivated", "order-1", "other-2"),
        ("kind=catalog", "step_registered<", "order-1"),
        ("q=other", "other-2", "order-1"),
    ],
)
def test_events_are_filtered_and_found(admin: Client, query: str, shown: str, hidden: str) -> None:
    page = admin.get(f"/admin/store/eventrow/?{query}").content.decode()
    rows = page[page.index('id="result_list"') :]
    assert shown in rows
    assert hidden not in rows


def test_an_event_is_shown_with_its_payload_as_text(admin: Client) -> None:
    row = EventRow.objects.get(type="flow_started", flow_id="order-1")
    page = admin.get(f"/admin/store/eventrow/{row.pk}/change/").content.decode()
    assert "2026-03-01 10:20:32.123" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert ATTACK not in page


def test_flows_and_steps_are_shown(admin: Client) -> None:
    page = admin.get("/admin/store/flowrow/?status=completed").content.decode()
    rows = page[page.index('id="result_list"') :]
    assert "order-1" in rows
    assert "other-2" not in rows
    key = FlowRow.objects.get(id="other-2").pk
    assert "active" in admin.get(f"/admin/store/flowrow/{key}/change/").content.decode()
    assert "one" in admin.get("/admin/store/steprow/one/change/").content.decode()


@pytest.mark.parametrize("model", ["eventrow", "flowrow", "steprow"])
def test_nothing_can_be_added_changed_or_deleted_even_by_a_superuser(admin: Client, model: str) -> None:
    key = {"eventrow": 0, "flowrow": 3, "steprow": "one"}[model]
    for path in ("add/", f"{key}/change/", f"{key}/delete/"):
        assert admin.post(f"/admin/store/{model}/{path}", {"id": "x"}).status_code == 403
    assert admin.get(f"/admin/store/{model}/add/").status_code == 403
    assert 'name="_save"' not in admin.get(f"/admin/store/{model}/{key}/change/").content.decode()


def test_a_write_through_the_alias_is_refused_by_the_database(store: FakeEngine) -> None:
    with pytest.raises(DatabaseError, match="readonly"):
        FlowRow.objects.update(error="changed")


def test_staff_may_look_and_others_must_sign_in(store: FakeEngine) -> None:
    client = Client()
    assert client.get("/admin/store/eventrow/").status_code == 302
    User.objects.create_user("viewer", password="secret", is_staff=True)
    assert client.login(username="viewer", password="secret")
    assert client.get("/admin/store/eventrow/").status_code == 200
    assert client.get("/admin/auth/user/").status_code == 403
