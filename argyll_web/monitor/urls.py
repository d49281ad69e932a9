"""Routes of the monitor (`ui.md`, 20): what only the user interface needs of flows, home and cluster."""

from __future__ import annotations

from django.urls import path

from argyll_web.monitor import cluster_view, flow_views, summary_view, value_views

urlpatterns = [
    path("api/ui/flows", flow_views.FlowsView.as_view()),
    path("api/ui/flows/facets", flow_views.FacetsView.as_view()),
    path("api/ui/flows/<str:flow_id>", flow_views.FlowView.as_view()),
    path("api/ui/flows/<str:flow_id>/state", value_views.StateView.as_view()),
    path("api/ui/flows/<str:flow_id>/value", value_views.ValueView.as_view()),
    path("api/ui/flows/<str:flow_id>/events", value_views.EventsView.as_view()),
    path("api/ui/summary", summary_view.SummaryView.as_view()),
    path("api/ui/cluster", cluster_view.ClusterView.as_view()),
]
