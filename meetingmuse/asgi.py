"""The ASGI application: HTTP to static files and Django, WebSockets to the chat consumer behind the origin check."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetingmuse.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

# the consumers import models, so Django has to be set up first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from conversations.identity import AllowedOrigin, Identification  # noqa: E402
from conversations.routing import websocket_urlpatterns  # noqa: E402
from meetingmuse import bounds  # noqa: E402
from meetingmuse.proxies import TrustedProxies  # noqa: E402
from meetingmuse.requests import NamedRequests  # noqa: E402
from meetingmuse.staticfiles import static_files  # noqa: E402

bounds.install()

application = TrustedProxies(
    ProtocolTypeRouter(
        {
            "http": NamedRequests(static_files(django_application)),
            "websocket": NamedRequests(AllowedOrigin(Identification(URLRouter(websocket_urlpatterns)))),
        }
    ),
    settings.TRUSTED_PROXIES,
)
