"""HTTP routes of conversations."""

from django.urls import path, re_path

from conversations import listing, views
from scheduling.owners import CLIENT_ID

_ID = CLIENT_ID.pattern.removeprefix(r"\A").removesuffix(r"\Z")
_CLIENT = f"(?P<client_id>{_ID})"

urlpatterns = [
    path("", views.chat_page, name="chat"),
    re_path(rf"^c/{_CLIENT}/$", views.chat_page, name="conversation"),
    path("conversations/", listing.conversations, name="conversations"),
    re_path(rf"^conversations/{_CLIENT}/$", listing.conversation, name="one-conversation"),
    re_path(rf"^conversations/{_CLIENT}/messages/$", listing.messages, name="messages"),
    path("health", views.health, name="health"),
    path("health/clients", views.health_clients, name="health-clients"),
]
