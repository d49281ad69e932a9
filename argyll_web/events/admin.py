"""The event store in the admin site: to look, filter, search and take away, never to change (`ui.md`, 21).

Importing the modules registers their pages.
"""

from __future__ import annotations

from django.contrib import admin

from argyll_web.events import aggregate_pages, event_pages, step_pages

admin.site.site_header = "Argyll administration"
admin.site.site_title = "Argyll"
admin.site.index_title = "Inspection and accounts"

__all__ = ["aggregate_pages", "event_pages", "step_pages"]
