"""Settings of a node that serves people."""

from __future__ import annotations

from argyll_web import environment
from argyll_web.settings.base import *  # noqa: F403 # Django's way to build one settings module on another
from argyll_web.settings.secret_key import secret_key

SECRET_KEY = secret_key(environment.current().data)
