"""Routes of the designer (`ui.md`, 20): the catalog's half of what only the user interface needs."""

from __future__ import annotations

from django.urls import path

from argyll_web.browser import views as browser
from argyll_web.checks import views as checks
from argyll_web.example import views as example
from argyll_web.history import views as history
from argyll_web.layouts import views as layouts
from argyll_web.savedviews import views as savedviews
from argyll_web.transfer import export_view, import_view
from argyll_web.usage import views as usage

urlpatterns = [
    path("api/ui/session", browser.SessionView.as_view()),
    path("api/ui/preferences", browser.PreferencesView.as_view()),
    path("api/ui/steps/check", checks.CheckStepView.as_view()),
    path("api/ui/steps/stats", usage.StatsView.as_view()),
    path("api/ui/samples", usage.SamplesView.as_view()),
    path("api/ui/scripts/check", checks.CheckScriptView.as_view()),
    path("api/ui/scripts/run", checks.RunScriptView.as_view()),
    path("api/ui/catalog/export", export_view.ExportView.as_view()),
    path("api/ui/catalog/import", import_view.ImportView.as_view()),
    path("api/ui/catalog/change", import_view.ChangeView.as_view()),
    path("api/ui/catalog/history", history.HistoryView.as_view()),
    path("api/ui/catalog/undo", history.UndoView.as_view()),
    path("api/ui/example", example.ExampleView.as_view()),
    path("api/ui/layouts/<str:name>", layouts.LayoutView.as_view()),
    path("api/ui/views", savedviews.SavedViewsView.as_view()),
    path("api/ui/views/<int:view_id>", savedviews.SavedViewView.as_view()),
]
