"""How the procedures of the library are written down: a Family is a part of the library under one idea."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.scripts.ale.values import Library, Value

Function = Callable[..., Any]
"""Takes the run, then the arguments."""


class Family:
    """Names and values of a part of the library."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}

    def procedure(
        self, names: str, least: int, most: int | None = None, *, more: bool = False,
        binary: Function | None = None,
    ) -> Callable[[Function], Function]:  # fmt: skip
        """Enter a function under one or more names (separated by spaces).

        It takes `least` to `most` arguments; `least` alone means exactly so many, with `more` so many or more.
        """

        def enter(function: Function) -> Function:
            limit = None if more else least if most is None else most
            for name in names.split():
                self.values[name] = Library(name, function, least, limit, binary)
            return function

        return enter
