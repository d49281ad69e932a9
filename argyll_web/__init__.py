"""The web process of a node: one ASGI application with lean routes, Django, and the live stream of events."""

from importlib import metadata

VERSION = metadata.version("argyll")
