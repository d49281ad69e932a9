"""Every route of the API, as the OpenAPI document lists them."""

from __future__ import annotations

from django.urls import path

from argyll_web.api import document_views as views
from argyll_web.api.urls import urlpatterns as answered_by_django

_lean = [
    path("health", views.ReadHealth.as_view()),
    path("engine/flow", views.StartFlow.as_view()),
    path("engine/flow/<str:flow_id>", views.ReadFlow.as_view()),
    path("engine/flow/<str:flow_id>/status", views.ReadFlowStatus.as_view()),
    path("engine/flow/<str:flow_id>/events", views.ListFlowEvents.as_view()),
    path("engine/ws", views.LiveEvents.as_view()),
    path("webhook/<str:flow_id>/<str:step_id>/<str:token>", views.CompleteWork.as_view()),
]
urlpatterns = [*_lean, *(pattern for pattern in answered_by_django if str(pattern.pattern) != "engine/flow")]
