"""Who is written to about a meeting, and what stands in the way of that. Reads what is stored; sends nothing."""

from typing import Any

from conversations.assistant.context import Context
from scheduling.changes import CANCELLED
from scheduling.events import VEvent
from scheduling.invitations import concerns, is_over


async def mail_facts(event: VEvent, context: Context, before: VEvent | None = None) -> dict[str, Any]:
    """Return whom the mails about a meeting that was just written go to, {} when it is nobody's but the owner's.

    `to` are those with an address whom the change concerns, `without` are new ones who have none, and `organizer` is the
    address that invites, "" for an owner who never told it: then nothing is sent. `before` is what the meeting was.
    """
    if is_over(context.now, event, before):
        return {}
    there = before.attendees if before else ()
    left = [each for each in there if each not in event.attendees]
    new = [each for each in event.attendees if each not in there]
    alike = before is not None and concerns(before) == concerns(event)
    organizer = await context.calendar.organizer()
    own = organizer.email.lower() if organizer else ""
    told = [*new, *left] if alike else [*event.attendees, *left]
    to = dict.fromkeys(str(each) for each in told if each.email and each.email.lower() != own)
    without = [] if event.status == CANCELLED else [each.name for each in new if not each.email]
    return {"to": list(to), "without": without, "organizer": own} if to or without else {}
