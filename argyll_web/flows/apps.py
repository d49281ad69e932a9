from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Plans, flows and their events."""

    name = "argyll_web.flows"
