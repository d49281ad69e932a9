"""The event store as the admin site reads it: the file that Django's read-only alias names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from django.db import connections

from argyll_web.events.router import STORE
from engine.store.reader import Reader


def reader() -> Reader:
    """For this process; Raises nothing, but its questions raise Busy while there is no store."""
    name = str(connections[STORE].settings_dict["NAME"])
    return _reader(unquote(name.removeprefix("file:").partition("?")[0]))


@lru_cache(4)
def _reader(path: str) -> Reader:
    return Reader(Path(path))
