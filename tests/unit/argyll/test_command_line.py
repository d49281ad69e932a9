from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from argyll.cluster_demo import cluster_secret, node_environments
from argyll.main import main
from argyll.settings import load_node


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ARGYLL_"):
            monkeypatch.delenv(name)


def test_a_wrong_option_stops_the_start_with_its_name_value_and_what_was_expected(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["up", "--port", "eighty"]) == 2
    assert capsys.readouterr().err == (
        "argyll: --port: ARGYLL_PORT is 'eighty'; expected a whole number from 1 to 65535\n"
    )


def test_a_wrong_variable_stops_the_start(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEP_TIMEOUT", "never")
    assert main(["up"]) == 2
    assert "STEP_TIMEOUT is 'never'; expected a whole number of milliseconds" in capsys.readouterr().err


def test_an_open_address_without_accounts_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--host", "0.0.0.0"]) == 2
    assert "--insecure-open" in capsys.readouterr().err


def test_a_port_in_use_is_said_before_anything_starts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert main(["up", "--port", str(port), "--data", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert f"port {port} on 127.0.0.1 is in use" in shown.err
    assert "starting" not in shown.out


def test_a_data_directory_that_cannot_be_made_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert main(["up", "--data", str(tmp_path / "file" / "data")]) == 1
    assert "Not a directory" in capsys.readouterr().err


def test_the_three_nodes_of_a_cluster_know_each_other_and_share_a_secret(tmp_path: Path) -> None:
    secret = cluster_secret(tmp_path)
    assert cluster_secret(tmp_path) == secret
    environments = node_environments(tmp_path, {"WEBHOOK_BASE_URL": "http://x"}, 8080, 9701, secret, parent_pid=1)
    nodes = {name: load_node(environment) for name, environment in environments.items()}
    assert [node.url for node in nodes.values()] == [f"http://127.0.0.1:{port}" for port in (8080, 8081, 8082)]
    assert [node.engine.webhook_base_url for node in nodes.values()] == [node.url for node in nodes.values()]
    assert sorted(nodes["n2"].engine.peers) == ["n1", "n3"]
    assert len({node.engine.data for node in nodes.values()}) == 3
    assert {node.engine.cluster_secret for node in nodes.values()} == {secret.encode()}
