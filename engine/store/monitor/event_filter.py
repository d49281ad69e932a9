"""What the search of events can be asked (`ui.md`, 21), and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CATALOG_KIND, CLUSTER_KIND, FLOW_KIND = "catalog", "cluster", "flow"
KINDS: Final = (CATALOG_KIND, CLUSTER_KIND, FLOW_KIND)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Everything empty: all events."""

    kind: str = ""
    aggregate: str = ""
    """A flow id or the beginning of one."""
    types: frozenset[str] = frozenset()
    step: str = ""
    token: str = ""
    node: str = ""
    text: str = ""
    """The payload contains it, without regard to case."""
    from_us: int | None = None
    to_us: int | None = None
    is_whole_id: bool = False
    """Whether `aggregate` is the whole id."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    id: int
    """Number of the event among all of the store."""
    kind: str
    flow_id: str
    """Empty for the catalog and the cluster."""
    sequence: int
    type: str
    at_us: int
    step_id: str
    token: str
    node: str
    data: bytes
    """JSON of the payload."""


@dataclass(frozen=True, slots=True)
class EventsFound:
    events: list[StoredEvent]
    after: int | None
    """Id of the event behind which to go on; None at the end."""
    is_cut_short: bool
    """Whether the search ended because of its time; there may be more behind `after`, though the page is not full."""


@dataclass(frozen=True, slots=True)
class FlowEvents:
    """A page of the events of one flow."""

    events: list[StoredEvent]
    next: int | None
    """Sequence to go on from; None at the end."""
    total: int
    """Events of the flow, matching or not."""
