"""jpath: JSONPath as in RFC 9535, with the additions of `jpath.md`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.scripts.interface import NOTHING, Json, Limits
from engine.scripts.jpath.evaluate import Run, compile_path
from engine.scripts.jpath.meter import Meter
from engine.scripts.jpath.parser import parse

__all__ = ["JsonPath", "compile_jpath"]


class JsonPath:
    """A compiled query."""

    def __init__(self, text: str) -> None:
        self._find = compile_path(parse(text))

    def finds(self, document: Json, limits: Limits, quick: bool = False) -> bool:
        """Whether at least one node is found; looks no further. Raises LimitExceeded, OutOfBudget."""
        return next(self._find(None, Run(document, Meter(limits, quick))), NOTHING) is not NOTHING

    def nodes(self, document: Json, limits: Limits, quick: bool = False) -> Sequence[Json]:
        """The values of all nodes, in order. Raises LimitExceeded, OutOfBudget."""
        return list(self._find(None, Run(document, Meter(limits, quick))))


def compile_jpath(text: str, limits: Limits) -> JsonPath:
    """The query of the text. Raises CompileError; parsing is linear in the text, so that no limit is needed."""
    return JsonPath(text)
