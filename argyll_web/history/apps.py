from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """What was changed in the catalog, by whom and by which way."""

    name = "argyll_web.history"
