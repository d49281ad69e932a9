"""Lines for the person in front of the terminal."""

from __future__ import annotations

from contextlib import suppress

from argyll.child import Say


def sayer(who: str) -> Say:
    """A function that prints one line, beginning with whose it is."""

    def say(text: str) -> None:
        # A terminal or pipe that is gone must not take the node with it.
        with suppress(OSError):
            print(f"argyll {who}: {text}", flush=True)

    return say
