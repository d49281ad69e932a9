"""Places of cards as they are stored: read, checked and written."""

from __future__ import annotations

import re

import msgspec

from argyll_web.layouts.models import Layout
from engine.model import jsontext
from engine.model.errors import BadRequest

DEFAULT = "default"
"""The layout that the catalog shows, and that export and import carry."""

Positions = dict[str, tuple[int | float, int | float]]

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_decode = msgspec.json.Decoder(Positions).decode


def positions_of(name: str) -> Positions:
    """By step id; empty where nothing was moved yet. Raises BadRequest for what is no name."""
    row = Layout.objects.filter(name=_checked(name)).first()
    return _decode(row.positions) if row else {}


def save_positions(name: str, positions: Positions) -> None:
    """Replace the layout. Raises BadRequest for what is no name."""
    text = jsontext.encode(positions).decode()
    Layout.objects.update_or_create(name=_checked(name), defaults={"positions": text})


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadRequest(f"the name of a layout has 1 to 64 letters, digits, '_', '.' or '-', got {name[:80]!r}")
    return name
