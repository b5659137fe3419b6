"""HTTP routes of conversations."""

from django.urls import path, re_path

from conversations import views
from scheduling.owners import CLIENT_ID

_CLIENT = CLIENT_ID.pattern.removeprefix(r"\A").removesuffix(r"\Z")

urlpatterns = [
    path("", views.chat_page, name="chat"),
    re_path(rf"^c/(?P<client_id>{_CLIENT})/$", views.chat_page, name="conversation"),
    path("health", views.health, name="health"),
    path("health/clients", views.health_clients, name="health-clients"),
]
