from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Steps, their health, and the nodes that run them."""

    name = "argyll_web.catalog"
