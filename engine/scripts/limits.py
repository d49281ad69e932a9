"""Measuring values against the limits of a run."""

from __future__ import annotations

import msgspec

from engine.scripts.interface import Json, LimitExceeded, Limits, OutOfBudget

QUICK_NODES = 1_000
"""How many values a run on the engine's loop carries into another language or back."""
QUICK_BYTES = 32_768
"""How many characters or bytes of text such a run carries over."""

_QUICK_LOOK_NODES = 5_000
_QUICK_LOOK_CHARACTERS = 200_000
"""How much such a run looks at without changing it."""

_ESCAPED_WORST = 6
"""A character of a JSON text takes at most six bytes: `\\u0000`; in UTF-8 four."""
_NUMBER_BYTES = 26
"""A double takes at most 24, with what separates it from the next value and from its name 26."""
_NODE_BYTES = 2
"""The least that a value takes in a JSON text, with what separates it from the next."""


def check_result(value: Json, limits: Limits, quick: bool = False) -> None:
    """Refuse a result that nests too deep or whose JSON text is too long.

    Raises LimitExceeded, and OutOfBudget for a result that takes long to look at."""
    nodes, characters = 1, 0
    level: list[Json] = [value]
    depth = 0
    while level:
        below: list[Json] = []
        has_containers = False
        for item in level:
            kind = type(item)
            if kind is str:
                characters += len(item)
            elif kind is list:
                has_containers = True
                below.extend(item)
            elif kind is dict:
                has_containers = True
                below.extend(item.values())
                characters += sum(map(len, item))
            elif kind is int:
                characters += item.bit_length() // 4
            # Checked at each step, since a result may hold one large value many times.
            if quick and (nodes + len(below) > _QUICK_LOOK_NODES or characters > _QUICK_LOOK_CHARACTERS):
                raise OutOfBudget
            if (nodes + len(below)) * _NODE_BYTES > limits.result_bytes or characters > limits.result_bytes:
                raise _too_long(limits)
        nodes += len(below)
        depth += has_containers
        if depth > limits.result_depth:
            raise LimitExceeded("result", f"over {limits.result_depth} levels")
        level = below
    check_encoded(value, nodes, characters, limits)


def check_encoded(value: Json, nodes: int, characters: int, limits: Limits) -> None:
    """Refuse a result by the size of its JSON text; the counts save the encoding of most. Raises LimitExceeded."""
    could_be_too_long = nodes * _NUMBER_BYTES + characters * _ESCAPED_WORST > limits.result_bytes
    if could_be_too_long and len(msgspec.json.encode(value)) > limits.result_bytes:
        raise _too_long(limits)


def _too_long(limits: Limits) -> LimitExceeded:
    return LimitExceeded("result", f"over {limits.result_bytes} bytes")


def utf8(text: str) -> bytes:
    """The bytes of a text; a lone surrogate becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
