"""What the web process is told from outside, read once from environment variables (`docs/configuration.md`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DEFAULT_WEBHOOK_LIMIT_BYTES = 10 << 20


class SettingError(Exception):
    """A variable has a value that it cannot have; the text names it and says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The supervisor sets all of these; the defaults fit a web process that is started by hand."""

    data: Path
    """Directory of what this process stores: Django's database and its secret key."""
    engine_socket: str
    """Unix socket of the node's engine."""
    store: Path
    """The event store (SQLite); only read."""
    host: str
    port: int
    workers: int
    allowed_hosts: tuple[str, ...]
    """Names that a `Host` header may have besides the node's own; `*` is any."""
    allowed_origins: tuple[str, ...]
    """Origins whose pages may call this node; `*` is any."""
    webhook_limit_bytes: int
    webhook_base_url: str
    """Where the node is reached from outside."""
    debug: bool
    parent_pid: int
    """Process without which this one must not live on; 0 when nobody said so."""
    frontend: Path
    """The built pages: `index.html` and its assets."""


def load(variables: Mapping[str, str]) -> Environment:
    """The environment that these variables describe. Raises SettingError."""

    def words(name: str) -> tuple[str, ...]:
        return tuple(filter(None, (word.strip() for word in variables.get(name, "").split(","))))

    def number(name: str, default: int) -> int:
        text = variables.get(name, "").strip()
        if text and not text.isdecimal():
            raise SettingError(f"{name} is {text!r}; expected a whole number")
        return int(text) if text else default

    data = Path(variables.get("ARGYLL_DATA") or "data").absolute()
    port = number("ARGYLL_PORT", 8080)
    base_url = variables.get("ARGYLL_WEBHOOK_BASE_URL") or variables.get("WEBHOOK_BASE_URL")
    root = Path(__file__).resolve().parent.parent
    return Environment(
        data=data,
        engine_socket=variables.get("ARGYLL_ENGINE_SOCKET") or str(data / "engine.sock"),
        store=Path(variables.get("ARGYLL_STORE") or data / "store").absolute(),
        host=variables.get("ARGYLL_HOST") or "127.0.0.1",
        port=port,
        workers=max(1, number("ARGYLL_WEB_WORKERS", 1)),
        allowed_hosts=words("ARGYLL_ALLOWED_HOSTS"),
        allowed_origins=words("ARGYLL_ALLOWED_ORIGINS"),
        webhook_limit_bytes=number("ARGYLL_WEBHOOK_LIMIT_BYTES", DEFAULT_WEBHOOK_LIMIT_BYTES),
        webhook_base_url=(base_url or f"http://localhost:{port}").rstrip("/"),
        debug=variables.get("ARGYLL_DEBUG", "").lower() in ("1", "true", "yes", "on"),
        parent_pid=number("ARGYLL_PARENT_PID", 0),
        frontend=Path(variables.get("ARGYLL_FRONTEND") or root / "frontend" / "dist").absolute(),
    )


@cache
def current() -> Environment:
    """The environment of this process. Raises SettingError."""
    return load(os.environ)
