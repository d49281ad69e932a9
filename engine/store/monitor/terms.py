"""Names of sets: what a flow or a batch of events can be found by, as numbers.

A number is a hash, so two names may share one. The odds are small (one in 17,000,000,000,000 for two names), and
whatever is shown is compared with the question once more; only a count could be off by such a pair.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from engine.store.monitor.members import SET_BITS

_MASK = (1 << SET_BITS) - 1
GRAM = 3
"""Letters of a text that are indexed together; a shorter question finds beginnings only."""
ID, ERROR = "id", "error"
"""Fields with text."""
_BEGINS = "\0"
_GRAMS_KEPT = 200_000


@lru_cache(200_000)
def number(*name: str) -> int:
    """The number of a set."""
    text = "\0".join(name).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little") & _MASK


def fold_case(text: str) -> str:
    """Text as it is searched: without regard to case."""
    return text.casefold()


class _Grams(dict[str, int]):
    """The sets of letters in one field, each hashed once."""

    def __init__(self, field: str) -> None:
        self._field = field

    def __missing__(self, letters: str) -> int:
        if len(self) >= _GRAMS_KEPT:
            self.clear()
        found = self[letters] = number(self._field, letters)
        return found


_grams = {field: _Grams(field) for field in (ID, ERROR)}


def of_text(field: str, text: str) -> set[int]:
    """The sets that a flow with this text in this field belongs to."""
    folded, grams = fold_case(text), _grams[field]
    found = {grams[folded[at : at + GRAM]] for at in range(len(folded) - GRAM + 1)}
    for length in range(1, min(GRAM, len(folded) + 1)):
        found.add(grams[_BEGINS + folded[:length]])
    return found


def of_fragment(field: str, fragment: str) -> set[int]:
    """The sets that every flow is in whose text contains this; for less than three letters, begins with it."""
    folded = fold_case(fragment)
    if len(folded) < GRAM:
        return {number(field, _BEGINS + folded)}
    return {number(field, folded[at : at + GRAM]) for at in range(len(folded) - GRAM + 1)}


# Of flows.
CHILD = number("child")


def state(name: str) -> int:
    return number("state", name)


def goal(step_id: str) -> int:
    return number("goal", step_id)


def step(step_id: str) -> int:
    return number("step", step_id)


def label(name: str, value: str) -> int:
    return number("label", name, value)


def parent(flow_id: str) -> int:
    return number("parent", flow_id)


# Of batches of events.
CATALOG, CLUSTER = number("catalog"), number("cluster")


def event_types(names: Iterable[str]) -> int:
    """Batches with just these types of events. There are few such combinations, and many batches of each."""
    return number("types", *sorted(names))


def event_step(step_id: str) -> int:
    return number("event step", step_id)


def node(name: str) -> int:
    return number("node", name)


_TOKEN_SETS = 256


def token(text: str) -> tuple[int, int]:
    """Two sets out of 512: one set for each token would be a row for each token. A batch in both is looked at."""
    digest = crc32(text.encode("utf-8", "surrogatepass"))
    return _TOKENS[0][digest & 255], _TOKENS[1][digest >> 8 & 255]


_TOKENS = [[number("token", str(half), str(n)) for n in range(_TOKEN_SETS)] for half in range(2)]
