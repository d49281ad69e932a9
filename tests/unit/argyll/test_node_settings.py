from __future__ import annotations

import pytest

from argyll.settings import child_environment, is_loopback, load_node
from engine.settings import SettingError, load


def test_webhooks_come_to_the_nodes_own_url_unless_told_otherwise() -> None:
    assert load_node({"ARGYLL_PORT": "8123"}).engine.webhook_base_url == "http://127.0.0.1:8123"
    told = load_node({"ARGYLL_PORT": "8123", "WEBHOOK_BASE_URL": "https://argyll.example"})
    assert told.engine.webhook_base_url == "https://argyll.example"


def test_listening_beyond_loopback_needs_to_be_asked_for() -> None:
    with pytest.raises(SettingError, match="insecure-open"):
        load_node({"ARGYLL_HOST": "0.0.0.0"})
    open_node = load_node({"ARGYLL_HOST": "0.0.0.0", "ARGYLL_INSECURE_OPEN": "1"})
    assert open_node.host == "0.0.0.0"
    assert open_node.url == "http://127.0.0.1:8080"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_has_many_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "argyll.example"])
def test_everything_else_is_beyond_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_an_ipv6_host_stands_in_brackets_in_the_url() -> None:
    assert load_node({"ARGYLL_HOST": "[::1]"}).url == "http://[::1]:8080"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ARGYLL_PORT", "0"),
        ("ARGYLL_PORT", "65536"),
        ("ARGYLL_HOST", "http://x"),
        ("ARGYLL_WEB_WORKERS", "0"),
        ("ARGYLL_ALLOWED_ORIGINS", "app.example"),
        ("ARGYLL_ALLOWED_ORIGINS", "https://app.example/path"),
        ("ARGYLL_INSECURE_OPEN", "perhaps"),
        ("ARGYLL_LOG_LEVEL", "loud"),
        ("ARGYLL_DEBUG", "some"),
        ("ARGYLL_WEBHOOK_LIMIT_BYTES", "10MB"),
    ],
)
def test_a_wrong_value_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        load_node({variable: value})
    assert refused.value.variable == variable
    assert repr(value) in str(refused.value)


def test_the_engine_process_reads_back_what_the_supervisor_decided() -> None:
    settings = load_node({"ARGYLL_DATA": "somewhere", "ARGYLL_PORT": "8123", "STEP_TIMEOUT": "77"})
    environment = child_environment(settings, {"STEP_TIMEOUT": "77"}, parent_pid=1)
    assert load(environment) == settings.engine
