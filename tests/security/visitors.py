"""Everybody who may knock: who they are over HTTP and on sockets, and what the owner has that others must not see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.contrib.auth.models import User
from django.test import AsyncClient

from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee
from scheduling.links import Link, reply_url
from scheduling.models import Calendar, Feed
from scheduling.owners import user_key
from tests.conftest import ConnectV2

SECRET, FOREIGN = "s" * 32, "f" * 32
MARKER = "Zanzibar"  # stands in everything the owner has, and in nothing else
CLIENT_ID = "of-the-owner"
FEED = "a-feed-only-its-owner-knows"
PEOPLE = ("anonymous", "other", "owner", "staff")

Header = list[tuple[bytes, bytes]]


def token(user: Any, key: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    told = {"sub": f"user:{user.pk}", "aud": "meetingmuse", "exp": datetime.now(UTC) + timedelta(hours=1)}
    return jwt.encode({**told, **claims}, key, algorithm=algorithm)


# tokens that speak for the owner, and are not to be believed
BAD_TOKENS: dict[str, Callable[[Any], str]] = {
    "expired token": lambda user: token(user, exp=datetime.now(UTC) - timedelta(hours=1)),
    "forged token": lambda user: token(user, FOREIGN),
    "alg=none": lambda user: token(user, "", "none"),
    "wrong audience": lambda user: token(user, aud="somebody-else"),
}
VISITORS = (*PEOPLE, *BAD_TOKENS)


@dataclass(frozen=True, slots=True)
class House:
    """An owner with a conversation, a meeting, a contact, a feed and an invitation; `uid` is the meeting's."""

    owner: Any
    uid: str
    reply: str

    async def browser(self, visitor: str) -> AsyncClient:
        """Return the HTTP client of a visitor."""
        if visitor in BAD_TOKENS:
            return AsyncClient(Authorization=f"Bearer {BAD_TOKENS[visitor](self.owner)}")
        browser = AsyncClient()
        if visitor != "anonymous":
            await browser.aforce_login(await User.objects.aget(username=visitor))
        return browser

    async def headers(self, visitor: str) -> Header:
        """Return what a visitor brings to a socket."""
        if visitor in BAD_TOKENS:
            return [(b"authorization", f"Bearer {BAD_TOKENS[visitor](self.owner)}".encode())]
        browser = await self.browser(visitor)
        return [
            (b"cookie", "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode())
        ]


async def build(connect_v2: ConnectV2) -> House:
    """Make the people and what the owner has; leaves nobody connected."""
    for name in ("other", "owner"):
        await User.objects.acreate_user(name)
    await User.objects.acreate_superuser("staff")
    owner = await User.objects.aget(username="owner")
    house = House(owner, "", "")
    client = await connect_v2(CLIENT_ID, headers=await house.headers("owner"))
    await client.say(f"schedule a {MARKER} review just me on 5 March 2030 at 3 pm for 45 minutes")
    assert "Booked" in await client.say("yes")
    await client.disconnect()
    key = user_key(owner.pk)
    await DatabaseCalendar(key).remember([Attendee(f"Ms {MARKER}", "ms@example.com")])
    calendar = await Calendar.objects.aget(key=key)
    meeting = await calendar.meetings.aget()
    await meeting.attendees.acreate(name=f"Ms {MARKER}", email="ms@example.com")
    await Feed.objects.acreate(calendar=calendar, token=FEED)
    reply = reply_url(Link(meeting.uid, "ms@example.com", 0))
    return House(owner, meeting.uid, reply[reply.index("/reply/") :])


# everything that is the owner's, as it is in the database
PROPERTY = (
    "SELECT owner_key, client_id, title, message_count, status FROM conversations_conversation WHERE owner_key = %s",
    "SELECT m.id, m.content, m.status FROM conversations_message m JOIN conversations_conversation c "
    "ON c.id = m.conversation_id WHERE c.owner_key = %s ORDER BY m.id",
    "SELECT m.uid, m.sequence, m.status, m.summary FROM scheduling_meeting m JOIN scheduling_calendar c "
    "ON c.id = m.calendar_id WHERE c.key = %s",
    "SELECT a.name, a.email, a.partstat FROM scheduling_attendee a JOIN scheduling_meeting m ON m.id = a.meeting_id "
    "JOIN scheduling_calendar c ON c.id = m.calendar_id WHERE c.key = %s ORDER BY a.id",
    "SELECT n.name, n.email FROM scheduling_contact n JOIN scheduling_calendar c ON c.id = n.calendar_id WHERE c.key = %s",
    "SELECT f.token FROM scheduling_feed f JOIN scheduling_calendar c ON c.id = f.calendar_id WHERE c.key = %s",
    "SELECT timezone, reminder_minutes, organizer_email FROM scheduling_calendar WHERE key = %s",
)


async def property_of(house: House, rows: Any) -> list[Any]:
    return [await rows(statement, user_key(house.owner.pk)) for statement in PROPERTY]
