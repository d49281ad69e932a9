"""Catalogs of any size: twelve layers of script steps, wired by the names of their attributes (`ui.md`, 24)."""

from __future__ import annotations

import random
from typing import Any, Final

LAYERS: Final = 12
INPUTS: Final = 2
NEARBY: Final = 2
"""Inputs come from so many layers before."""
_WORDS = [
    "Order",
    "Payment",
    "Parcel",
    "Invoice",
    "Customer",
    "Stock",
    "Price",
    "Basket",
    "Refund",
    "Route",
    "Label",
    "Notice",
]
_VERBS = ["Read", "Check", "Price", "Pack", "Send", "Merge", "Score", "Sort"]


def steps(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """So many step definitions; the same for the same numbers. One input in three is optional."""
    chance = random.Random(seed)
    layers: list[list[int]] = [[] for _ in range(LAYERS)]
    for number in range(count):
        layers[number * LAYERS // count].append(number)
    made = []
    for layer, members in enumerate(layers):
        nearby = [number for other in layers[max(0, layer - NEARBY) : layer] for number in other]
        for number in members:
            inputs = chance.sample(nearby, min(INPUTS, len(nearby)))
            made.append(_step(number, layer, inputs, chance))
    return made


def wires(definitions: list[dict[str, Any]]) -> int:
    """How many inputs of these steps are made by one of them."""
    return sum(spec["role"] in ("required", "optional") for step in definitions for spec in step["attributes"].values())


def _step(number: int, layer: int, inputs: list[int], chance: random.Random) -> dict[str, Any]:
    attributes: dict[str, Any] = {f"value_{number}": {"role": "output", "type": "number"}}
    for other in inputs:
        role = "optional" if chance.random() < 1 / 3 else "required"
        attributes[f"value_{other}"] = {"role": role, "type": "number"}
    names = [name for name, spec in attributes.items() if spec["role"] == "required"]
    total = f"(+ {' '.join(names)})" if len(names) > 1 else names[0] if names else "1"
    return {
        "id": f"step-{number:05}",
        "name": f"{chance.choice(_VERBS)} {chance.choice(_WORDS)} {number}",
        "type": "script",
        "attributes": attributes,
        "labels": {"layer": f"{layer:02}", "team": _WORDS[number % len(_WORDS)].lower()},
        "script": {"language": "ale", "script": f"{{:value_{number} {total}}}"},
    }
