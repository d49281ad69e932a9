"""Is a port free? Asked before anything starts, so that the answer is one clear sentence."""

from __future__ import annotations

import errno
import socket
import time


class PortInUse(Exception):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int, option: str) -> None:
        super().__init__(f"port {port} on {host} is in use by another program; stop it, or choose another {option}")
        self.host, self.port = host, port


class NoSuchAddress(Exception):
    """The host is not an address of this machine."""

    def __init__(self, host: str, option: str, reason: str) -> None:
        super().__init__(f"cannot listen on {host}: {reason}; choose another {option}")
        self.host = host


def require_free(host: str, port: int, option: str, patience_s: float = 3.0) -> None:
    """Return when the port can be listened on. Raises PortInUse or NoSuchAddress.

    A predecessor that is still dying is given `patience_s` seconds.
    """
    deadline = time.monotonic() + patience_s
    while not is_free(host, port, option):
        if time.monotonic() > deadline:
            raise PortInUse(host, port, option)
        time.sleep(0.05)


def is_free(host: str, port: int, option: str) -> bool:
    """True when a listener could bind now. Raises NoSuchAddress."""
    try:
        [(family, kind, protocol, _, at), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: connections of the past that still linger must not count as a listener.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(at)
            probe.listen(1)
            return True
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise NoSuchAddress(host, option, error.strerror or str(error)) from None
