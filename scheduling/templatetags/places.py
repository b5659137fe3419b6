"""Where an entry of the agenda lies, as classes of places.css, and what its people answered; never a style of its own."""

from django import template
from django.utils.translation import gettext_lazy

from scheduling.agenda import Entry
from scheduling.events import Attendee

register = template.Library()

STEP = 5
MOST_LANES = 6
ANSWERS = {
    "ACCEPTED": gettext_lazy("comes"),
    "DECLINED": gettext_lazy("does not come"),
    "TENTATIVE": gettext_lazy("may come"),
}
SHORT = 35  # minutes: there is room for one line


@register.filter
def place(entry: Entry, top: int) -> str:
    """Return the classes of an entry in a grid that begins at the hour `top`."""
    begins = entry.minute // STEP * STEP
    takes = max(STEP, -(-(entry.minute + entry.minutes) // STEP) * STEP - begins)
    lanes = min(entry.lanes, MOST_LANES)
    return (
        f"h{begins // 60 - top} m{begins % 60} n{takes // 60} r{takes % 60} "
        f"lane{min(entry.lane, lanes - 1)} of{lanes}{' short' if takes <= SHORT else ''}"
    )


@register.filter
def answer(person: Attendee) -> str:
    """Return what somebody answered, "" for nothing yet."""
    return str(ANSWERS.get(person.partstat, ""))
