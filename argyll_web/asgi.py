"""The ASGI application of the web process. Importing this module sets Django up, and makes the process's node."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "argyll_web.settings.production")

from django.core.asgi import get_asgi_application

from argyll_web import lifeline
from argyll_web.application import make
from argyll_web.environment import current

lifeline.hold(current().parent_pid)
application = make(get_asgi_application(), current())
