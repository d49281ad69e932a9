"""Compiled scripts, kept while they are used."""

from __future__ import annotations

from collections import OrderedDict

from engine.scripts.compiled import Compiled
from engine.scripts.interface import Source


class CompiledCache:
    """The scripts used last, up to a number of scripts and of characters of their text."""

    def __init__(self, most_scripts: int = 10_000, most_characters: int = 8 << 20) -> None:
        self._compiled: OrderedDict[Source, Compiled] = OrderedDict()
        self._most_scripts = most_scripts
        self._most_characters = most_characters
        self._characters = 0

    def __len__(self) -> int:
        return len(self._compiled)

    def get(self, source: Source) -> Compiled | None:
        compiled = self._compiled.get(source)
        if compiled is not None:
            self._compiled.move_to_end(source)
        return compiled

    def put(self, source: Source, compiled: Compiled) -> None:
        if source not in self._compiled:
            self._characters += len(source.text)
        self._compiled[source] = compiled
        while len(self._compiled) > self._most_scripts or self._characters > self._most_characters:
            dropped, _ = self._compiled.popitem(last=False)
            self._characters -= len(dropped.text)
