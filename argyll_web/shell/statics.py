"""Where the static files of the applications lie: of the built pages, the admin site and the API documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders

_PAGE = "index.html"
"""Rendered for each request, so it is no static file."""


def static_files() -> Iterator[tuple[str, Path]]:
    """All of them: path below `/static/`, and place. The first of a name wins."""
    seen = {_PAGE}
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            if name not in seen:
                seen.add(name)
                yield name, Path(storage.path(name))


def find_static(name: str) -> Path | None:
    """Where a file lies at this moment."""
    found = finders.find(name) if name != _PAGE else None
    return Path(found) if found else None
