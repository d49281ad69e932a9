from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The page that holds the user interface."""

    name = "argyll_web.shell"
