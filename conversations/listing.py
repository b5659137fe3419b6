"""The owner's conversations over HTTP, as JSON for the page's list and its history; never a turn."""

import json
import re
import unicodedata
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conversations import listing_records
from conversations.exchanges import past
from conversations.frames import utc_timestamp
from conversations.listing_records import Listed
from scheduling.pages.owner import owner_key

PAGE = 30
EXCHANGES = 50
MOST_TITLE = 80
MOST_SOUGHT = 200
MOST_DIGITS = 18
BEFORE, AFTER = 20, 60
ELLIPSIS = "\u2026"
UNWRITABLE = {"Cc", "Cs"}  # controls and halves of pairs; joiners belong to scripts and to emoji


@require_safe
async def conversations(request: HttpRequest) -> HttpResponse:
    """Return a page of the conversations, latest first: those after `?before=`, in which `?q=` is found."""
    try:
        before = _place(request.GET.get("before", ""))
    except ValueError:
        return _refused(_("There is no such page of conversations."), 400)
    sought = " ".join(request.GET.get("q", "").replace("\0", "").split())[:MOST_SOUGHT]
    owner = await owner_key(request)
    found = await listing_records.conversations(owner, sought, before=before, most=PAGE + 1) if owner else []
    shown = found[:PAGE]
    more = f"{shown[-1].last_activity_at.isoformat()} {shown[-1].client_id}" if len(found) > PAGE else None
    return _json({"conversations": [_as_json(each, sought) for each in shown], "more": more})


@require_http_methods(["PATCH", "DELETE"])
async def conversation(request: HttpRequest, client_id: str) -> HttpResponse:
    """Give a conversation the `title` of the body, or delete it; its meetings stay."""
    owner = await owner_key(request)
    if request.method == "DELETE":
        done = await listing_records.delete(owner, client_id)
    else:
        title = _title(request.body)
        if not title:
            return _refused(_("A title has 1 to %(most)d characters.") % {"most": MOST_TITLE}, 400)
        done = await listing_records.rename(owner, client_id, title)
    return HttpResponse(status=204) if done else _missing()


@require_safe
async def messages(request: HttpRequest, client_id: str) -> HttpResponse:
    """Return what was said before the message `?before=`, or last, as frames of v2, oldest first.

    Where nobody has said anything yet, that is nothing: a new conversation has an address before it is stored.
    """
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) <= MOST_DIGITS):
        return _refused(_("There is no such page of this conversation."), 400)
    stored, notices, older = await listing_records.exchanges(
        await owner_key(request), client_id, before=int(before) if before else None, most=EXCHANGES
    )
    frames = past(client_id, stored, notices)
    return _json(
        {
            "messages": [frame.model_dump(mode="json", exclude_none=True) for frame in frames],
            "before": stored[0].id if older else None,
        }
    )


def _place(text: str) -> tuple[datetime, str] | None:
    """Read where a page begins. Raises ValueError."""
    if not text:
        return None
    moment, _, client_id = text.partition(" ")
    began = datetime.fromisoformat(moment)
    if began.tzinfo is None or "\0" in client_id:
        raise ValueError(text)
    return began, client_id


def _title(body: bytes) -> str:
    """Read a title in one line; "" for what is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    title = said.get("title") if isinstance(said, dict) else None
    if not isinstance(title, str):
        return ""
    title = " ".join(title.split())
    controls = any(unicodedata.category(character) in UNWRITABLE for character in title)
    return title if len(title) <= MOST_TITLE and not controls else ""


def _as_json(listed: Listed, sought: str) -> dict[str, Any]:
    title = " ".join(listed.title.split())
    shortened = title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1].rstrip() + ELLIPSIS
    return {
        **asdict(listed),
        "title": shortened,
        "excerpt": "" if sought.lower() in shortened.lower() else _around(sought, listed.excerpt),
        "last_activity_at": utc_timestamp(listed.last_activity_at),
    }


def _around(sought: str, text: str) -> str:
    """Return some whole words of a text around what was sought in it; a very long word is cut."""
    text = " ".join(text.split())
    before = rf"((?<!\S).{{0,{BEFORE}}}|\S{{{BEFORE}}})"
    after = rf"(.{{0,{AFTER}}}(?!\S)|\S{{{AFTER}}})"
    found = re.search(before + re.escape(sought) + after, text, re.IGNORECASE)
    start, end = found.span() if found else (0, AFTER)
    return (ELLIPSIS if start else "") + text[start:end] + (ELLIPSIS if end < len(text) else "")


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "private, no-store"})


def _missing() -> HttpResponse:
    return _refused(_("There is no such conversation."), 404)


def _refused(sentence: str, status: int) -> HttpResponse:
    return _json({"error": sentence}, status)
