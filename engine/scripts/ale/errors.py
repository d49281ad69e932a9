"""How a run fails: with an error that a script may catch. Limits are another matter (`interface.LimitExceeded`)."""

from __future__ import annotations

from engine.scripts.ale.values import Value, type_name
from engine.scripts.interface import ScriptError


class AleError(ScriptError):
    """An error that `recover` and `try` see; its text is the message that a handler gets."""

    @property
    def message(self) -> str:
        return str(self.args[0])


def wrong_type(value: Value, expected: str) -> AleError:
    """`value` cannot serve as `expected`, one of the words that `ale.md` lists in section 7."""
    return AleError(f"got {type_name(value)}, expected {expected}")


def no_pattern() -> AleError:
    """A call of a lambda with a number of arguments that none of its cases takes."""
    return AleError("no matching parameter pattern")


def out_of_bounds() -> AleError:
    return AleError("index out of bounds")
