"""What the log needs of the store: where it stands, one question, and a place for what was applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.replication.log import Fact


@dataclass(frozen=True, slots=True)
class LiveFlow:
    """A flow that is not deactivated."""

    flow_id: str
    next_sequence: int
    runner: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of the store that survives a crash of the process: whole, and covered by the journal's head."""

    index: int
    """Last applied Raft index; 0 in an empty store."""
    term: int
    judge: bytes
    """The judge's own state (epochs, answers to batch ids); empty in an empty store."""
    sequences: dict[str, int]
    """Next sequence of `catalog` and `cluster`."""
    live: Sequence[LiveFlow]


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that were applied together: one transaction of the store, or part of a larger one."""

    index: int
    """Last Raft index of the group; all entries up to it are covered."""
    term: int
    facts: Sequence[Fact]
    judge: bytes
    """The judge's state after the group."""


class StateMachineStore(Protocol):
    """Called in the log's thread. Never blocks on a disk sync."""

    def checkpoint(self) -> Checkpoint:
        """Where the store stands. Called once, before anything is applied."""

    def next_sequence(self, aggregate: str) -> int:
        """Next sequence of an aggregate that is not live: 0 if it never was. Sees every group handed over so far."""

    def write(self, group: Group) -> None:
        """Take a group over for writing; it is written later, in order, whole."""

    def durable_index(self) -> int:
        """All entries up to this one would survive a power cut without the journal."""
