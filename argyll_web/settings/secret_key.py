"""Django's secret key: made once for a data directory, and kept there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "secret_key"


def secret_key(data: Path) -> str:
    """The key in this directory; made at the first call, by whichever process comes first."""
    path = data / NAME
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        own = data / f".{NAME}-{os.getpid()}"
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            # A link, not a rename: the first process wins, and the others take its key.
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text().strip()
