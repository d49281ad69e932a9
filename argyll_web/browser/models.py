"""What a browser's user prefers."""

from __future__ import annotations

from django.db import models


class Preferences(models.Model):
    browser: models.CharField[str, str] = models.CharField(max_length=32, primary_key=True)
    """Of the signed cookie."""
    text: models.TextField[str, str] = models.TextField()
    """A JSON object; its meaning is the page's business."""
    changed_at: models.DateTimeField[object, object] = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return self.browser
