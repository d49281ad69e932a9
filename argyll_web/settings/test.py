"""Settings of the tests: nothing outside the process, quick passwords."""

from __future__ import annotations

from argyll_web.settings.base import *  # noqa: F403 # Django's way to build one settings module on another
from argyll_web.settings.base import DATABASES as _DATABASES

SECRET_KEY = "known to everybody, and good enough for tests"
DATABASES = {
    **_DATABASES,
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    # Nothing is created for it: a test that wants the store points this at a file of its own.
    "store": {**_DATABASES["store"], "TEST": {"MIRROR": "default"}},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
