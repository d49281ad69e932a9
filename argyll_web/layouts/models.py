"""Shared places of cards."""

from __future__ import annotations

from django.db import models


class Layout(models.Model):
    name: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    positions: models.TextField[str, str] = models.TextField()
    """JSON object: step id to [x, y]."""
    changed_at: models.DateTimeField[object, object] = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
