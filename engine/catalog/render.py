"""The catalog as the API answers it (`api.md`, 3 and 4.1): JSON bodies."""

from __future__ import annotations

from typing import Any, Final

from engine.catalog.decide import StepNotFound
from engine.catalog.state import Catalog
from engine.model import instant, jsontext
from engine.model.plan import Edges
from engine.model.step import Step

UNREGISTERED: Final = b'{"message":"Step unregistered"}'


def graph(catalog: Catalog) -> dict[str, Edges]:
    """Providers and consumers by attribute; attributes without an edge are left out."""
    return {
        name: Edges(users.providers, users.consumers)
        for name, users in catalog.users.items()
        if users.providers or users.consumers
    }


def catalog_fields(catalog: Catalog) -> dict[str, Any]:
    """`steps` and `attributes`, for the answers that hold them."""
    return {
        "steps": {step_id: entry.step for step_id, entry in catalog.entries.items()},
        "attributes": graph(catalog),
    }


def catalog_body(catalog: Catalog) -> bytes:
    """Of `GET /engine/catalog`; also the state of `["catalog"]` over the WebSocket."""
    return jsontext.encode({**catalog_fields(catalog), "last_updated": instant.text(catalog.last_updated)})


def steps_body(catalog: Catalog) -> bytes:
    """Of `GET /engine/step`, in order of id (A6)."""
    steps = [catalog.entries[step_id].step for step_id in sorted(catalog.entries)]
    return jsontext.encode({"steps": steps, "count": len(steps)})


def step_body(catalog: Catalog, step_id: str) -> bytes:
    """Of `GET /engine/step/{stepID}`. Raises NotFound."""
    step = catalog.step(step_id)
    if step is None:
        raise StepNotFound(step_id)
    return jsontext.encode(step)


def registered_body(step: Step) -> bytes:
    """Of `POST /engine/step`."""
    return jsontext.encode({"message": "Step registered", "step": step})


def updated_body(step: Step) -> bytes:
    """Of `PUT /engine/step/{stepID}`."""
    return jsontext.encode({"message": "Step updated", "step": step})
