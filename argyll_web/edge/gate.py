"""Who may call: the rules for `Host` and `Origin` (`api.md`, A18). Pure, apart from asking which addresses are ours."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ANY = "*"


class Gate:
    """Decides by the headers of a request. Decisions are remembered: a node sees few different hosts and origins."""

    def __init__(self, allowed_hosts: tuple[str, ...], allowed_origins: tuple[str, ...], base_url: str) -> None:
        """`base_url`: where the node is reached from outside; its host and origin are ours."""
        base = urlsplit(base_url)
        names = {"localhost", socket.gethostname().lower(), base.hostname or ""}
        self._hosts = frozenset(names | {_name_of(host) for host in allowed_hosts})
        self._any_host = ANY in allowed_hosts
        self._origins = frozenset(origin.lower().rstrip("/") for origin in allowed_origins)
        self._any_origin = ANY in allowed_origins
        self._base_origin = f"{base.scheme}://{base.netloc}".lower()
        self.allows_host = lru_cache(1024)(self._allows_host)
        self.is_own_origin = lru_cache(1024)(self._is_own_origin)

    def _allows_host(self, host: str) -> bool:
        """Whether a request to this `Host` (with or without a port) is meant for this node."""
        if self._any_host:
            return True
        name = _name_of(host)
        return bool(name) and (name in self._hosts or name.endswith(".localhost") or _is_own_address(name))

    def shares_with(self, origin: str) -> str:
        """What `Access-Control-Allow-Origin` says to a page of this origin; empty when it gets no such header."""
        if self._any_origin:
            return ANY
        return origin if origin.lower() in self._origins else ""

    def accepts_origin(self, origin: str, host: str) -> bool:
        """Whether a page of this origin may change something, or listen, through this host."""
        return self._any_origin or origin.lower() in self._origins or self.is_own_origin(origin, host)

    def _is_own_origin(self, origin: str, host: str) -> bool:
        origin = origin.lower()
        if origin == self._base_origin:
            return True
        try:
            parts = urlsplit(origin)
            # Behind a proxy that ends TLS the scheme differs from what this process sees; host and port decide.
            if parts.scheme not in ("http", "https") or not parts.netloc:
                return False
            default_port = 443 if parts.scheme == "https" else 80
            asked = urlsplit(f"//{host.lower()}")
            same = (parts.hostname, parts.port or default_port) == (asked.hostname, asked.port or default_port)
        except ValueError:
            return False
        # A rebound name is the same on both sides, so it must also be one of ours.
        return same and self.allows_host(host)


def _name_of(host: str) -> str:
    """The host without its port and brackets, in lower case; empty when it is no host at all."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".") if not set(host) & set("/@?#\\ ") else ""
    except ValueError:
        return ""


def _is_own_address(name: str) -> bool:
    """Whether this is an address of this machine: only those can be bound."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    if address.is_loopback:
        return True
    if address.is_unspecified or address.is_multicast:
        return False
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((str(address), 0))
        except OSError:
            return False
    return True
