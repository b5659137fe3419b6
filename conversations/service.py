"""What staff and programs with SERVICE_TOKEN may ask of all processes together: who is connected, and a word to everybody.

The admin's pages are in admin/; never what is said in conversations.
"""

import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from conversations import interventions
from conversations.admin.health import broadcast, cleaned
from conversations.models import DEAD, Process


def has_token(request: HttpRequest) -> bool:
    """Tell whether the request has SERVICE_TOKEN; nobody has while none is set."""
    given = request.headers.get("Authorization", "").encode()
    return bool(settings.SERVICE_TOKEN) and hmac.compare_digest(
        given, f"Bearer {settings.SERVICE_TOKEN}".encode()
    )


@require_safe
def connections(request: HttpRequest) -> JsonResponse:
    """Who is connected, to which process, as of the last few seconds."""
    if not (has_token(request) or request.user.is_staff):
        return _refused("This list is for staff and SERVICE_TOKEN.")
    processes = Process.objects.filter(seen_at__gte=timezone.now() - DEAD)
    return JsonResponse(
        {
            "active_connections": sum(each.connections for each in processes),
            "active_conversations": sum(each.conversations for each in processes),
            "processes": [
                {"name": each.name, "connections": each.connections, "conversations": each.conversations}
                for each in processes
            ],
            "connections": [
                {**socket, "process": each.name} for each in processes for socket in each.sockets
            ],
        }
    )


@csrf_exempt  # a program has no session to be abused; staff are checked below
@require_POST
def broadcast_to_all(request: HttpRequest) -> Any:
    """Say `{"content"}` in every open chat."""
    return _say(request) if has_token(request) else _say_as_staff(request)


@csrf_protect
def _say_as_staff(request: HttpRequest) -> JsonResponse:
    if not (request.user.is_staff and request.user.has_perm("conversations.change_conversation")):
        return _refused("A broadcast is for staff who may change conversations, and for SERVICE_TOKEN.")
    return _say(request)


def _say(request: HttpRequest) -> JsonResponse:
    try:
        said = json.loads(request.body)
        text = cleaned(said["content"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = ""
    if not text:
        return JsonResponse({"error": 'The body has to be {"content": "…"} with some text.'}, status=400)
    user = request.user
    number = broadcast(user, text) if user.is_authenticated else interventions.broadcast(text)
    return JsonResponse({"broadcast": number}, status=202)


def _refused(why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=403)
