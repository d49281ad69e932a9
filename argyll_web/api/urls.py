"""Routes of the API that Django answers; of the engine's, the door lets only these and their methods through."""

from __future__ import annotations

from django.urls import path

from argyll_web.api.designer_urls import urlpatterns as designer
from argyll_web.catalog import views as catalog
from argyll_web.flows import views as flows
from argyll_web.monitor.urls import urlpatterns as monitor

urlpatterns = [
    path("engine", catalog.EngineView.as_view()),
    path("engine/catalog", catalog.CatalogView.as_view()),
    path("engine/catalog/events", catalog.CatalogEventsView.as_view()),
    path("engine/cluster", catalog.ClusterView.as_view()),
    path("engine/cluster/events", catalog.ClusterEventsView.as_view()),
    path("engine/step", catalog.StepsView.as_view()),
    path("engine/step/<str:step_id>", catalog.StepView.as_view()),
    path("engine/health", catalog.HealthOfStepsView.as_view()),
    path("engine/health/<str:step_id>", catalog.HealthOfStepView.as_view()),
    path("engine/plan", flows.PlanView.as_view()),
    path("engine/flow", flows.FlowListView.as_view()),
    path("engine/flow/query", flows.FlowQueryView.as_view()),
    *designer,
    *monitor,
]
