"""HTTP pages of conversations: the chat page and the health of the service. Never turns."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations import connections
from conversations.health import report
from scheduling import browsers

# fetched together with the page instead of one after the other
MODULES = ["composer", "connection", "conversation", "lines", "log", "storage"]


@require_safe
def chat_page(request: HttpRequest, client_id: str = "") -> HttpResponse:
    """Show the chat; its script reads from the address which conversation to open.

    Conversations and calendar are the browser's from now on, until somebody signs in.
    """
    if not (settings.ALLOW_ANONYMOUS_CLIENTS or request.user.is_authenticated):
        return redirect_to_login(request.get_full_path())
    modules = [f"conversations/{name}.js" for name in MODULES]
    shown = {"max_message_chars": settings.MAX_MESSAGE_CHARS, "modules": modules}
    response = render(request, "chat.html", shown)
    browsers.mark(request, response)
    return response


@require_safe
async def health(request: HttpRequest) -> JsonResponse:
    body = await report(timezone.now)
    return JsonResponse(body, status=503 if body["status"] == "unhealthy" else 200)


@require_safe
async def health_clients(request: HttpRequest) -> JsonResponse:
    """The health with the client ids of open sockets; outside DEBUG for staff only."""
    if not settings.DEBUG and not (await request.auser()).is_staff:
        return JsonResponse({"error": "This list is for staff: sign in at /admin/ first."}, status=403)
    body = await report(timezone.now)
    body |= {
        "active_clients": connections.clients(),
        "conversation_clients": connections.conversation_clients(),
    }
    return JsonResponse(body, status=503 if body["status"] == "unhealthy" else 200)
