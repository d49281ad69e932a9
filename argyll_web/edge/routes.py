"""Every path of the engine's API and of the pages, and what it takes. Pure; the door and its tests read this table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from engine.model.requests import FLOW_BODY_LIMIT, MIB, STEP_BODY_LIMIT

FORM_LIMIT = 2_621_440
"""Greatest body of what is no route of the API (forms of the admin site): Django's own limit, 2.5 MiB."""
UI_LIMIT = 17 << 20
"""The same of `/api/ui/`, whose imports hold whole catalogs; each of its routes has a limit of its own."""
API_ROOTS = frozenset({"engine", "webhook", "health"})


class Lean(Enum):
    """Routes that are answered ahead of Django, because they are hot."""

    START_FLOW = "start_flow"
    FLOW = "flow"
    FLOW_STATUS = "flow_status"
    FLOW_EVENTS = "flow_events"
    WEBHOOK = "webhook"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Method:
    """What a path does with one method."""

    lean: Lean | None = None
    """None: Django answers."""
    limit: int = 0
    """Bytes of the body; 0 where none is read, -1 for the setting of webhooks."""
    changes: bool = False


Methods = dict[str, Method]

GET = Method()
_ANY = "*"
_ROUTES: dict[tuple[str, ...], Methods] = {
    ("health",): {"GET": Method(Lean.HEALTH)},
    ("engine",): {"GET": GET},
    ("engine", "catalog"): {"GET": GET},
    ("engine", "catalog", "events"): {"GET": GET},
    ("engine", "cluster"): {"GET": GET},
    ("engine", "cluster", "events"): {"GET": GET},
    ("engine", "step"): {"GET": GET, "POST": Method(limit=STEP_BODY_LIMIT, changes=True)},
    ("engine", "step", _ANY): {
        "GET": GET,
        "PUT": Method(limit=STEP_BODY_LIMIT, changes=True),
        "DELETE": Method(changes=True),
    },
    ("engine", "health"): {"GET": GET},
    ("engine", "health", _ANY): {"GET": GET},
    ("engine", "plan"): {"POST": Method(limit=MIB)},
    ("engine", "flow"): {"GET": GET, "POST": Method(Lean.START_FLOW, FLOW_BODY_LIMIT, changes=True)},
    ("engine", "flow", "query"): {"GET": Method(Lean.FLOW), "POST": Method(limit=MIB)},
    ("engine", "flow", _ANY): {"GET": Method(Lean.FLOW)},
    ("engine", "flow", _ANY, "status"): {"GET": Method(Lean.FLOW_STATUS)},
    ("engine", "flow", _ANY, "events"): {"GET": Method(Lean.FLOW_EVENTS)},
    ("engine", "ws"): {"GET": GET},
    ("webhook", _ANY, _ANY, _ANY): {"POST": Method(Lean.WEBHOOK, limit=-1, changes=True)},
}
_VARIABLE = {
    size: [(pattern, methods) for pattern, methods in _ROUTES.items() if len(pattern) == size and _ANY in pattern]
    for size in {len(pattern) for pattern in _ROUTES}
}

_PAGES: tuple[tuple[str, ...], ...] = (
    (),
    ("catalog",),
    ("catalog", "steps", _ANY),
    ("catalog", "steps", _ANY, "edit"),
    ("catalog", "steps", _ANY, "history"),
    ("catalog", "new"),
    ("catalog", "import"),
    ("catalog", "history"),
    ("flows",),
    ("flows", "new"),
    ("flows", _ANY),
    ("cluster",),
    ("settings",),
    ("login",),
)


def segments(raw_path: bytes) -> list[str]:
    """The decoded parts of a path; an encoded slash stays inside its part."""
    text = raw_path.decode("latin-1")[1:]
    if not text:
        return []
    parts = text.split("/")
    return [unquote(part) for part in parts] if "%" in text else parts


def find(parts: list[str]) -> Methods | None:
    """What the API does with this path, by method; None when there is no such route."""
    fixed = _ROUTES.get(tuple(parts))
    if fixed is not None:
        return fixed
    for pattern, methods in _VARIABLE.get(len(parts), ()):
        if _fits(pattern, parts):
            return methods
    return None


def is_page(parts: list[str]) -> bool:
    """Whether the shell of the user interface is served under this path (`ui.md`, 3)."""
    return any(len(pattern) == len(parts) and _fits(pattern, parts) for pattern in _PAGES)


def _fits(pattern: tuple[str, ...], parts: list[str]) -> bool:
    return all(name == part or (name == _ANY and part) for name, part in zip(pattern, parts, strict=True))
