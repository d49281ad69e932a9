"""The catalog, folded from its events: the registered steps and who makes and takes each attribute.

A catalog is a frozen value. An event costs a copy of three dictionaries, some 0.1 ms with 5,000 steps; `replay` pays
for it once for a whole history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, assert_never

from engine.catalog.events import CatalogEvent, StepRegistered, StepUnregistered, StepUpdated
from engine.model.instant import NEVER
from engine.model.step import OPTIONAL, OUTPUT, REQUIRED, Step
from engine.model.wiring import Wiring


class Entry(NamedTuple):
    """A registered step."""

    place: int
    """Grows with each registration; an update keeps it."""
    step: Step
    wiring: Wiring


class Users(NamedTuple):
    """The steps that have an attribute, by what it is to them; ids in order of registration (`api.md`, A11)."""

    providers: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()
    """With role required or optional."""
    others: tuple[str, ...] = ()
    """With role const or meta; no edge."""


NOBODY = Users()


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Everything that is registered, after `version` events."""

    entries: Mapping[str, Entry]
    """By step id, in order of registration."""
    users: Mapping[str, Users]
    """By attribute name; no attribute without a step."""
    version: int = 0
    """Events so far: the sequence of the next one."""
    last_updated: int = NEVER
    """Time of the last event."""

    def __contains__(self, step_id: object) -> bool:
        return step_id in self.entries

    def step(self, step_id: str) -> Step | None:
        entry = self.entries.get(step_id)
        return entry and entry.step

    def wiring(self, step_id: str) -> Wiring:
        """Of a registered step."""
        return self.entries[step_id].wiring

    def providers(self, name: str) -> tuple[str, ...]:
        """Ids of the steps that have the attribute as an output, in order of registration."""
        return self.users.get(name, NOBODY).providers

    def consumers(self, name: str) -> tuple[str, ...]:
        """Ids of the steps that have the attribute as an input, in order of registration."""
        return self.users.get(name, NOBODY).consumers


EMPTY = Catalog(MappingProxyType({}), MappingProxyType({}))


def evolve(catalog: Catalog, event: CatalogEvent | None, at_us: int) -> Catalog:
    """The catalog after an event; None stands for one of an unknown type, which only counts."""
    return replay([(at_us, [event])], catalog)


def replay(batches: Iterable[tuple[int, Sequence[CatalogEvent | None]]], start: Catalog = EMPTY) -> Catalog:
    """The catalog after batches of (time, events)."""
    draft = _Draft(start)
    for at_us, events in batches:
        for event in events:
            draft.apply(event, at_us)
    return draft.done()


class _Draft:
    """The one place where the dictionaries of a catalog are written, before anybody else has them."""

    def __init__(self, start: Catalog) -> None:
        self.entries = dict(start.entries)
        self.users = dict(start.users)
        self.version = start.version
        self.last_updated = start.last_updated

    def done(self) -> Catalog:
        return Catalog(self.entries, self.users, self.version, self.last_updated)

    def apply(self, event: CatalogEvent | None, at_us: int) -> None:
        self.version += 1
        if event is None:
            return
        self.last_updated = at_us
        match event:
            case StepRegistered(step) | StepUpdated(step):
                old = self.entries.get(step.id)
                # The number of the event: greater than that of every step before, and the same in every replay.
                self._put(Entry(old.place if old else self.version, step, Wiring(step)), old)
            case StepUnregistered(step_id):
                old = self.entries.pop(step_id, None)
                if old:
                    for name in old.step.attributes:
                        self._leave(name, step_id)
            case _:
                assert_never(event)

    def _put(self, entry: Entry, old: Entry | None) -> None:
        step_id, attributes = entry.step.id, entry.step.attributes
        before = old.step.attributes if old else {}
        self.entries[step_id] = entry
        for name, spec in before.items():
            if name not in attributes or _side(attributes[name].role) != _side(spec.role):
                self._leave(name, step_id)
        for name, spec in attributes.items():
            if name not in before or _side(before[name].role) != _side(spec.role):
                self._join(name, _side(spec.role), step_id)

    def _join(self, name: str, side: str, step_id: str) -> None:
        users = self.users.get(name, NOBODY)
        ids: tuple[str, ...] = (*getattr(users, side), step_id)
        if len(ids) > 1 and self._place(ids[-2]) > self._place(step_id):
            ids = tuple(sorted(ids, key=self._place))
        self.users[name] = _with(users, side, ids)

    def _leave(self, name: str, step_id: str) -> None:
        left = Users(*(tuple(i for i in ids if i != step_id) if step_id in ids else ids for ids in self.users[name]))
        if left == NOBODY:
            del self.users[name]
        else:
            self.users[name] = left

    def _place(self, step_id: str) -> int:
        return self.entries[step_id].place


def _with(users: Users, side: str, ids: tuple[str, ...]) -> Users:
    changed: dict[str, Any] = {side: ids}
    return users._replace(**changed)


def _side(role: str) -> str:
    """The field of Users that a role belongs to."""
    if role == OUTPUT:
        return "providers"
    return "consumers" if role in (REQUIRED, OPTIONAL) else "others"
