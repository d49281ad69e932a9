from __future__ import annotations

from pathlib import Path

import pytest

from engine.settings import SettingError, default_socket, load


def test_without_variables_every_setting_has_its_documented_default() -> None:
    settings = load({})
    assert (settings.node_id, settings.cluster_id, settings.cluster_secret) == ("n1", "argyll", b"")
    assert settings.data == Path.cwd() / "data"
    assert settings.store == Path.cwd() / "data" / "store"
    assert settings.webhook_base_url == "http://localhost:8080"
    assert (settings.step_timeout_ms, settings.memo_cache_size, settings.health_check_interval_ms) == (
        30000,
        65536,
        30000,
    )
    assert (settings.retry_max_retries, settings.retry_initial_backoff_ms) == (10, 1000)
    assert (settings.retry_max_backoff_ms, settings.retry_backoff_type) == (60000, "exponential")
    assert (settings.recovery_rate, settings.queue_limit, settings.script_workers) == (200, 10000, 16)
    assert (settings.raft_address, settings.raft_servers, settings.peers) == (None, {}, {})


def test_names_of_the_specification_count_and_the_prefixed_name_wins() -> None:
    assert load({"STEP_TIMEOUT": "5"}).step_timeout_ms == 5
    assert load({"STEP_TIMEOUT": "5", "ARGYLL_STEP_TIMEOUT": "6"}).step_timeout_ms == 6
    assert load({"WEBHOOK_BASE_URL": "https://argyll.example/"}).webhook_base_url == "https://argyll.example"


def test_an_empty_variable_is_not_set() -> None:
    assert load({"STEP_TIMEOUT": " "}).step_timeout_ms == 30000


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("STEP_TIMEOUT", "0", "from 1 to 31536000000"),
        ("STEP_TIMEOUT", "31536000001", "from 1 to 31536000000"),
        ("ARGYLL_STEP_TIMEOUT", "soon", "a whole number of milliseconds"),
        ("RETRY_MAX_RETRIES", "0", "from 1 to 1000"),
        ("RETRY_MAX_RETRIES", "1001", "from 1 to 1000"),
        ("RETRY_INITIAL_BACKOFF", "86400001", "from 1 to 86400000"),
        ("RETRY_MAX_BACKOFF", "0", "from 1 to 86400000"),
        ("RETRY_MAX_BACKOFF", "999", "at least RETRY_INITIAL_BACKOFF, which is 1000"),
        ("RETRY_BACKOFF_TYPE", "random", "fixed, linear or exponential"),
        ("MEMO_CACHE_SIZE", "-1", "from 0"),
        ("HEALTH_CHECK_INTERVAL", "1.5", "a whole number of milliseconds"),
        ("WEBHOOK_BASE_URL", "argyll.example", "an http or https URL"),
        ("WEBHOOK_BASE_URL", "http://argyll.example:99999", "an http or https URL"),
        ("ARGYLL_NODE_ID", "a b", "letters, digits"),
        ("ARGYLL_RAFT_ADDRESS", "9701", "host:port"),
        ("ARGYLL_RAFT_SERVERS", "n1:9701", "node=host:port pairs"),
        ("ARGYLL_RAFT_SERVERS", "n1=a:1,n1=b:2", "node=host:port pairs"),
        ("ARGYLL_RAFT_SERVERS", "n2=a:1", "an address for this node, 'n1'"),
        ("ARGYLL_ENGINE_SOCKET", "/" + "x" * 120, "at most 100 bytes"),
    ],
)
def test_a_wrong_value_names_the_variable_the_value_and_what_was_expected(
    variable: str, value: str, expected: str
) -> None:
    with pytest.raises(SettingError) as refused:
        load({variable: value})
    assert refused.value.variable == variable
    assert variable in str(refused.value)
    assert repr(value) in str(refused.value)
    assert expected in str(refused.value)


CLUSTER = {"ARGYLL_RAFT_SERVERS": "n1=127.0.0.1:9701, n2=[::1]:9702", "ARGYLL_CLUSTER_SECRET": "0123456789abcdef"}


def test_the_list_of_nodes_gives_the_peers_and_the_own_address() -> None:
    settings = load(CLUSTER)
    assert settings.raft_address == "127.0.0.1:9701"
    assert settings.peers == {"n2": "[::1]:9702"}


def test_the_own_address_need_not_be_in_the_list() -> None:
    settings = load({**CLUSTER, "ARGYLL_NODE_ID": "n3", "ARGYLL_RAFT_ADDRESS": "127.0.0.1:9703"})
    assert settings.raft_servers["n3"] == "127.0.0.1:9703"
    assert sorted(settings.peers) == ["n1", "n2"]


def test_a_cluster_needs_a_secret_and_the_refusal_does_not_show_it() -> None:
    with pytest.raises(SettingError) as refused:
        load({**CLUSTER, "ARGYLL_CLUSTER_SECRET": "hush"})
    assert "ARGYLL_CLUSTER_SECRET" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_data_directory_with_a_long_path_gets_a_short_socket_of_its_own() -> None:
    short, long, other = Path("/srv/data"), Path("/srv") / ("x" * 120), Path("/srv") / ("y" * 120)
    assert default_socket(short) == short / "engine.sock"
    assert len(bytes(default_socket(long))) <= 100
    assert default_socket(long) == default_socket(long) != default_socket(other)
