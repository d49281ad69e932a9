"""The ports of the flow logic, as the engine provides them: scripts on the spot, memo, tokens."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from typing import Any

from engine.flow.blueprint import PlannedStep
from engine.flow.ports import Miss, NeedsWorker
from engine.model import ids, jsontext
from engine.runtime.memo import MemoCache
from engine.scripts.interface import Outcome, Purpose, Source, Task
from engine.scripts.service import try_now

Json = Any

INLINE_S = 0.002
"""Time that one decision may spend on scripts of steps; what is left goes the long way, over dispatch."""
SLOW_FOR_S = 10.0
"""How long a script that was once too slow for the spot is not tried there again."""
MATCHES = 4096
"""Verdicts of gates that are kept: each decision asks for them again."""
MATCH_BYTES = 4096
"""Candidates that are larger are judged each time."""

log = logging.getLogger(__name__)


class Surroundings:
    """Shared by all decisions of the engine. `begin` opens each of them."""

    new_token = staticmethod(ids.new_token)

    def __init__(self, memo: MemoCache) -> None:
        self._memo = memo
        self._known: dict[bytes, Outcome] = {}
        self._inline_until = 0.0
        self._slow: OrderedDict[Source, float] = OrderedDict()
        self._matches: OrderedDict[tuple[Source, bytes], Outcome] = OrderedDict()

    def begin(self, known: dict[bytes, Outcome] | None = None) -> Surroundings:
        """Open a decision; `known` are outcomes that workers found for it, by `key_of` of their tasks."""
        self._known = known or {}
        self._inline_until = 0.0
        return self

    def evaluate(self, task: Task) -> Outcome:
        if task.source.purpose is Purpose.MATCH:
            return self._match(task)
        return self._evaluate(task)

    def _match(self, task: Task) -> Outcome:
        candidate = jsontext.encode(task.document)
        if len(candidate) > MATCH_BYTES:
            return self._evaluate(task)
        key = (task.source, candidate)
        outcome = self._matches.get(key)
        if outcome is None:
            outcome = self._matches[key] = self._evaluate(task)
            if len(self._matches) > MATCHES:
                self._matches.popitem(last=False)
        return outcome

    def _evaluate(self, task: Task) -> Outcome:
        if self._known and (known := self._known.get(key_of(task))):
            return known
        outcome = self.on_the_spot(task)
        if outcome is None:
            raise NeedsWorker(task)
        return outcome

    def run_now(self, task: Task) -> Outcome | None:
        # Time of this thread: on a busy machine the clock on the wall says nothing about the scripts.
        now = time.thread_time()
        if not self._inline_until:
            self._inline_until = now + INLINE_S
        return self.on_the_spot(task) if now < self._inline_until else None

    def on_the_spot(self, task: Task) -> Outcome | None:
        """The outcome of a script that ends at once; None: it needs a worker."""
        if self._slow:
            since = self._slow.get(task.source)
            if since is not None and time.monotonic() - since < SLOW_FOR_S:
                return None
        outcome = try_now(task)
        if outcome is None:
            self._slow[task.source] = time.monotonic()
            if len(self._slow) > MATCHES:
                self._slow.popitem(last=False)
        return outcome

    def recall(self, step: PlannedStep, inputs: dict[str, Json]) -> dict[str, Json] | Miss | None:
        return self._memo.recall(step, inputs)

    def warn(self, message: str) -> None:
        log.warning("%s", message)


def key_of(task: Task) -> bytes:
    """Equal for equal tasks."""
    source = task.source
    return jsontext.encode([source.language, source.text, source.purpose, source.names, task.arguments, task.document])
