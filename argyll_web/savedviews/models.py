"""Saved filters."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    browser: models.CharField[str, str] = models.CharField(max_length=32, db_index=True)
    """Who made it, by the signed cookie."""
    page: models.CharField[str, str] = models.CharField(max_length=32)
    """Where it belongs, such as `flows`."""
    name: models.CharField[str, str] = models.CharField(max_length=120)
    query: models.TextField[str, str] = models.TextField()
    """The query string of the page's address."""
    is_shared: models.BooleanField[bool, bool] = models.BooleanField(default=False, db_index=True)
    is_pinned: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    created_at: models.DateTimeField[object, object] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
