from django.apps import AppConfig


class BrowserConfig(AppConfig):
    """Who looks: the session, and the preferences of a browser."""

    name = "argyll_web.browser"
