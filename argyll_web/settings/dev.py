"""Settings for `manage.py runserver`: daphne serves, and changed files are seen."""

from __future__ import annotations

from argyll_web import environment
from argyll_web.settings.base import *  # noqa: F403 # Django's way to build one settings module on another
from argyll_web.settings.base import INSTALLED_APPS as _APPS
from argyll_web.settings.secret_key import secret_key

DEBUG = True
# First, so that its runserver takes the place of Django's.
INSTALLED_APPS = ["daphne", *_APPS]
SECRET_KEY = secret_key(environment.current().data)
