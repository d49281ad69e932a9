"""Settings of the engine process, from environment variables. `docs/configuration.md` lists them all.

Every variable is `ARGYLL_*`; the names that the specification gives without prefix are accepted too, and the prefixed
one wins where both are set.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Never, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

Parse = Callable[[str], T]
"""Text to value; raises ValueError when the text is not what was expected."""

YEAR_MS = 31_536_000_000
DAY_MS = 86_400_000
BACKOFF_TYPES = ("fixed", "linear", "exponential")

SECRET_MIN_BYTES = 16
"""Shorter secrets of a cluster are refused: they guard everything that its nodes say to each other."""

_SOCKET_PATH_LIMIT_BYTES = 100
"""The kernel takes 107 bytes on Linux, 103 on macOS; a longer path cannot be bound."""


class SettingError(Exception):
    """A setting has a value that it cannot have; the process must not start.

    The text names the variable, its value and what was expected.
    """

    def __init__(self, variable: str, value: str, expected: str) -> None:
        super().__init__(f"{variable} is {value!r}; expected {expected}")
        self.variable, self.value, self.expected = variable, value, expected


class Variables:
    """Environment variables, read with a parser each. An empty variable counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def find(self, *names: str) -> tuple[str, str] | None:
        """Name and text of the first of these variables that is set."""
        for name in names:
            if text := self._environ.get(name, "").strip():
                return name, text
        return None

    def read(self, names: tuple[str, ...], parse: Parse[T], expected: str, default: T) -> T:
        """The value of the first variable that is set, or the default. Raises SettingError."""
        found = self.find(*names)
        if found is None:
            return default
        name, text = found
        try:
            return parse(text)
        except ValueError:
            raise SettingError(name, text, expected) from None

    def integer(self, *names: str, default: int, low: int, high: int, unit: str = "") -> int:
        """A whole number from low to high; the unit only helps the reader of the error."""
        what = f"a whole number{' of ' + unit if unit else ''} from {low} to {high}"

        def parse(text: str) -> int:
            number = int(text)
            if not low <= number <= high:
                raise ValueError
            return number

        return self.read(names, parse, what, default)

    def flag(self, *names: str, default: bool = False) -> bool:
        """1, true, yes, on, or 0, false, no, off."""
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }

        def parse(text: str) -> bool:
            word = words.get(text.lower())
            if word is None:
                raise ValueError
            return word

        return self.read(names, parse, "1 or 0", default)

    def words(self, *names: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list, separated by commas."""
        return self.read(names, lambda text: tuple(filter(None, map(str.strip, text.split(",")))), "", default)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Everything that the engine process is told from outside. Durations are in milliseconds."""

    node_id: str
    """Name of the node in its cluster; kept for the life of the data directory."""
    data: Path
    """Directory of everything that the node stores."""
    socket: Path
    """Unix socket on which the web processes reach the engine."""
    store: Path
    """The event store (SQLite)."""
    webhook_base_url: str
    """Start of all webhook URLs, without trailing slash."""
    step_timeout_ms: int
    """For one call of a step that names no timeout."""
    memo_cache_size: int
    """Entries; 0 switches memoization off."""
    retry_max_retries: int
    retry_initial_backoff_ms: int
    retry_max_backoff_ms: int
    retry_backoff_type: str
    """`fixed`, `linear` or `exponential`."""
    health_check_interval_ms: int
    recovery_rate: int
    """Calls a second that a restart or a takeover may repeat."""
    queue_limit: int
    """Commands that may wait; one more is answered 503."""
    command_timeout_ms: int
    """How long a client's command may wait for its commit."""
    step_answer_limit_bytes: int
    """A larger answer fails its work item for good."""
    raft_address: str | None
    """`host:port` on which other nodes reach this one; None for a node alone, which listens to nobody."""
    raft_servers: Mapping[str, str]
    """Node id to `host:port` of all nodes of the cluster, this one included; empty for a node alone."""
    cluster_secret: bytes
    """Shared by all nodes of the cluster; empty only for a node alone."""
    cluster_id: str
    """Nodes talk only to nodes with the same cluster id."""
    script_workers: int
    """Threads that run scripts which may loop."""

    @property
    def peers(self) -> dict[str, str]:
        """The other nodes: id to `host:port`."""
        return {node: address for node, address in self.raft_servers.items() if node != self.node_id}


def load(environ: Mapping[str, str]) -> EngineSettings:
    """The settings that these environment variables ask for. Raises SettingError."""
    read = Variables(environ)
    node_id = read.read(("ARGYLL_NODE_ID",), _name, "1 to 64 letters, digits, '_', '.' or '-'", "n1")
    data = read.read(("ARGYLL_DATA",), _absolute, "a directory", Path("data").absolute())
    raft_address = read.read(("ARGYLL_RAFT_ADDRESS",), address, "host:port", None)
    no_servers: dict[str, str] = {}
    servers = read.read(("ARGYLL_RAFT_SERVERS",), _servers, "node=host:port pairs, separated by commas", no_servers)
    raft_address, servers = _cluster(node_id, raft_address, servers)
    secret = read.read(("ARGYLL_CLUSTER_SECRET",), str.encode, "", b"")
    if len(servers) > 1 and len(secret) < SECRET_MIN_BYTES:
        # The secret itself must not reach a log, so the error tells its length only.
        raise SettingError(
            "ARGYLL_CLUSTER_SECRET",
            f"{len(secret)} bytes long",
            f"at least {SECRET_MIN_BYTES} bytes, the same on all nodes of the cluster",
        )
    initial, maximum = _backoffs(read)
    return EngineSettings(
        node_id=node_id,
        data=data,
        socket=read.read(("ARGYLL_ENGINE_SOCKET",), _socket, "a path of at most 100 bytes", default_socket(data)),
        store=read.read(("ARGYLL_STORE",), _absolute, "a file path", data / "store"),
        webhook_base_url=read.read(
            ("ARGYLL_WEBHOOK_BASE_URL", "WEBHOOK_BASE_URL"),
            _base_url,
            "an http or https URL without query, such as https://argyll.example",
            "http://localhost:8080",
        ),
        step_timeout_ms=read.integer(
            "ARGYLL_STEP_TIMEOUT", "STEP_TIMEOUT", default=30_000, low=1, high=YEAR_MS, unit="milliseconds"
        ),
        memo_cache_size=read.integer(
            "ARGYLL_MEMO_CACHE_SIZE", "MEMO_CACHE_SIZE", default=65_536, low=0, high=100_000_000, unit="entries"
        ),
        retry_max_retries=read.integer(
            "ARGYLL_RETRY_MAX_RETRIES", "RETRY_MAX_RETRIES", default=10, low=1, high=1000, unit="retries"
        ),
        retry_initial_backoff_ms=initial,
        retry_max_backoff_ms=maximum,
        retry_backoff_type=read.read(
            ("ARGYLL_RETRY_BACKOFF_TYPE", "RETRY_BACKOFF_TYPE"),
            _backoff_type,
            "fixed, linear or exponential",
            "exponential",
        ),
        health_check_interval_ms=read.integer(
            "ARGYLL_HEALTH_CHECK_INTERVAL",
            "HEALTH_CHECK_INTERVAL",
            default=30_000,
            low=100,
            high=DAY_MS,
            unit="milliseconds",
        ),
        recovery_rate=read.integer("ARGYLL_RECOVERY_RATE", default=200, low=1, high=1_000_000, unit="calls a second"),
        queue_limit=read.integer("ARGYLL_QUEUE_LIMIT", default=10_000, low=1, high=1_000_000, unit="commands"),
        command_timeout_ms=read.integer(
            "ARGYLL_COMMAND_TIMEOUT", default=10_000, low=100, high=DAY_MS, unit="milliseconds"
        ),
        # The frames between nodes and processes hold 32 MB of one batch, so a single answer must stay below.
        step_answer_limit_bytes=read.integer(
            "ARGYLL_STEP_ANSWER_LIMIT_BYTES", default=10 << 20, low=1024, high=30 << 20, unit="bytes"
        ),
        raft_address=raft_address,
        raft_servers=servers,
        cluster_secret=secret,
        cluster_id=read.read(("ARGYLL_CLUSTER_ID",), _name, "1 to 64 letters, digits, '_', '.' or '-'", "argyll"),
        script_workers=read.integer("ARGYLL_SCRIPT_WORKERS", default=16, low=1, high=256, unit="threads"),
    )


def default_socket(data: Path) -> Path:
    """`engine.sock` in the data directory, or where that path is too long to bind, a short one made from its hash."""
    socket = data / "engine.sock"
    if len(bytes(socket)) <= _SOCKET_PATH_LIMIT_BYTES:
        return socket
    mark = hashlib.sha256(bytes(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"argyll-{mark}.sock"


def address(text: str) -> str:
    """`host:port`, an IPv6 host in brackets. Raises ValueError."""
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.netloc != text or "@" in text:
        raise ValueError
    return text


def _cluster(node_id: str, own: str | None, servers: dict[str, str]) -> tuple[str | None, dict[str, str]]:
    """Own address and list of nodes, each completed from the other."""
    listed = servers.get(node_id)
    if servers and listed is None:
        text = ",".join(f"{node}={at}" for node, at in servers.items())
        if own is None:
            raise SettingError("ARGYLL_RAFT_SERVERS", text, f"an address for this node, {node_id!r}, among them")
        servers = {**servers, node_id: own}
    return own or listed, servers


def _backoffs(read: Variables) -> tuple[int, int]:
    """Initial and greatest delay. The two must fit, or no step could be registered without its own `work_config`."""
    names = ("ARGYLL_RETRY_MAX_BACKOFF", "RETRY_MAX_BACKOFF")
    initial = read.integer(
        "ARGYLL_RETRY_INITIAL_BACKOFF", "RETRY_INITIAL_BACKOFF", default=1000, low=1, high=DAY_MS, unit="milliseconds"
    )
    maximum = read.integer(*names, default=60_000, low=1, high=DAY_MS, unit="milliseconds")
    if maximum < initial:
        name = (read.find(*names) or names)[0]
        raise SettingError(name, str(maximum), f"at least RETRY_INITIAL_BACKOFF, which is {initial}")
    return initial, maximum


def _name(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", text) else _refuse()


def _absolute(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _socket(text: str) -> Path:
    socket = _absolute(text)
    return socket if len(bytes(socket)) <= _SOCKET_PATH_LIMIT_BYTES else _refuse()


def _servers(text: str) -> dict[str, str]:
    servers: dict[str, str] = {}
    for pair in filter(None, map(str.strip, text.split(","))):
        node, _, at = pair.partition("=")
        if _name(node) in servers:
            _refuse()
        servers[node] = address(at)
    return servers


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        _refuse()
    _ = parts.port  # raises ValueError when it is no port
    return text.rstrip("/")


def _backoff_type(text: str) -> str:
    return text if text in BACKOFF_TYPES else _refuse()


def _refuse() -> Never:
    raise ValueError
