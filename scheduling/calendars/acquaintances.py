"""The rows of an owner's contacts; never opens a transaction of its own."""

from collections.abc import Sequence

from scheduling.contacts import MOST_CONTACTS, folded
from scheduling.errors import InvalidAttendees
from scheduling.events import Attendee
from scheduling.models import Calendar, Contact


def learn(calendar: Calendar, people: Sequence[Attendee]) -> None:
    """Add the people of a meeting; an address that is known keeps its name, and a full address book stays as it is."""
    if people and calendar.contacts.count() + len(people) <= MOST_CONTACTS:
        Contact.objects.bulk_create(_rows(calendar, people), ignore_conflicts=True)


def remember(calendar: Calendar, people: Sequence[Attendee]) -> None:
    """Add people, or name them anew. Raises InvalidAttendees when that are more than MOST_CONTACTS."""
    there = set(calendar.contacts.values_list("email", flat=True))
    if len(there | {person.email for person in people}) > MOST_CONTACTS:
        raise InvalidAttendees(f"at most {MOST_CONTACTS} contacts can be kept")
    Contact.objects.bulk_create(
        _rows(calendar, people),
        update_conflicts=True,
        unique_fields=["calendar", "email"],
        update_fields=["name", "folded"],
    )


def _rows(calendar: Calendar, people: Sequence[Attendee]) -> list[Contact]:
    once = {person.email: person for person in people}
    return [
        Contact(calendar=calendar, name=each.name, folded=folded(each.name), email=each.email)
        for each in once.values()
    ]
