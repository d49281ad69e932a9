"""Django's commands for development: `python manage.py runserver`, `createsuperuser`, `migrate`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "argyll_web.settings.dev")
    execute_from_command_line(sys.argv)
