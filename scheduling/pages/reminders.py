"""How long before each meeting its owner is reminded: said on the agenda."""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scheduling.pages.owner import Owner, owned, refused
from scheduling.preferences import MOST_AHEAD

CHOICES = (0, 5, 10, 15, 30, 60, 24 * 60)
MOST_MINUTES = MOST_AHEAD // timedelta(minutes=1)


@require_POST
@owned
async def reminders(request: HttpRequest, owner: Owner) -> HttpResponseBase:
    """Store the minutes of the form; none at all means that no meeting is reminded of."""
    text = request.POST.get("minutes", "")
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_MINUTES):
        sentence = _("Reminders come 0 to %(most)d minutes before a meeting.") % {"most": MOST_MINUTES}
        return refused(request, sentence)
    preferences = await owner.calendar.preferences()
    await owner.calendar.prefer(replace(preferences, ahead=timedelta(minutes=int(text))))
    return HttpResponseRedirect(owner.agenda)
