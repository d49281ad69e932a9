"""All that Django answers: its part of the API, the description of the whole API, the admin site, and the pages."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from argyll_web.api.urls import urlpatterns as api
from argyll_web.shell.views import shell

urlpatterns = [
    *api,
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
    # Browsers ask for it on every page that names no icon, such as those of the admin site.
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
    path("flow/<str:flow_id>", RedirectView.as_view(url="/flows/%(flow_id)s", permanent=True, query_string=True)),
    re_path(r"^(?!admin/|api/)", shell),
]
handler400 = "argyll_web.shell.views.bad_request"
handler403 = "argyll_web.shell.views.forbidden"
handler404 = "argyll_web.shell.views.not_found"
handler500 = "argyll_web.shell.views.failed"
