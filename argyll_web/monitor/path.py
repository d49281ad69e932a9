"""The way to one value inside a JSON text. Pure; what lies beside the way is not decoded."""

from __future__ import annotations

import msgspec

from engine.model import jsontext
from engine.model.errors import BadRequest

Path = list[str | int]

_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode


def parse_path(text: str) -> Path:
    """A path as a JSON array of names and places, or as a JSON pointer (RFC 6901). Raises BadRequest."""
    if text.startswith("["):
        path = jsontext.decode(text.encode())
        if not isinstance(path, list) or any(
            isinstance(part, bool) or not isinstance(part, str | int) for part in path
        ):
            raise BadRequest(f"path must hold names and places only, got {text[:80]!r}")
        return path
    if not text.startswith("/"):
        raise BadRequest(f"path must be like /attributes/order/0/value, got {text[:80]!r}")
    return [part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/")]


def at_path(text: bytes, path: Path) -> bytes | None:
    """The JSON text of the value at a path; None when there is none."""
    for part in path:
        opening = text[:1]
        if opening == b"{" and str(part) in (members := _members(text)):
            text = bytes(members[str(part)])
        elif opening == b"[" and str(part).isdecimal() and int(part) < len(elements := _elements(text)):
            text = bytes(elements[int(part)])
        else:
            return None
    return text
