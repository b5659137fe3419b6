"""The page on which somebody invited answers by a signed link, without an account. Only a POST answers: scanners follow links."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from scheduling.calendars.values import to_event
from scheduling.delivery import organizer_of
from scheduling.links import Link, read_link
from scheduling.models import Attendee, Calendar, Invitation, Meeting
from scheduling.notices import Notice, noticed
from scheduling.recurrence import coming
from scheduling.wording import lines

ANSWERS = {
    "accepted": ("ACCEPTED", gettext_lazy("Yes, I come"), gettext_lazy("You have accepted.")),
    "tentative": ("TENTATIVE", gettext_lazy("Maybe"), gettext_lazy("You have said maybe.")),
    "declined": ("DECLINED", gettext_lazy("No, I can't"), gettext_lazy("You have declined.")),
}
_UNREADABLE = gettext_lazy("This link cannot be read. Was it cut in two? Open it from the mail once more.")
_OLD = gettext_lazy(
    "This link has run out. Please answer the mail itself: your reply goes to whoever invited you."
)
_OFTEN = gettext_lazy(
    "You have changed your answer very often. Please try again in an hour; until then the last one counts."
)
MOST_ANSWERS, ANSWERS_WITHIN = 20, timedelta(hours=1)  # of one link
_GONE = gettext_lazy("There is no such meeting any more.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The meeting of a link and the person whose link it is, read together; `hindrance`: why it cannot be answered."""

    meeting: Meeting
    person: Attendee | None
    told: Invitation | None
    newer: bool
    hindrance: str


@csrf_exempt  # the link is the whole authority: there is no cookie that another site could use
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show the meeting and the question, or store the answer."""
    try:
        link = read_link(token)
    except signing.SignatureExpired:
        return _page(request, 410, sentence=_OLD)
    except (signing.BadSignature, ValueError):
        return _page(request, 404, sentence=_UNREADABLE)
    now = timezone.now()
    if request.method == "POST" and request.POST.get("answer") in ANSWERS:
        if not _store(link, ANSWERS[request.POST["answer"]][0], now):
            return _page(request, 429, sentence=_OFTEN)
        return HttpResponseRedirect(request.path)
    asked = _find(link, now)
    if asked is None:
        return _page(request, 404, sentence=_GONE)
    return _show(request, asked, 400 if request.method == "POST" else 200)


def _store(link: Link, partstat: str, now: datetime) -> bool:
    """Write the answer and tell the owner's chat of it in one transaction; what cannot be answered stays as it is.

    Return False, and write nothing, when the link has given its MOST_ANSWERS within the hour.
    """
    with transaction.atomic():
        calendar = (
            Calendar.objects.select_for_update(no_key=True, of=("self",))
            .filter(meetings__uid=link.uid)
            .first()
        )
        asked = _find(link, now) if calendar else None
        if calendar is None or asked is None or asked.hindrance or asked.person is None:
            return True
        if asked.person.partstat == partstat:
            return True
        if not _count(asked, asked.person, now):
            return False
        asked.meeting.attendees.filter(email__iexact=link.email).update(partstat=partstat)
        notice = Notice(
            "reply",
            link.uid,
            asked.meeting.summary,
            person=_told_apart(asked, asked.person),
            partstat=partstat,
        )
        noticed.send(sender=None, key=calendar.key, notice=notice)
    return True


def _count(asked: _Asked, person: Attendee, now: datetime) -> bool:
    """Count an answer by the link; the caller holds the calendar. False: there were too many."""
    told = asked.told or Invitation(meeting=asked.meeting, email=person.email, name=person.name)
    if told.answers_since is None or told.answers_since <= now - ANSWERS_WITHIN:
        told.answers_since, told.answers = now, 0
    told.answers += 1
    if told.answers > MOST_ANSWERS:
        return False
    told.save(update_fields=["answers_since", "answers"] if told.pk else None)
    return True


def _told_apart(asked: _Asked, person: Attendee) -> str:
    """The person as the owner's chat names them: with the address when somebody else invited has the same name."""
    others = asked.meeting.attendees.filter(name=person.name).exclude(pk=person.pk)
    return f"{person.name} ({person.email})" if person.name and others.exists() else str(person)


def _find(link: Link, now: datetime) -> _Asked | None:
    meeting = Meeting.objects.select_related("calendar").filter(uid=link.uid).first()
    if meeting is None:
        return None
    person = meeting.attendees.filter(email__iexact=link.email).first()
    told = Invitation.objects.filter(meeting=meeting, email__iexact=link.email).first()
    hindrance = ""
    if meeting.status == Meeting.Status.CANCELLED:
        hindrance = _("This meeting has been cancelled: there is nothing left to answer.")
    elif person is None:
        hindrance = _("You are no longer invited to this meeting.")
    elif not coming(to_event(meeting), now, 1):
        hindrance = _("This meeting is over.")
    newer = told is not None and told.sequence is not None and told.sequence > link.sequence
    return _Asked(meeting, person, told, newer, hindrance)


def _show(request: HttpRequest, asked: _Asked, status: int) -> HttpResponse:
    meeting = asked.meeting
    event = to_event(meeting)
    zone = ZoneInfo(meeting.calendar.timezone or meeting.timezone)
    given = next(
        (name for name, each in ANSWERS.items() if asked.person and each[0] == asked.person.partstat), ""
    )
    # the button that was pressed in the mail, to be confirmed
    chosen = request.GET.get("answer", "")
    return _page(
        request,
        status,
        sentence=asked.hindrance,
        meeting=meeting,
        organizer=organizer_of(meeting.calendar.key),
        lines=lines(event, None, zone),
        newer=asked.newer,
        given=ANSWERS[given][2] if given else "",
        answers=[
            {"name": name, "label": label, "given": name == given, "chosen": name == chosen}
            for name, (_, label, _) in ANSWERS.items()
        ],
        chosen=chosen in ANSWERS and chosen != given,
    )


def _page(request: HttpRequest, status: int, **shown: Any) -> HttpResponse:
    response = render(request, "reply.html", shown, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address of the page is a secret
    response["X-Robots-Tag"] = "noindex"
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django writes the address of a refusal to the log
    return response
