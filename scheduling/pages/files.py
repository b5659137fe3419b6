"""Calendar files: one meeting for its owner, and the feed for whoever has its address. Never who is coming by address."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scheduling.calendars.values import to_event
from scheduling.events import Attendee, VEvent
from scheduling.ics import vcalendar
from scheduling.models import Feed, Meeting, Occupancy
from scheduling.pages.owner import Owner, owned

CONTENT_TYPE = "text/calendar; charset=utf-8"
NAME = "MeetingMuse"
PAST = timedelta(days=366)
MOST_MEETINGS = 5000


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a feed holds: the mark of its state, when that came about, and which meetings."""

    etag: str
    stamp: datetime
    meetings: QuerySet[Meeting]


@require_safe
@owned
async def meeting(request: HttpRequest, owner: Owner, uid: str) -> HttpResponseBase:
    """Return one meeting, a series as a whole, as a file."""
    found = await owner.calendar.get(uid)
    if found is None or found.status != Meeting.Status.CONFIRMED:
        return _missing(_("There is no such meeting on this calendar."))
    response = _file(vcalendar([_published(found)], stamp=timezone.now()))
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@require_safe
async def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return the meetings of a calendar, from a year ago on; 304 for a reader that has them as they are."""
    contents = await sync_to_async(_contents)(token)
    if contents is None:
        return _missing(_("There is no such feed: its address was renewed or taken back."))
    response = get_conditional_response(request, etag=contents.etag)
    if response is None:
        events = await sync_to_async(_events)(contents.meetings)
        response = _file(await asyncio.to_thread(vcalendar, events, stamp=contents.stamp, name=NAME))
        response["Content-Disposition"] = 'inline; filename="meetingmuse.ics"'
    response["ETag"] = contents.etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _contents(token: str) -> _Contents | None:
    found = Feed.objects.filter(token=token).first()
    if found is None:
        return None
    lately = Occupancy.objects.filter(meeting=OuterRef("pk"), ends__gte=timezone.now() - PAST)
    meetings = Meeting.objects.filter(
        Exists(lately) | Q(occupied_until__isnull=False),
        calendar=found.calendar_id,
        status=Meeting.Status.CONFIRMED,
    ).order_by("-starts")[:MOST_MEETINGS]
    state = hashlib.sha256(repr(list(meetings.values_list("pk", "updated_at"))).encode()).hexdigest()
    last = Meeting.objects.filter(calendar=found.calendar_id).aggregate(at=Max("updated_at"))["at"]
    return _Contents(f'"{state[:32]}"', last or found.created_at, meetings)


def _events(meetings: QuerySet[Meeting]) -> Sequence[VEvent]:
    return [_published(to_event(row)) for row in meetings.prefetch_related("attendees", "overrides")]


def _published(event: VEvent) -> VEvent:
    """What is published has no ATTENDEE (RFC 5546 section 3.2.1): people are named in the description."""
    return replace(event, attendees=tuple(Attendee(str(person)) for person in event.attendees))


def _file(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=CONTENT_TYPE)


def _missing(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=404)
