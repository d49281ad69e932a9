"""What the catalog's events do not say of a change."""

from __future__ import annotations

from django.db import models

UI, API, IMPORT, UNDO = "ui", "api", "import", "undo"
WAYS = (UI, API, IMPORT, UNDO)


class ChangeNote(models.Model):
    """A change without a note came over the API, from nobody that we know."""

    sequence: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    """Of the change's first event in the catalog."""
    by: models.CharField[str | None, str | None] = models.CharField(max_length=150, null=True)
    """User; null while there are no accounts."""
    via: models.CharField[str, str] = models.CharField(max_length=16)
    undoes: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    """Of an undo: the entry that it took back."""

    def __str__(self) -> str:
        return f"{self.via} {self.sequence}"
