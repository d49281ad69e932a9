from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The event store, for looking."""

    name = "argyll_web.events"
    label = "store"
    verbose_name = "Event store"
