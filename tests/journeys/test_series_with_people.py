"""The life of a weekly meeting of four, all parts real: server, worker, mail server, links, feed."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

from tests.client import V2
from tests.mail_server import Mailbox, calendar_of, event_of, listening, part
from tests.server import Server

SECONDS = 30
PEOPLE = ["ana@example.com", "bob@example.com", "priya@example.com"]
CLIENT = "owner-of-the-series"


class Talk:
    """One v2 socket, which says a line and returns what is answered."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.choices: list[str] = []

    async def say(self, content: str) -> str:
        await self.socket.send(json.dumps({"content": content, "session_id": CLIENT}))
        answer = await self.hear()
        self.choices = answer["metadata"].get("choices", [])
        return answer["content"]

    async def hear(self) -> dict[str, Any]:
        """Return the next `bot_response`, an answer or a notice."""
        async with asyncio.timeout(SECONDS):
            while True:
                frame = json.loads(await self.socket.recv())
                if frame.get("type") == "bot_response":
                    return frame


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(tmp_path: Path, mailbox: Mailbox) -> Iterator[Server]:
    with listening(mailbox, SimpleNamespace()) as port:
        mail = f"smtp://127.0.0.1:{port}"
        running = Server(tmp_path, EMAIL_URL=mail, INVITATION_DELAY_SECONDS="0", STREAMING_ENABLED="false")
        running.environment["PUBLIC_URL"] = running.url
        running.start()
        yield running
        running.stop()


@pytest.fixture
async def talk(server: Server) -> AsyncIterator[Talk]:
    async with open_socket(f"ws://localhost:{server.port}/ws/{CLIENT}", subprotocols=[V2]) as socket:
        yield Talk(socket)


async def arrived(mailbox: Mailbox) -> None:
    """Wait until everybody has a mail."""
    async with asyncio.timeout(SECONDS):
        while len(mailbox.mails) < len(PEOPLE):
            await asyncio.sleep(0.05)


async def delivered(mailbox: Mailbox, method: str) -> list[int]:
    """Wait until everybody has a mail of this METHOD and no other, and return their SEQUENCE."""
    await arrived(mailbox)
    taken = mailbox.taken()
    assert [(address, said) for address, said, _ in taken] == [(each, method) for each in PEOPLE]
    return [sequence for _, _, sequence in taken]


async def feed_of(server: Server) -> str:
    """Make the owner's feed on the agenda page, as a browser does, and return its address."""
    async with httpx.AsyncClient(base_url=server.url, follow_redirects=True) as browser:
        page = (await browser.get(f"/agenda/{CLIENT}/")).text
        [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        form = {"action": "renew", "csrfmiddlewaretoken": token}
        page = (await browser.post(f"/feed/{CLIENT}/", data=form)).text
    [address] = set(re.findall(r"http://[^\s\"<]+/feeds/[\w-]+\.ics", page))
    return address


async def summaries(feed: str) -> list[str]:
    async with httpx.AsyncClient() as program:
        answer = await program.get(feed)
    assert answer.status_code == 200
    return sorted(str(event["SUMMARY"]) for event in Calendar.from_ical(answer.text).events)


async def test_a_series_is_booked_declined_moved_and_cancelled(
    server: Server, mailbox: Mailbox, talk: Talk
) -> None:
    tuesday = next(
        day for day in (date.today() + timedelta(days=n) for n in range(2, 9)) if day.weekday() == 1
    )
    taken, moved = tuesday + timedelta(weeks=1), tuesday + timedelta(days=1)
    await talk.say("my address is owner@example.com")
    await talk.say(f"book planning on {taken:%B} {taken.day} at 10am for 1 hour, just me")
    assert (await talk.say("yes")).startswith("Booked.")

    answer = await talk.say(
        "book a sync with Ana <ana@example.com>, Bob <bob@example.com> and Priya <priya@example.com> "
        f"every Tuesday at 10am for 30 minutes starting {tuesday:%B} {tuesday.day}"
    )
    assert answer.startswith(f"In the way of the series: “Planning” on Tuesday, {taken:%B} {taken.day}.")
    assert talk.choices[0].endswith("at 9:00 AM")
    card = await talk.say(talk.choices[0])
    assert f"When: Tuesday, {tuesday:%B} {tuesday.day}, 9:00 AM, 30 minutes (UTC)" in card.replace(
        ", 20", ", 20"
    )
    booked = await talk.say("yes")
    assert booked.startswith("Booked.")
    assert booked.endswith("The invitation to Ana, Bob and Priya is on its way.")

    await arrived(mailbox)
    [hers] = [mail for mail in mailbox.mails if mail["To"].addresses[0].addr_spec == "priya@example.com"]
    assert event_of(hers)["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert await delivered(mailbox, "REQUEST") == [0, 0, 0]

    [link] = set(re.findall(r"http://\S+/reply/[^\s?]+", part(hers, "text/plain").get_content()))
    async with httpx.AsyncClient(follow_redirects=True) as guest:
        page = await guest.post(link, data={"answer": "declined"})
    assert "You have declined." in page.text
    assert (await talk.hear())["content"].startswith("Priya has declined “Sync”")

    feed = await feed_of(server)
    assert await summaries(feed) == ["Planning", "Sync"]

    await talk.say(f"move just the next sync to {moved:%B} {moved.day} at 3pm")
    assert "Only this one; the rest of the series stays." in await talk.say("yes")
    await arrived(mailbox)
    series, occurrence = calendar_of(mailbox.mails[0]).events
    assert (series["UID"], "RRULE" in series) == (occurrence["UID"], True)
    assert occurrence["RECURRENCE-ID"].dt.date() == tuesday
    assert occurrence["DTSTART"].dt.date() == moved
    assert await delivered(mailbox, "REQUEST") == [1, 1, 1]

    await talk.say("cancel the sync")
    await talk.say("the whole series")
    assert (await talk.say("yes")).startswith("Cancelled; the time is free again.")
    assert await delivered(mailbox, "CANCEL") == [2, 2, 2]
    assert await summaries(feed) == ["Planning"]
    await talk.say("cancel the planning meeting")
    assert (await talk.say("yes")).startswith("Cancelled")
    assert await summaries(feed) == []
