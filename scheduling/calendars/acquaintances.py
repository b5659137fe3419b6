"""The rows of an owner's contacts; never what a meeting has to do with them."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q

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
        raise InvalidAttendees("at most %(most)d contacts can be kept", most=MOST_CONTACTS)
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


def search(key: str, text: str, most: int) -> list[Contact]:
    """Return the first contacts in whose name or address the text is found; all of them for no text."""
    found = Contact.objects.filter(calendar__key=key)
    if wanted := text.strip():
        found = found.filter(Q(folded__contains=folded(wanted)) | Q(email__contains=wanted.lower()))
    return list(found[:most])


def rename(key: str, contact: int, person: Attendee) -> bool:
    """Give a contact another name and address; return whether it is there. Raises InvalidAttendees for one taken twice."""
    try:
        with transaction.atomic():
            changed = Contact.objects.filter(calendar__key=key, pk=contact).update(
                name=person.name, folded=folded(person.name), email=person.email
            )
    except IntegrityError as error:
        raise InvalidAttendees(
            "%(address)s is the address of another contact", address=person.email
        ) from error
    return bool(changed)


def forget(key: str, contact: int) -> None:
    """Remove a contact; the meetings they are in stay as they are."""
    Contact.objects.filter(calendar__key=key, pk=contact).delete()
