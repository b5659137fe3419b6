"""Invitations through a real server process: killed in the middle, and answered in a real browser."""

import asyncio
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.mail_server import Mailbox, event_of, listening, part
from tests.server import PROJECT, Server

SECONDS = 90
BOOK = """
import asyncio
from datetime import UTC, datetime, timedelta
from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee, Period, VEvent

async def book():
    calendar = DatabaseCalendar("client:otto")
    await calendar.set_organizer(Attendee("Otto", "otto@example.org"))
    starts = datetime(2030, 3, 5, 15, tzinfo=UTC)
    people = tuple(Attendee(name, f"{name.lower()}@example.com") for name in ("Ana", "Bo", "Cy"))
    period = Period(starts, starts + timedelta(hours=1))
    await calendar.add(VEvent("one", "Review", period, "Europe/Berlin", "Room 4", people))

asyncio.run(book())
"""
AGES_PASS = """
from django.db import connection
connection.cursor().execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
"""


class Holding(Mailbox):
    """Takes every mail and says yes only once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = await super().handle_DATA(server, session, envelope)
        while not self.may_answer:
            await asyncio.sleep(0.05)
        return said


def until(done: Any) -> None:
    deadline = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.1)


def test_a_worker_killed_in_the_middle_sends_each_mail_once_or_once_more(
    tmp_path: Path, settings: Any
) -> None:
    box = Holding()
    with listening(box, settings) as port:
        server = Server(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{port}", INVITATION_DELAY_SECONDS="0")
        server.start()
        server.manage("shell", "-c", BOOK)
        until(lambda: len(box.mails) == 3)
        server.kill()
        box.may_answer = True
        server.manage("shell", "-c", AGES_PASS)
        server.start()
        until(lambda: len(box.mails) == 6)
        assert server.stop() == 0

    said = Counter(
        (
            str(mail["To"]),
            str(event_of(mail)["UID"]),
            int(event_of(mail)["SEQUENCE"]),
            str(mail["Message-ID"]),
        )
        for mail in box.mails
    )
    assert sorted(said.values()) == [2, 2, 2]
    assert {uid for _, uid, _, _ in said} == {"one"}
    assert {sequence for _, _, sequence, _ in said} == {0}


@pytest.fixture
def invited(tmp_path: Path) -> Iterator[tuple[Server, EmailMessage]]:
    """A server that writes its mail into files, a worker of its own, and the mail that Ana got."""
    server = Server(tmp_path, INVITATION_DELAY_SECONDS="0")
    server.options = ["--no-worker"]
    server.start()
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=PROJECT, env=server.environment)
    server.manage("shell", "-c", BOOK)
    folder = tmp_path / "data" / "mail"
    until(lambda: len(list(folder.glob("*.eml"))) == 3)
    worker.terminate()
    assert worker.wait(SECONDS) == 0
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
    [mail] = [each for each in mails if "ana@" in str(each["To"])]
    assert isinstance(mail, EmailMessage)
    yield server, mail
    server.stop()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_ana_accepts_in_her_browser(invited: tuple[Server, EmailMessage]) -> None:
    from playwright.sync_api import expect, sync_playwright

    from tests.browser.conftest import ARGUMENTS, CHROMIUM

    server, mail = invited
    link = re.findall(r"Accept: (\S+)", str(part(mail, "text/plain").get_content()))[0]
    assert link.startswith(server.url)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(link)
        expect(page.get_by_role("heading", name="Review")).to_be_visible()
        expect(
            page.get_by_text("Tuesday, March 5, 2030, 4:00 PM to 5:00 PM (Europe/Berlin, UTC+1)")
        ).to_be_visible()
        page.get_by_role("button", name="Yes, I come").click()
        expect(page.get_by_role("heading", name="You have accepted.")).to_be_visible()
        page.get_by_role("button", name="No, I can't").click()
        expect(page.get_by_role("heading", name="You have declined.")).to_be_visible()
        assert complaints == []
        chromium.close()
