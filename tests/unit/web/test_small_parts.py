"""Parameters, messages, the environment and the secret key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argyll_web import environment
from argyll_web.edge import parameters, routes
from argyll_web.edge.parameters import EventPage, FlowPage
from argyll_web.live import messages
from argyll_web.live.messages import Ignored, Item, Subscribe
from argyll_web.settings.secret_key import secret_key
from engine.model.errors import BadRequest


def test_pages_are_read_from_the_query() -> None:
    assert parameters.event_page(b"") == EventPage(0, None)
    assert parameters.event_page("from=3&limit=10000&else=x") == EventPage(3, 10_000)
    assert parameters.flow_page("cursor=a%2Bb&limit=1000") == FlowPage(1_000, "a+b")
    assert parameters.flow_page("") == FlowPage(None, None)


@pytest.mark.parametrize("text", ["-1", "1.5", "x", " 1", "١", "9" * 30])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="Argyll-Position"):
        parameters.position(text)


def test_a_flow_may_have_the_name_of_a_route() -> None:
    methods = routes.find(["engine", "flow", "query"])
    assert methods is not None
    assert set(methods) == {"GET", "POST"}


@pytest.mark.parametrize("path", ["/flows/", "/catalog/steps/x/y", "/catalog/steps/", "/engine", "/FLOWS"])
def test_only_the_routes_of_the_user_interface_are_pages(path: str) -> None:
    assert not routes.is_page(routes.segments(path.encode()))


def test_null_is_the_same_as_absent_in_a_subscription() -> None:
    data = {"sub_id": "s", "aggregate_ids": None, "event_types": None, "include_state": None, "max_value": None}
    asked = messages.parse(json.dumps({"type": "subscribe", "data": data, "more": 1}).encode())
    assert asked == Subscribe("s", (), frozenset(), False, 0)


def test_an_ignored_message_names_its_subscription_where_it_is_known() -> None:
    answer = messages.parse(b'{"type": "subscribe", "data": {"sub_id": "s", "event_types": "x"}}')
    assert isinstance(answer, Ignored)
    assert json.loads(messages.error(answer)) == {"type": "error", "sub_id": "s", "error": answer.reason}
    assert "event_types" in answer.reason


def test_subscribed_carries_its_items() -> None:
    text = messages.subscribed('"', [Item(("flow", "f"), b'{"n":9007199254740993}', 3)])
    item = {"id": ["flow", "f"], "data": {"n": 9007199254740993}, "sequence": 3}
    assert json.loads(text) == {"type": "subscribed", "sub_id": '"', "items": [item]}
    assert json.loads(messages.subscribed("s", None))["items"] is None


def test_the_environment_has_defaults_and_takes_both_names_of_the_base_url(tmp_path: Path) -> None:
    plain = environment.load({"ARGYLL_DATA": str(tmp_path), "ARGYLL_PORT": "9000"})
    assert plain.webhook_base_url == "http://localhost:9000"
    assert plain.store == tmp_path / "store"
    assert environment.load({"WEBHOOK_BASE_URL": "https://a.example/"}).webhook_base_url == "https://a.example"
    named = environment.load({"ARGYLL_ALLOWED_HOSTS": " a.example, ,b.example"})
    assert named.allowed_hosts == ("a.example", "b.example")


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(environment.SettingError, match="ARGYLL_PORT is 'http'"):
        environment.load({"ARGYLL_PORT": "http"})


def test_the_secret_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert secret_key(tmp_path / "data") == key
    file = tmp_path / "data" / "secret_key"
    assert file.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in file.parent.iterdir()] == ["secret_key"]
