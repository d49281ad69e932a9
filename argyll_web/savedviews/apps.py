from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    """Filters that people keep under a name."""

    name = "argyll_web.savedviews"
