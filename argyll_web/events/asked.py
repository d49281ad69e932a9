"""What a list of the admin site is asked: the words of its search field and its filters. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from engine.model import instant
from engine.model.errors import BadRequest
from engine.store.reader import EVENT_TYPES, KINDS, STATES, EventFilter, FlowFilter, Range

SINCE = {"hour": 3_600, "day": 86_400, "week": 604_800}
"""Times back from now, in seconds."""
_WORDS = ("step", "type", "token", "node", "id", "text")


@dataclass(frozen=True, slots=True)
class Search:
    """The search field taken apart."""

    fields: dict[str, str]
    """What was asked for by name: `step:pay`."""
    plain: str
    """What is left: the beginning of an id, or text."""


def parse_search(text: str) -> Search:
    """`step:pay refused`: words with a known name in front, and the rest."""
    fields: dict[str, str] = {}
    plain: list[str] = []
    for word in text.split():
        name, sign, value = word.partition(":")
        if sign and value and name in _WORDS:
            fields[name] = value
        else:
            plain.append(word)
    return Search(fields, " ".join(plain))


def event_filter(query: QueryDict, now_us: int, is_id: bool) -> EventFilter:
    """The filter of a list of events; `is_id` says that the plain words are the beginning of an id.

    Raises BadRequest.
    """
    search = parse_search(query.get("q", ""))
    from_us, to_us = _time(query, now_us)
    types = {name for name in (*query.getlist("type"), search.fields.get("type", "")) if name}
    kind = query.get("kind", "")
    if kind and kind not in KINDS:
        raise BadRequest(f"kind must be one of {', '.join(KINDS)}, got {kind[:40]!r}")
    text = search.fields.get("text", "")
    if not is_id:
        text = f"{text} {search.plain}".strip()
    aggregate = search.fields.get("id", "") or (search.plain if is_id else "")
    if text and not aggregate and from_us is None and to_us is None:
        raise BadRequest(
            f"no flow begins with {search.plain[:80]!r}; text in payloads is only looked for in one flow or within "
            "24 hours: choose a time, or write id: and a flow before the text"
            if search.plain
            else "text in payloads is only looked for in one flow or within 24 hours: choose a time, or add id:"
        )
    return EventFilter(
        kind=kind,
        aggregate=aggregate,
        types=frozenset(types),
        step=query.get("step", "") or search.fields.get("step", ""),
        token=search.fields.get("token", ""),
        node=query.get("node", "") or search.fields.get("node", ""),
        text=text,
        from_us=from_us,
        to_us=to_us if to_us is not None or not text else now_us,
    )


def flow_filter(query: QueryDict, now_us: int) -> FlowFilter:
    """The filter of the list of aggregates. Raises BadRequest."""
    from_us, to_us = _time(query, now_us)
    status = query.get("status", "")
    if status and status not in (*STATES, "active"):
        raise BadRequest(f"status must be one of active, {', '.join(STATES)}, got {status[:40]!r}")
    states = frozenset({"running", "waiting"} if status == "active" else {status} if status else ())
    if query.get("error") == "yes":
        states = (states & {"failed"}) or frozenset({"failed"})
    is_child = query.get("child", "")
    return FlowFilter(
        text=query.get("q", ""),
        states=states,
        started=Range(from_us and from_us // 1000, to_us and to_us // 1000) if from_us or to_us else None,
        children={"yes": "only", "no": "hide"}.get(is_child, "show"),
    )


def _time(query: QueryDict, now_us: int) -> tuple[int | None, int | None]:
    since = query.get("since", "")
    if since:
        if since not in SINCE:
            raise BadRequest(f"since must be one of {', '.join(SINCE)}, got {since[:40]!r}")
        return now_us - SINCE[since] * 1_000_000, None
    return _instant(query, "from"), _instant(query, "to")


def _instant(query: QueryDict, name: str) -> int | None:
    """A field of the form gives `2026-03-01T10:20`, in UTC like all times of these pages."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        has_zone = text.endswith("Z") or "+" in text[10:] or "-" in text[10:]
        return max(0, instant.parse(text if has_zone else text + "Z"))
    except ValueError:
        raise BadRequest(f"{name} must be a time such as 2026-03-01T10:20:30Z, got {text[:40]!r}") from None


def types_of(query: QueryDict) -> list[tuple[str, bool]]:
    """Each type of event, and whether it is asked for."""
    chosen = set(query.getlist("type"))
    return [(name, name in chosen) for name in EVENT_TYPES]
