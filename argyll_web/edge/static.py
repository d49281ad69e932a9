"""Static files: the built pages, the admin's and the API documentation's, compressed where a copy is there.

WhiteNoise knows headers, encodings and conditional requests; this carries its answers over ASGI, ahead of Django.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise  # type: ignore[import-untyped]
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

from argyll_web.edge.answers import Receive, Scope, Send, send_error

PREFIX = "/static/"
_HASHED = r"/assets/.+[-.][A-Za-z0-9_-]{8,}\.\w+$"
"""Names that Vite makes from the content never hold anything else, and are kept by browsers for ever."""


class StaticFiles:
    """ASGI application for `/static/`; files are looked up by name, never by joining paths."""

    def __init__(self, files: Iterable[tuple[str, Path]], find: Callable[[str], Path | None] | None = None) -> None:
        """`files`: path below `/static/`, and place. `find` looks at the disk again at each request."""
        self._noise = WhiteNoise(None, allow_all_origins=False, immutable_file_test=_HASHED)
        self._find = find
        for name, place in files:
            # Compressed copies stand behind their originals.
            if place.suffix not in (".br", ".gz"):
                self._noise.add_file_to_dictionary(PREFIX + name, str(place))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        found = self._noise.files.get(path)
        if self._find is not None:
            found = await asyncio.to_thread(self._look_again, path, self._find)
        if found is None:
            return await send_error(send, 404, f"there is no {path[:200]}")
        asked = {
            "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        status, headers, body = await asyncio.to_thread(_answer, found, scope["method"], asked)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _look_again(self, path: str, find: Callable[[str], Path | None]) -> StaticFile | None:
        place = find(path.removeprefix(PREFIX))
        return self._noise.get_static_file(str(place), path) if place is not None else None


def _answer(found: StaticFile, method: str, asked: dict[str, str]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    response: Any = found.get_response(method, asked)
    body = b""
    if response.file is not None:
        with response.file as file:
            body = file.read()
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    return int(response.status), [*headers, (b"x-content-type-options", b"nosniff")], body
