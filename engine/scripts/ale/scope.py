"""Lexical scopes: which slot of which frame a name means."""

from __future__ import annotations

from typing import NamedTuple

from engine.scripts.ale.calling import FIRST_SLOT
from engine.scripts.ale.values import UNBOUND, Marker


class Layout:
    """The slots of the frame of one lambda, or of the script; grows while its body is compiled."""

    __slots__ = ("end",)

    def __init__(self) -> None:
        self.end = FIRST_SLOT

    def new_slot(self) -> int:
        self.end += 1
        return self.end - 1

    def padding(self, parameters: int) -> list[Marker]:
        """What a frame holds after the values of its parameters."""
        return [UNBOUND] * (self.end - FIRST_SLOT - parameters)


class Binding:
    """A local name. `is_checked`: it may be read before it has its value. `is_used`: some code reads it."""

    __slots__ = ("is_checked", "is_used", "slot")

    def __init__(self, slot: int, is_checked: bool = False) -> None:
        self.slot = slot
        self.is_checked = is_checked
        self.is_used = False


class Place(NamedTuple):
    """Where code finds a name: in the frame `hops` lambdas further out."""

    hops: int
    slot: int
    is_checked: bool


class Scope:
    """The names that some code sees, over those of the scope around it."""

    __slots__ = ("around", "bindings", "layout")

    def __init__(self, layout: Layout, around: Scope | None = None) -> None:
        self.layout = layout
        self.around = around
        self.bindings: dict[str, Binding] = {}

    def inner(self) -> Scope:
        """A scope of the same frame."""
        return Scope(self.layout, self)

    def bind(self, name: str, is_checked: bool = False) -> int:
        """Make the name mean a new slot, which is returned."""
        slot = self.layout.new_slot()
        self.bindings[name] = Binding(slot, is_checked)
        return slot

    def holds(self, name: str) -> bool:
        """Whether the name is local."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bindings:
                return True
            scope = scope.around
        return False

    def find(self, name: str) -> Place | None:
        """The place of a local name, which counts as used; None for any other name."""
        scope: Scope | None = self
        hops = 0
        while scope is not None:
            binding = scope.bindings.get(name)
            if binding is not None:
                binding.is_used = True
                return Place(hops, binding.slot, binding.is_checked)
            around = scope.around
            if around is not None and around.layout is not scope.layout:
                hops += 1
            scope = around
        return None
