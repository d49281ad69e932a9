"""At start: do the journal and the store belong together?"""

from __future__ import annotations

from engine.replication.errors import Fatal
from engine.replication.journal import SqliteJournal
from engine.replication.machine import Checkpoint


def check_match(journal: SqliteJournal, checkpoint: Checkpoint) -> None:
    """Raises Fatal unless the journal goes on where the store stands."""
    index = checkpoint.index
    if index == 0 and len(journal) == 0:
        return
    if journal.last_index < index:
        raise Fatal(
            f"{journal.path}: the journal ends at entry {journal.last_index}, before the store's {index}: "
            "acknowledged entries are gone. Let this node be rebuilt from the others or from a backup."
        )
    if journal.first_index > max(1, index):
        raise Fatal(
            f"{journal.path}: the journal starts at entry {journal.first_index}, behind the store's {index}. "
            "Let this node be rebuilt from the others or from a backup."
        )
    if index > 1 and journal.term_of(index) != checkpoint.term:
        raise Fatal(
            f"{journal.path}: entry {index} has term {journal.term_of(index)} here and {checkpoint.term} in "
            "the store: journal and store do not belong together"
        )
