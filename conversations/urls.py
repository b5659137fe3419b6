"""HTTP routes of conversations."""

from django.urls import path

from conversations import service, views

urlpatterns = [
    path("", views.chat_page, name="chat"),
    path("health", views.health, name="health"),
    path("health/live", views.health_live, name="health-live"),
    path("health/ready", views.health_ready, name="health-ready"),
    path("metrics", views.metrics, name="metrics"),
    path("admin/connections", service.connections, name="connections"),
    path("admin/broadcast", service.broadcast_to_all, name="broadcast"),
    path("health/clients", views.health_clients, name="health-clients"),
]
