"""Settings of a whole node: those of its engine, those of its web process, and what the supervisor adds."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.settings import EngineSettings, SettingError, Variables, load

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """What one `argyll up` runs."""

    engine: EngineSettings
    host: str
    """Address to listen on; a wildcard (`0.0.0.0`, `::`) listens on all."""
    port: int
    allowed_hosts: tuple[str, ...]
    """Names that a `Host` header may have besides the node's own."""
    allowed_origins: tuple[str, ...]
    """Origins whose pages may call this node; `*` is all."""
    web_workers: int
    webhook_limit_bytes: int
    """Greatest body of a webhook."""
    insecure_open: bool
    """Listening beyond loopback was asked for in so many words."""
    log_level: str
    """What the processes print: this level and above."""
    debug: bool
    """Django's debug pages."""

    @property
    def url(self) -> str:
        """Where this machine reaches the node."""
        return f"http://{bracketed(reachable(self.host))}:{self.port}"


def load_node(environ: Mapping[str, str]) -> NodeSettings:
    """The settings that these environment variables ask for. Raises SettingError.

    Without `WEBHOOK_BASE_URL` webhooks come to the node's own URL.
    """
    read = Variables(environ)
    host = read.read(("ARGYLL_HOST",), _host, "a host name or an IP address", DEFAULT_HOST)
    port = read.integer("ARGYLL_PORT", default=DEFAULT_PORT, low=1, high=65535)
    insecure_open = read.flag("ARGYLL_INSECURE_OPEN")
    if not insecure_open and not is_loopback(host):
        raise SettingError(
            "ARGYLL_HOST",
            host,
            "a loopback address such as 127.0.0.1, because without accounts whoever reaches the port may do anything; "
            "--insecure-open (ARGYLL_INSECURE_OPEN=1) allows it all the same",
        )
    own_url = {"ARGYLL_WEBHOOK_BASE_URL": f"http://{bracketed(reachable(host))}:{port}"}
    is_told = read.find("ARGYLL_WEBHOOK_BASE_URL", "WEBHOOK_BASE_URL") is not None
    return NodeSettings(
        engine=load(environ if is_told else {**environ, **own_url}),
        host=host,
        port=port,
        allowed_hosts=read.words("ARGYLL_ALLOWED_HOSTS"),
        allowed_origins=read.read(
            ("ARGYLL_ALLOWED_ORIGINS",), _origins, "origins such as https://app.example, separated by commas, or *", ()
        ),
        web_workers=read.integer("ARGYLL_WEB_WORKERS", default=1, low=1, high=64, unit="processes"),
        webhook_limit_bytes=read.integer(
            "ARGYLL_WEBHOOK_LIMIT_BYTES", default=10 << 20, low=1024, high=30 << 20, unit="bytes"
        ),
        insecure_open=insecure_open,
        log_level=read.read(("ARGYLL_LOG_LEVEL",), _log_level, f"one of {', '.join(LOG_LEVELS)}", "INFO"),
        debug=read.flag("ARGYLL_DEBUG"),
    )


def child_environment(settings: NodeSettings, environ: Mapping[str, str], parent_pid: int) -> dict[str, str]:
    """The environment of the node's processes: everything that was given, and where they find each other.

    `parent_pid` is the supervisor; a child that loses it ends, so that nothing is left behind after a kill -9.
    """
    engine = settings.engine
    return {
        **environ,
        "ARGYLL_NODE_ID": engine.node_id,
        "ARGYLL_DATA": str(engine.data),
        "ARGYLL_STORE": str(engine.store),
        "ARGYLL_ENGINE_SOCKET": str(engine.socket),
        "ARGYLL_HOST": settings.host,
        "ARGYLL_PORT": str(settings.port),
        "ARGYLL_WEB_WORKERS": str(settings.web_workers),
        "ARGYLL_WEBHOOK_LIMIT_BYTES": str(settings.webhook_limit_bytes),
        "ARGYLL_ALLOWED_HOSTS": ",".join(settings.allowed_hosts),
        "ARGYLL_ALLOWED_ORIGINS": ",".join(settings.allowed_origins),
        "ARGYLL_WEBHOOK_BASE_URL": engine.webhook_base_url,
        "ARGYLL_LOG_LEVEL": settings.log_level,
        "ARGYLL_DEBUG": "1" if settings.debug else "0",
        "ARGYLL_PARENT_PID": str(parent_pid),
        "PYTHONUNBUFFERED": "1",
    }


def is_loopback(host: str) -> bool:
    """True when only this machine can reach the address. Names other than `localhost` are not looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def reachable(host: str) -> str:
    """An address under which this machine reaches a listener on `host`: a wildcard is no address to call."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def bracketed(host: str) -> str:
    """The host as a URL writes it."""
    return f"[{host}]" if ":" in host else host


def _host(text: str) -> str:
    host = text.removeprefix("[").removesuffix("]")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        if any(sign in host for sign in ":/@?# "):
            raise
        return host


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError
    return text.upper()


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(filter(None, map(str.strip, text.split(","))))
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and (not parts.scheme or not parts.netloc or f"{parts.scheme}://{parts.netloc}" != origin):
            raise ValueError
    return origins
