"""What calendars know of a person, by mail address and by the calendars that are theirs: told, or erased.

Titles, places and names that somebody else wrote stay, because nobody can tell whose name "Ana" is; an address in them does
not. Nobody is mailed about any of it.
"""

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, Q, QuerySet

from scheduling.models import (
    Attendee,
    Calendar,
    Change,
    Contact,
    Feed,
    Invitation,
    Meeting,
    Occupancy,
    Reminder,
)

ERASED = "[erased]"
Rows = dict[str, QuerySet[Any]]


def blotter(addresses: Collection[str]) -> Callable[[str], str]:
    """Return what replaces these addresses in a text, in whatever case they are written."""
    whole = "|".join(re.escape(each) for each in addresses)
    pattern = re.compile(rf"(?<![\w.+-])(?:{whole})(?![\w-])", re.IGNORECASE)
    return lambda text: pattern.sub(ERASED, text) if whole else text


def blotted(value: Any, blot: Callable[[str], str]) -> Any:
    """Return a JSON value with every text in it blotted."""
    return json.loads(blot(json.dumps(value, ensure_ascii=False)))


def containing(field: str, addresses: Collection[str]) -> Q:
    """Return the condition that the field contains one of the addresses; never true for none."""
    condition = Q(pk__in=[])
    for address in addresses:
        condition |= Q(**{f"{field}__icontains": address})
    return condition


def export(addresses: Collection[str], keys: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that concern the person, by kind: those of their own calendars, and where others name them."""
    own = {
        "calendars": Calendar.objects.filter(key__in=keys),
        "meetings": Meeting.objects.filter(calendar__key__in=keys),
        "reminders": Reminder.objects.filter(calendar__key__in=keys),
        "contacts": Contact.objects.filter(calendar__key__in=keys),
        "changes": Change.objects.filter(calendar__key__in=keys),
    }
    invited = Meeting.objects.filter(_is(addresses, "attendees__email")).distinct()
    named: Rows = {
        "attendances": Attendee.objects.filter(_is(addresses)),
        "meetings_attended": invited,
        "invitations": Invitation.objects.filter(_is(addresses)),
        "contact_entries": Contact.objects.filter(_is(addresses)),
    }
    return {kind: list(rows.values()) for kind, rows in {**own, **named}.items()}


def erase(addresses: Collection[str], keys: Collection[str]) -> dict[str, int]:
    """Erase the person from calendars inside the caller's transaction; return how many rows of each kind that were.

    Their own calendars go with all that is on them. Of other people's meetings they are no attendee any more.
    """
    counts = {
        "attendances": _delete(Attendee.objects.filter(_is(addresses))),
        "invitations": _delete(Invitation.objects.filter(_is(addresses))),
        "contact_entries": _delete(Contact.objects.filter(_is(addresses))),
        "changes_blotted": _blot_changes(addresses),
        "organizers_blotted": Calendar.objects.filter(_is(addresses, "organizer_email"))
        .exclude(key__in=keys)
        .update(organizer_name="", organizer_email=""),
        "texts_blotted": _blot_texts(Meeting, ("summary", "location"), addresses)
        + _blot_texts(Reminder, ("text",), addresses),
    }
    for kind, model in (
        ("changes", Change),
        ("occupancy", Occupancy),
        ("reminders", Reminder),
        ("meetings", Meeting),
    ):
        counts[kind] = _delete(model.objects.filter(calendar__key__in=keys))
    counts["contacts"] = _delete(Contact.objects.filter(calendar__key__in=keys))
    counts["feeds"] = _delete(Feed.objects.filter(calendar__key__in=keys))
    counts["calendars"] = _delete(Calendar.objects.filter(key__in=keys))
    return counts


def _is(addresses: Collection[str], field: str = "email") -> Q:
    condition = Q(pk__in=[])
    for address in addresses:
        condition |= Q(**{f"{field}__iexact": address})
    return condition


def _delete(rows: QuerySet[Any]) -> int:
    """Delete the rows, and return how many those were without what goes with them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def _blot_changes(addresses: Collection[str]) -> int:
    """Take the person out of the audit trail, which keeps whole meetings as JSON."""
    blot, known = blotter(addresses), {each.lower() for each in addresses}
    count = 0
    about = Change.objects.filter(containing("before", addresses) | containing("after", addresses))
    for change in about.iterator():
        for event in filter(None, (change.before, change.after)):
            event["attendees"] = [each for each in event["attendees"] if each["email"].lower() not in known]
        change.before, change.after = blotted(change.before, blot), blotted(change.after, blot)
        change.save(update_fields=["before", "after"])
        count += 1
    return count


def _blot_texts(model: type[Model], fields: tuple[str, ...], addresses: Collection[str]) -> int:
    blot, count = blotter(addresses), 0
    for field in fields:
        for row in model._default_manager.filter(containing(field, addresses)).iterator():
            setattr(row, field, blot(getattr(row, field)))
            row.save(update_fields=[field])
            count += 1
    return count
