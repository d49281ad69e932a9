from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    """Where the cards of the catalog stand, for everybody."""

    name = "argyll_web.layouts"
