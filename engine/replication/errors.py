"""Ways in which replication gives up: one ends the process, the other waits for space."""

from __future__ import annotations


class Fatal(BaseException):
    """The node cannot go on without breaking a promise (R8); the process must end and say why.

    Not an `Exception`, so that no handler on the way, ours or a library's, mistakes it for a failure that passes.
    """


class DiskFull(Exception):
    """The journal's disk has no room. Nothing of the transaction was written; it may be tried again."""
