"""A user for the admin pages: what `argyll createadmin` does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence


def create_admin(environ: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Bring Django's own database up to date and ask for the new administrator; the exit code.

    `arguments` go to Django's `createsuperuser`, such as `--noinput`.
    """
    environment = {"DJANGO_SETTINGS_MODULE": "argyll_web.settings.production", **environ}
    for command in (["migrate", "--verbosity", "0"], ["createsuperuser", *arguments]):
        code = subprocess.run([sys.executable, "-m", "django", *command], env=environment).returncode
        if code:
            return code
    return 0
