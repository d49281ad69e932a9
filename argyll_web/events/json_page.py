"""JSON for people: indented, coloured by style sheets, foldable without a script. Everything is escaped."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

MOST_PARTS = 5_000
"""More parts than this are shown as plain text."""
MOST_CHARACTERS = 64 << 10
LINE = 100
"""Characters of a payload in a list."""


def one_line(value: Any) -> str:
    """The beginning of a value, in one line."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return text if len(text) <= LINE else text[: LINE - 1] + "…"


def indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def tree(value: Any) -> SafeString:
    """The value as HTML: objects and lists are `details`, which every browser folds."""
    if _parts(value, MOST_PARTS) > MOST_PARTS:
        text = indented(value)
        shown = text[:MOST_CHARACTERS]
        rest = format_html("<p>{} characters more are in the download.</p>", len(text) - len(shown))
        return format_html('<pre class="json">{}</pre>{}', shown, rest if len(shown) < len(text) else "")
    return format_html('<div class="json">{}</div>', _shown(value, 0))


def _parts(value: Any, most: int) -> int:
    """How many parts a value has; counting ends soon after `most`."""
    count, left = 0, [value]
    while left and count <= most:
        part = left.pop()
        count += 1
        if isinstance(part, dict):
            left += part.values()
        elif isinstance(part, list):
            left += part
    return count


def _shown(value: Any, depth: int) -> SafeString:
    match value:
        case dict() if value:
            rows = [(format_html('<span class="json-name">{}</span>: ', name), part) for name, part in value.items()]
            return _folded("{", "}", rows, depth)
        case list() if value:
            return _folded("[", "]", [(mark_safe(""), part) for part in value], depth)
        case str():
            text = value if len(value) <= MOST_CHARACTERS else value[:MOST_CHARACTERS] + "…"
            return format_html('<span class="json-text">{}</span>', json.dumps(text, ensure_ascii=False))
        case _:
            kind = "json-number" if isinstance(value, int | float) and not isinstance(value, bool) else "json-word"
            return format_html('<span class="{}">{}</span>', kind, json.dumps(value))


def _folded(opening: str, closing: str, rows: list[tuple[SafeString, Any]], depth: int) -> SafeString:
    inner = format_html_join("", "<li>{}{}</li>", ((name, _shown(part, depth + 1)) for name, part in rows))
    # Deep and long parts begin folded.
    is_open = mark_safe(" open") if depth < 3 and len(rows) <= 50 else ""
    return format_html(
        '<details{}><summary>{}<span class="json-size">{}</span>{}</summary><ul>{}</ul></details>',
        is_open,
        opening,
        len(rows),
        closing,
        inner,
    )
