"""The rows of the event store that the admin site shows. Unmanaged: the engine's writer owns the tables."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models


def instant_text(at_us: int) -> str:
    """Text in UTC, to the millisecond; empty for an instant that has not come."""
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).isoformat(" ", "milliseconds")[:-6] if at_us else ""


class EventRow(models.Model):
    """One recorded event (the view `event_rows`)."""

    id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    batch: models.BigIntegerField[int, int] = models.BigIntegerField()
    kind: models.TextField[str, str] = models.TextField()
    flow_id: models.TextField[str, str] = models.TextField()
    sequence: models.BigIntegerField[int, int] = models.BigIntegerField()
    type: models.TextField[str, str] = models.TextField()
    at_us: models.BigIntegerField[int, int] = models.BigIntegerField()
    step_id: models.TextField[str, str] = models.TextField()
    token: models.TextField[str, str] = models.TextField()
    node: models.TextField[str, str] = models.TextField()
    data: models.TextField[str, str] = models.TextField()

    class Meta:
        managed = False
        db_table = "event_rows"
        verbose_name = "event"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.type} {self.flow_id or self.kind} #{self.sequence}"


class CatalogChange(EventRow):
    """An event of the catalog."""

    class Meta:
        proxy = True
        verbose_name = "catalog change"


class FlowRow(models.Model):
    """One flow as lists know it."""

    key: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    id: models.TextField[str, str] = models.TextField()
    status: models.TextField[str, str] = models.TextField()
    is_child: models.BooleanField[bool, bool] = models.BooleanField()
    started_us: models.BigIntegerField[int, int] = models.BigIntegerField()
    ended_us: models.BigIntegerField[int, int] = models.BigIntegerField()
    last_us: models.BigIntegerField[int, int] = models.BigIntegerField()
    runner: models.TextField[str, str] = models.TextField()
    next_sequence: models.BigIntegerField[int, int] = models.BigIntegerField()
    error: models.TextField[str, str] = models.TextField()
    labels: models.TextField[str, str] = models.TextField()

    class Meta:
        managed = False
        db_table = "flows"
        verbose_name = "aggregate"
        ordering = ("-key",)

    def __str__(self) -> str:
        return self.id

    @property
    def started(self) -> str:
        return instant_text(self.started_us)

    @property
    def ended(self) -> str:
        return instant_text(self.ended_us)


class StepRow(models.Model):
    """One registered step."""

    id: models.TextField[str, str] = models.TextField(primary_key=True)
    definition: models.TextField[str, str] = models.TextField()
    updated_us: models.BigIntegerField[int, int] = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "steps"
        verbose_name = "step"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.id

    @property
    def updated(self) -> str:
        return instant_text(self.updated_us)
