"""How large a document of steps may be, whoever wrote it (`ui.md`, 25)."""

from __future__ import annotations

DOCUMENT_BYTES = 16 << 20
MOST_STEPS = 20_000
MOST_VALUES = 4_000_000
"""Values of a YAML document, those that aliases repeat counted each time."""
MOST_CHARACTERS = 64 << 20
"""Of all its texts, counted likewise."""
MOST_LEVELS = 64
