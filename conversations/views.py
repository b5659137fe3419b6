"""HTTP pages of conversations: the chat page, the health and the metrics of the service. Never turns."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations import connections, sealing
from conversations.exposition import exposition, may_read
from conversations.health import readiness, report
from conversations.service import has_token
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
    shown = {
        "max_message_chars": settings.MAX_MESSAGE_CHARS,
        "modules": modules,
        "sealed": sealing.is_on(),
    }
    response = render(request, "chat.html", shown)
    browsers.mark(request, response)
    return response


@require_safe
async def health(request: HttpRequest) -> JsonResponse:
    body = await report(timezone.now)
    return JsonResponse(body, status=503 if body["status"] == "unhealthy" else 200)


@require_safe
async def health_live(request: HttpRequest) -> JsonResponse:
    """That the process answers, which is all that a restart could mend."""
    return JsonResponse({"status": "alive"})


@require_safe
async def health_ready(request: HttpRequest) -> JsonResponse:
    """Whether a proxy should send anybody here."""
    body = await readiness()
    return JsonResponse(body, status=200 if body["status"] == "ready" else 503)


@require_safe
async def metrics(request: HttpRequest) -> HttpResponse:
    """Show this process's metrics to Prometheus, or to staff."""
    if not await may_read(request):
        return HttpResponse("Metrics are read with METRICS_TOKEN, or by staff.\n", "text/plain", status=403)
    body, content_type = await exposition(request.headers.get("Accept", ""))
    return HttpResponse(body, content_type)


@require_safe
async def health_clients(request: HttpRequest) -> JsonResponse:
    """The health with the client ids of this process's sockets; outside DEBUG for staff and SERVICE_TOKEN only."""
    if not (settings.DEBUG or has_token(request) or (await request.auser()).is_staff):
        return JsonResponse({"error": "This list is for staff: sign in at /admin/ first."}, status=403)
    body = await report(timezone.now)
    body |= {
        "active_clients": connections.clients(),
        "conversation_clients": connections.conversation_clients(),
    }
    return JsonResponse(body, status=503 if body["status"] == "unhealthy" else 200)
