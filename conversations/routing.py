"""WebSocket routes."""

from django.urls import re_path

from conversations.consumers import ChatConsumer
from conversations.sockets import NoSuchSocket

websocket_urlpatterns = [
    re_path(r"^ws/(?P<client_id>[^/]*)$", ChatConsumer.as_asgi()),
    re_path(r"", NoSuchSocket.as_asgi()),
]
