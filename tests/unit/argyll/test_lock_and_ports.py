from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from argyll.lock import DataInUse, take
from argyll.ports import NoSuchAddress, PortInUse, is_free, require_free


def test_a_second_node_in_the_same_directory_is_told_who_has_it(tmp_path: Path) -> None:
    held = take(tmp_path / "data")
    with pytest.raises(DataInUse, match=f"process {os.getpid()}") as refused:
        take(tmp_path / "data", patience_s=0)
    assert str(tmp_path / "data") in str(refused.value)
    os.close(held)


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    os.close(take(tmp_path))
    os.close(take(tmp_path, patience_s=0))


def test_a_child_that_inherited_the_lock_keeps_the_next_node_waiting(tmp_path: Path) -> None:
    held = take(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[held])
    os.close(held)
    with pytest.raises(DataInUse):
        take(tmp_path, patience_s=0)
    child.kill()
    child.communicate()
    os.close(take(tmp_path))


def test_a_port_in_use_is_a_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {port} on 127.0.0.1 is in use by another program.*--port"):
            require_free("127.0.0.1", port, "--port", patience_s=0)
    require_free("127.0.0.1", port, "--port", patience_s=0)


def test_connections_of_the_past_do_not_count_as_a_listener() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        at = listener.getsockname()
        client = socket.create_connection(at)
        served, _ = listener.accept()
        served.close()  # the server closes first, so its side lingers
        client.close()
    assert is_free("127.0.0.1", at[1], "--port")


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(NoSuchAddress, match=r"cannot listen on 192\.0\.2\.1"):
        is_free("192.0.2.1", 8080, "--host")
