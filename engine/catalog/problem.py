"""What is wrong with a definition, and where, so that a form can show it at its field (`ui.md`, 20)."""

from __future__ import annotations

import msgspec

ERROR, WARNING = "error", "warning"

Path = tuple[str | int, ...]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One broken rule, or a warning."""

    path: Path
    """The field, such as `("http", "endpoint")` or `("attributes", "total", "required", "match", "script")`."""
    message: str
    """A sentence that names the field or attribute and what was expected."""
    severity: str = msgspec.field(default_factory=lambda: ERROR)
    """`error` or `warning`; only an error keeps a step out of the catalog. Always written."""
    line: int = 0
    """In a script, from 1; 0 where there is none."""
    column: int = 0

    def under(self, above: Path, text: str = "") -> Problem:
        """The same in a larger whole: its place, and a text that goes before the message."""
        return msgspec.structs.replace(self, path=(*above, *self.path), message=text + self.message)


def at(path: str, message: str) -> Problem:
    """The problem of a field whose path has no names of clients in it, such as `http.endpoint`."""
    return Problem(tuple(path.split(".")), message)


def warning(path: Path, message: str) -> Problem:
    return Problem(path, message, WARNING)
