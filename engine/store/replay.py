"""Folds exported events of one flow to its state: `python -m engine.store.replay FILE` (`-` is the standard input).

A line is an event as the API answers it; what an export of the admin site gives (`ui.md`, 21).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

import msgspec

from engine.flow import events as e
from engine.flow.evolve import fold
from engine.flow.render import render
from engine.model import instant, jsontext


class _Line(msgspec.Struct):
    timestamp: str
    type: str
    data: msgspec.Raw
    sequence: int
    aggregate_id: list[str] = []


class ReplayFailed(Exception):
    """The lines are not the whole history of one flow; the text says why."""


_line = msgspec.json.Decoder(_Line).decode


def state_of_lines(lines: Iterable[bytes]) -> bytes:
    """JSON of the state after all events. Raises ReplayFailed."""
    batches: list[tuple[int, Sequence[e.FlowEvent | None]]] = []
    try:
        for expected, text in enumerate(line for line in lines if line.strip()):
            line = _line(text)
            if line.sequence != expected:
                raise ReplayFailed(f"expected sequence {expected}, got {line.sequence}: events of one flow, from 0 on")
            pair = b"[[%b,%b]]" % (jsontext.encode(line.type), bytes(line.data))
            batches.append((instant.parse(line.timestamp), e.decode_events(pair)))
        flow = fold(batches)
    except (msgspec.DecodeError, ValueError) as error:
        raise ReplayFailed(f"not the events of a flow: {error}") from error
    if flow is None:
        raise ReplayFailed("there are no events")
    return render(flow)


def main() -> int:
    arguments = argparse.ArgumentParser(description="The state of a flow from its exported events.")
    arguments.add_argument("file", help="JSON Lines; - for the standard input")
    options = arguments.parse_args()
    try:
        if options.file == "-":
            state = state_of_lines(sys.stdin.buffer)
        else:
            with open(options.file, "rb") as lines:
                state = state_of_lines(lines)
    except (ReplayFailed, OSError) as error:
        print(f"replay failed: {error}", file=sys.stderr)
        return 1
    print(state.decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
