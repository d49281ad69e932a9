"""Which database a model lives in: the event store for what shows it, and that one is never written."""

from __future__ import annotations

from typing import Any

STORE = "store"


class StoreRouter:
    def db_for_read(self, model: type[Any], **hints: Any) -> str | None:
        return STORE if model._meta.app_label == STORE else None

    def db_for_write(self, model: type[Any], **hints: Any) -> str | None:
        # SQLite refuses the write: the connection is read-only. Sending it elsewhere would hide the mistake.
        return STORE if model._meta.app_label == STORE else None

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        return None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if STORE in (db, app_label) else None
