"""`python -m argyll_web`: the web process of a node, served by granian."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "argyll_web.settings.production")

from argyll_web import environment, farewell, lifeline

EXIT_REFUSED = 78
"""Tells the supervisor that starting again is useless."""


def main() -> int:
    """Bring Django's database up to date, then serve until SIGTERM. The exit code."""
    try:
        settings = environment.current()
    except environment.SettingError as error:
        print(f"argyll_web: {error}", file=sys.stderr)
        return EXIT_REFUSED
    lifeline.hold(settings.parent_pid)
    _migrate()
    _serve(settings)
    return 0


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _serve(settings: environment.Environment) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
    from granian.log import LogLevels

    server = Granian(
        "argyll_web.asgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        # One runtime thread, in this mode, sends the messages of a WebSocket in the order of the calls, also when
        # many are handed over at once (`live.connection`); in the other mode it does not.
        runtime_mode=RuntimeModes.st,
        runtime_threads=1,
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=3,
    )
    server.on_startup(farewell.say_before_stopping)
    server.serve()


if __name__ == "__main__":
    sys.exit(main())
