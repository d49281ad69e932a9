"""Which hosts and origins are ours."""

from __future__ import annotations

import socket

import pytest

from argyll_web.edge.gate import Gate

GATE = Gate(("named.example",), ("https://app.example",), "https://argyll.example:8443")


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST:8080", "x.localhost", "127.0.0.1", "127.8.8.8:1", "[::1]", "[::1]:8080",
        "named.example", "named.example.:80", "argyll.example", socket.gethostname(),
    ],
)  # fmt: skip
def test_own_hosts_are_served(host: str) -> None:
    assert GATE.allows_host(host)


@pytest.mark.parametrize(
    "host",
    ["", "elsewhere.example", "named.example.evil", "localhost.evil", "8.8.8.8", "0.0.0.0", "a@localhost",
     "localhost/x", "[::1", "localhost:x y"],
)  # fmt: skip
def test_other_hosts_are_not(host: str) -> None:
    assert not GATE.allows_host(host)


def test_a_star_serves_every_host() -> None:
    assert Gate(("*",), (), "http://localhost").allows_host("elsewhere.example")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8080", "localhost:8080"),
        ("https://localhost:8080", "localhost:8080"),
        ("https://named.example", "named.example"),
        ("http://named.example", "named.example:80"),
        ("https://argyll.example:8443", "127.0.0.1:8080"),
        ("https://APP.example", "127.0.0.1:8080"),
    ],
)
def test_own_and_allowed_origins_are_accepted(origin: str, host: str) -> None:
    assert GATE.accepts_origin(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8081", "localhost:8080"),
        ("http://localhost", "127.0.0.1"),
        ("null", "localhost"),
        ("file://localhost", "localhost"),
        ("http://elsewhere.example", "elsewhere.example"),
        ("https://app.example.evil", "localhost"),
        ("http://localhost:x", "localhost"),
    ],
)
def test_foreign_origins_are_not_and_neither_is_a_rebound_name(origin: str, host: str) -> None:
    assert not GATE.accepts_origin(origin, host)


def test_only_origins_of_the_setting_may_read_answers() -> None:
    assert GATE.shares_with("https://app.example") == "https://app.example"
    assert GATE.shares_with("http://localhost:8080") == ""
    assert Gate((), ("*",), "http://localhost").shares_with("null") == "*"
