"""Moves the journal's write-ahead log into its database beside the hot path, so that no commit waits for it."""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path

log = logging.getLogger(__name__)

SMALL_REST_FRAMES = 64
"""So many frames (1 MB) the writer moves by itself within a few milliseconds."""
RETRY_S = 0.25


class Checkpoints:
    """A thread that makes passive checkpoints when it is asked to.

    A passive checkpoint does not end while the writer goes on, and only a WAL that was moved to its end starts again
    at its beginning. So when little is left, the writer is told (`rest_is_small`) to move the rest between two
    commits.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._asked = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="journal-checkpoints", daemon=True)
        self.rest_is_small = False

    def start(self) -> None:
        self._thread.start()

    def ask(self) -> None:
        """The WAL has grown past its limit. Asking again while work is under way changes nothing."""
        self._asked.set()

    def rest_is_moved(self) -> None:
        """The writer has moved the rest; a new round begins."""
        self._asked.clear()
        self.rest_is_small = False

    def stop(self) -> None:
        self._stopping = True
        self._asked.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=5.0)
        pause = threading.Event()
        try:
            while True:
                self._asked.wait()
                if self._stopping:
                    return
                if self.rest_is_small or not self._move_most(db):
                    pause.wait(RETRY_S)
        finally:
            db.close()

    def _move_most(self, db: sqlite3.Connection) -> bool:
        """Rounds of checkpoints, each shorter than the one before. False when it must be tried again later."""
        try:
            while not self._stopping:
                busy, frames, moved = db.execute("pragma wal_checkpoint(passive)").fetchone()
                if busy:
                    return False
                if frames - moved <= SMALL_REST_FRAMES:
                    self.rest_is_small = True
                    return True
        except sqlite3.Error:
            # The journal's own connection meets the same trouble and decides what it means.
            log.exception("checkpoint of the journal %s failed; it is tried again", self._path)
        return False
