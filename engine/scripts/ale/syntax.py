"""What the reader makes of a text: forms, each with the offset of its first character."""

from __future__ import annotations

from typing import Any, NamedTuple


class Refused(Exception):
    """A script is no good Ale at offset `at`; becomes a CompileError with line and column."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


class Literal(NamedTuple):
    """A number, string, keyword or boolean."""

    value: Any
    at: int


class Name(NamedTuple):
    """A symbol: `name`, or `namespace/name`."""

    name: str
    at: int
    namespace: str = ""

    @property
    def text(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


class ListForm(NamedTuple):
    """`( … )`"""

    items: tuple[Form, ...]
    at: int


class DottedForm(NamedTuple):
    """`(a b . tail)`, where tail is no list."""

    items: tuple[Form, ...]
    tail: Form
    at: int


class VectorForm(NamedTuple):
    """`[ … ]`"""

    items: tuple[Form, ...]
    at: int


class ObjectForm(NamedTuple):
    """`{ k v … }`, keys and values in turn."""

    items: tuple[Form, ...]
    at: int


class SetForm(NamedTuple):
    """`#{ … }`"""

    items: tuple[Form, ...]
    at: int


Form = Literal | Name | ListForm | DottedForm | VectorForm | ObjectForm | SetForm
