"""An owner's pages over HTTP: agenda, contacts, feed and files; what browsers show is in tests/browser."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.utils import timezone

from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Contact, Feed
from scheduling.pages import contacts
from scheduling.preferences import Preferences
from scheduling.vcards import read_cards
from tests.scheduling.radicale_server import CalDavServer

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)  # a Tuesday
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
ANA, BOB = Attendee("Ana", "ana@example.com"), Attendee("Bob")
AGENDA, CONTACTS = "/agenda/some-client/", "/contacts/some-client/"


@pytest.fixture
def calendar(assistant_database: None) -> DatabaseCalendar:
    return DatabaseCalendar("client:some-client")


@pytest.fixture
def browser(assistant_database: None) -> AsyncClient:
    return AsyncClient()


def review(uid: str = "m1", starts: datetime = THREE, **more: Any) -> VEvent:
    event = {"summary": "<b>Review</b>", "timezone": "Europe/Berlin", "attendees": (ANA, BOB), **more}
    return VEvent(uid=uid, period=Period(starts, starts + HOUR), **event)


def words(response: Any) -> str:
    """The text of a page without its marks, on one line, with plain dashes."""
    text = re.sub(r"<(head|script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.split()).replace("\N{EN DASH}", "-")


async def test_the_agenda_shows_the_week_in_the_zone_of_the_owner(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.add(review(location="Room 4"))
    await calendar.remind(Reminder("r", "call Sam", THREE + HOUR, "UTC"))
    browser.cookies["timezone"] = "America%2FNew_York"
    page = await browser.get(f"{AGENDA}?date=2030-03-08")
    assert "March 4 - 10" in words(page)
    assert "Times in America/New_York" in words(page)
    assert "&lt;b&gt;Review&lt;/b&gt; 10:00 AM - 11:00 AM" in words(page)
    assert "11:00 AM call Sam" in words(page)
    assert "Room 4" in words(page) and "Ana ana@example.com" in words(page)
    await calendar.prefer(Preferences(timezone="Europe/Berlin"))
    assert "4:00 PM - 5:00 PM" in words(await browser.get(f"{AGENDA}?date=2030-03-08"))


async def test_the_zone_is_told_with_its_distance_of_those_days(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.prefer(Preferences(timezone="Europe/Berlin"))
    for date, distance in (("2030-01-15", "+01:00"), ("2030-07-15", "+02:00")):
        page = await browser.get(f"{AGENDA}?date={date}")
        assert f"Times in Europe/Berlin (UTC{distance})." in words(page)


async def test_series_are_expanded_and_cancelled_meetings_are_not_there(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.prefer(Preferences(timezone="Europe/Berlin"))
    await calendar.add(review(rrule="FREQ=WEEKLY", summary="Weekly"))
    await calendar.add(review("m2", THREE + HOUR, summary="Gone"))
    await calendar.cancel("m2")
    await calendar.cancel("m1", recurrence_id=THREE + WEEK)
    for day, shown in (("2030-03-05", 1), ("2030-03-12", 0), ("2030-04-02", 1), ("2099-03-03", 1)):
        text = words(await browser.get(f"{AGENDA}?view=day&date={day}"))
        assert ("Weekly 4:00 PM - 5:00 PM" in text) == bool(shown), day
        assert "Gone" not in text


@pytest.mark.parametrize("view", ["week", "day"])
async def test_where_nothing_is_there_is_a_way_to_the_nearest_meeting(
    browser: AsyncClient, calendar: DatabaseCalendar, view: str
) -> None:
    async def ways(date: str) -> list[tuple[str, str]]:
        page = (await browser.get(f"{AGENDA}?view={view}&date={date}")).content.decode()
        return re.findall(rf'href="\?view={view}&amp;date=(\S+)">((?:Next|Previous) meeting: [^<]+)<', page)

    assert await ways("2030-02-20") == []
    await calendar.prefer(Preferences(timezone="Pacific/Auckland"))
    await calendar.add(review())
    await calendar.add(review("m2", THREE + 2 * WEEK))
    assert await ways("2030-02-20") == [("2030-03-06", "Next meeting: Wednesday, March 6, 2030")]
    assert await ways("2030-03-06") == []
    assert await ways("2030-03-13") == [("2030-03-20", "Next meeting: Wednesday, March 20, 2030")]
    assert await ways("2030-04-03") == [("2030-03-20", "Previous meeting: Wednesday, March 20, 2030")]
    assert await ways("2032-01-01") == []


async def test_a_day_of_25_hours_says_so_and_tells_its_two_hours_apart(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.prefer(Preferences(timezone="Europe/Berlin"))
    await calendar.add(review(starts=datetime(2030, 10, 27, 0, 45, tzinfo=UTC)))
    text = words(await browser.get(f"{AGENDA}?view=day&date=2030-10-27"))
    assert "Clocks go back" in text
    assert "2:45 AM CEST - 2:45 AM CET" in text


@pytest.mark.parametrize(
    "query",
    ["view=month", "date=yesterday", "date=2030-02-30", "date=9999-01-01", "date=1999-01-01", "date=%00"],
)
async def test_an_address_that_means_nothing_says_what_does(browser: AsyncClient, query: str) -> None:
    page = await browser.get(f"{AGENDA}?{query}")
    assert page.status_code == 400
    assert "An agenda has a view=day or view=week" in words(page)


@pytest.mark.parametrize("date", ["2000-01-03", "2099-12-27"])
async def test_the_ends_of_time_have_no_dead_links(browser: AsyncClient, date: str) -> None:
    page = (await browser.get(f"{AGENDA}?date={date}")).content.decode()
    for query in re.findall(r'href="(\?[^"]+)"', page):
        assert (await browser.get(AGENDA + query.replace("&amp;", "&"))).status_code == 200, query


@pytest.mark.parametrize("address", [AGENDA, CONTACTS])
async def test_pages_may_be_neither_kept_nor_framed_nor_run_foreign_code(
    browser: AsyncClient, address: str
) -> None:
    page = await browser.get(address)
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "private, no-store"
    assert not re.findall(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=|<style", page.content.decode())


async def test_without_a_client_id_only_a_signed_in_user_has_pages(browser: AsyncClient) -> None:
    page = await browser.get("/agenda/")
    assert (page.status_code, "Whose calendar?" in words(page)) == (404, True)
    assert (await browser.get("/agenda/no/")).status_code == 404
    ana = await sync_to_async(User.objects.create_user)("ana")
    await DatabaseCalendar(f"user:{ana.pk}").add(review(summary="Of Ana"))
    await DatabaseCalendar("client:some-client").add(review("m2", summary="Of nobody"))
    await browser.aforce_login(ana)
    for address in ("/agenda/", AGENDA):
        text = words(await browser.get(f"{address}?date=2030-03-05"))
        assert "Of Ana" in text and "Of nobody" not in text


async def feed_address(browser: AsyncClient) -> str:
    await browser.post("/feed/some-client/", {"action": "renew"})
    [address] = re.findall(r'value="http://[^/]+([^"]+\.ics)"', (await browser.get(AGENDA)).content.decode())
    return str(address)


async def test_a_feed_holds_what_is_confirmed_as_other_programs_read_it(
    browser: AsyncClient, calendar: DatabaseCalendar, tmp_path: Path
) -> None:
    await calendar.add(review(rrule="FREQ=WEEKLY;COUNT=6", location="Room 4"))
    await calendar.cancel("m1", recurrence_id=THREE + WEEK)
    moved = await calendar.get("m1", THREE + 2 * WEEK)
    assert moved
    await calendar.change(
        VEvent(
            **{
                **{name: getattr(moved, name) for name in moved.__slots__},
                "period": Period(THREE + 3 * HOUR + 2 * WEEK, THREE + 4 * HOUR + 2 * WEEK),
            }
        )
    )
    await calendar.add(review("m2", THREE + HOUR))
    await calendar.cancel("m2")
    old = timezone.now() - timedelta(days=800)
    await calendar.add(review("old", old))

    response = await browser.get(await feed_address(browser))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    file = icalendar.Calendar.from_ical(response.content)
    assert (file["METHOD"], file["X-WR-CALNAME"]) == ("PUBLISH", "MeetingMuse")
    assert file.decoded("refresh-interval") == HOUR
    assert {event["UID"] for event in file.events} == {"m1"}
    assert all("ATTENDEE" not in event for event in file.events)
    assert file.events[0]["DESCRIPTION"] == "With Ana, Bob"
    within = Period(THREE - WEEK, THREE + 10 * WEEK)
    with CalDavServer(tmp_path) as caldav:
        caldav.put("feed", response.content.replace(b"METHOD:PUBLISH\r\n", b""))
        assert caldav.busy(within) == list(await calendar.busy(within))


async def test_a_feed_is_sent_again_only_when_something_has_changed(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.add(review())
    address = await feed_address(browser)
    first = await browser.get(address)
    assert (await browser.get(address)).content == first.content
    same = await browser.get(address, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    for change in (
        calendar.change(review(location="Room 5")),
        calendar.add(review("m2", THREE + HOUR)),
        calendar.cancel("m1"),
    ):
        await change
        now = await browser.get(address, headers={"if-none-match": first["ETag"]})
        assert now.status_code == 200
        first = now
    await calendar.cancel("m2")
    assert icalendar.Calendar.from_ical((await browser.get(address)).content).events == []


async def test_a_feed_is_renewed_and_taken_back(browser: AsyncClient) -> None:
    first = await feed_address(browser)
    second = await feed_address(browser)
    assert first != second and len(second) > 40
    assert [(await browser.get(address)).status_code for address in (first, second)] == [404, 200]
    await browser.post("/feed/some-client/", {"action": "revoke"})
    assert (await browser.get(second)).status_code == 404
    assert await Feed.objects.acount() == 0
    assert (await browser.post("/feed/some-client/", {"action": "publish"})).status_code == 400
    assert (await browser.get("/feed/some-client/")).status_code == 405


async def test_the_time_of_reminders_is_chosen_and_the_rest_stays(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.prefer(Preferences(timezone="Asia/Tokyo"))
    for minutes in (0, 45, 7 * 24 * 60):
        await browser.post("/reminders/some-client/", {"minutes": minutes})
        wanted = Preferences(timezone="Asia/Tokyo", ahead=timedelta(minutes=minutes))
        assert await calendar.preferences() == wanted
        assert f'<option value="{minutes}" selected>' in (await browser.get(AGENDA)).content.decode()
    for wrong in ("-1", "10081", "ten", "", "1.5", "²"):
        page = await browser.post("/reminders/some-client/", {"minutes": wrong})
        assert (page.status_code, "0 to 10080 minutes" in words(page)) == (400, True)
    assert await calendar.preferences() == wanted


async def test_the_agenda_tells_who_comes(browser: AsyncClient, calendar: DatabaseCalendar) -> None:
    await calendar.add(review(attendees=(ANA, BOB, Attendee("Cy", "cy@example.com"))))
    await AttendeeRow.objects.filter(name="Ana").aupdate(partstat="DECLINED")
    text = words(await browser.get(f"{AGENDA}?date=2030-03-05"))
    assert "Ana ana@example.com does not come Bob Cy cy@example.com Download" in text


async def test_forms_need_their_token(assistant_database: None) -> None:
    stranger = AsyncClient(enforce_csrf_checks=True)
    for address in ("/feed/some-client/", "/reminders/some-client/", CONTACTS):
        assert (await stranger.post(address, {"action": "renew"})).status_code == 403


async def test_a_meeting_is_a_file_for_its_owner_alone(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    await calendar.add(review())
    response = await browser.get("/meetings/some-client/m1.ics")
    [event] = icalendar.Calendar.from_ical(response.content).events
    assert (event["UID"], event["SUMMARY"], event.start) == ("m1", "<b>Review</b>", THREE)
    assert response["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    assert (await browser.get("/meetings/other-client/m1.ics")).status_code == 404
    await calendar.cancel("m1")
    assert (await browser.get("/meetings/some-client/m1.ics")).status_code == 404


async def do(browser: AsyncClient, **fields: Any) -> Any:
    return await browser.post(CONTACTS, fields, follow=True)


async def test_a_file_of_contacts_is_read_beside_the_event_loop(
    browser: AsyncClient, calendar: DatabaseCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(data: bytes) -> tuple[list[Attendee], int]:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        return read_cards(data)

    monkeypatch.setattr(contacts, "read_cards", read)
    card = b"BEGIN:VCARD\nFN:Ana\nEMAIL:ana@example.com\nEND:VCARD\n"
    page = await do(browser, action="import", file=SimpleUploadedFile("a.vcf", card))
    assert "1 contact imported." in words(page)


async def test_contacts_are_added_renamed_and_removed(
    browser: AsyncClient, calendar: DatabaseCalendar
) -> None:
    assert "Nobody yet" in words(await browser.get(CONTACTS))
    page = await do(browser, action="add", name="Ana <b>", email="Ana@Example.com")
    assert "Ana &lt;b&gt; is a contact." in words(page)
    contact = await Contact.objects.aget()
    page = await do(browser, action="rename", contact=contact.pk, name="Anna", email="anna@example.com")
    assert "Changed." in words(page) and "Anna anna@example.com" in words(page)
    assert (await calendar.contacts(["Anna"]))["Anna"] == [Attendee("Anna", "anna@example.com")]
    assert "Removed." in words(await do(browser, action="forget", contact=contact.pk))
    assert await Contact.objects.acount() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"action": "add", "name": "Ana", "email": "ana"}, "Ana is not a mail address. Nothing was changed."),
        ({"action": "add", "name": "", "email": "a@b.de"}, "A contact needs a name and an address."),
        ({"action": "add", "name": "x" * 201, "email": "a@b.de"}, "That is longer than 200 characters."),
        ({"action": "rename", "contact": "7", "name": "A", "email": "a@b.de"}, "not there any more."),
        ({"action": "rename", "contact": "²", "name": "A", "email": "a@b.de"}, "not there any more."),
        ({"action": "shout", "name": "A", "email": "a@b.de"}, "not there any more."),
        ({"action": "import"}, "This is no vCard file"),
    ],
)
async def test_what_cannot_be_a_contact_is_said(browser: AsyncClient, fields: Any, sentence: str) -> None:
    page = await do(browser, **fields)
    assert (page.status_code, sentence in words(page)) == (400, True), words(page)
    assert await Contact.objects.acount() == 0


async def test_what_was_typed_stays_when_it_is_refused(browser: AsyncClient) -> None:
    page = await do(browser, action="add", name="Ana", email="not an address")
    assert 'value="Ana"' in page.content.decode() and 'value="not an address"' in page.content.decode()


async def test_an_address_belongs_to_one_contact(browser: AsyncClient, calendar: DatabaseCalendar) -> None:
    await calendar.remember([ANA, Attendee("Bob", "bob@example.com")])
    bob = await Contact.objects.aget(name="Bob")
    page = await do(browser, action="rename", contact=bob.pk, name="Bob", email="ana@example.com")
    assert "Ana@example.com is the address of another contact." in words(page)


async def test_contacts_of_others_cannot_be_touched(browser: AsyncClient) -> None:
    await DatabaseCalendar("client:others").remember([ANA])
    theirs = await Contact.objects.aget()
    await do(browser, action="forget", contact=theirs.pk)
    await do(browser, action="rename", contact=theirs.pk, name="Mine", email="mine@example.com")
    assert "ana@example.com" not in words(await browser.get(CONTACTS))
    assert [each async for each in Contact.objects.values_list("name", flat=True)] == ["Ana"]


async def test_contacts_are_searched(browser: AsyncClient, calendar: DatabaseCalendar) -> None:
    await calendar.remember([Attendee("José Peña", "jp@example.com"), Attendee("Bob", "bob@example.org")])
    for search, found in (("pena", ["José"]), ("example.ORG", ["Bob"]), ("%", []), ("", ["José", "Bob"])):
        text = words(await browser.get(CONTACTS, {"search": search}))
        assert [name for name in ("José", "Bob") if f"{name}" in text.partition("Search")[2]] == found, search


async def test_a_vcard_file_is_imported(browser: AsyncClient, calendar: DatabaseCalendar) -> None:
    cards = "BEGIN:VCARD\r\nFN:Ana\r\nEMAIL:ana@example.com\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Bob\r\nEND:VCARD\r\n"
    page = await do(browser, action="import", file=SimpleUploadedFile("all.vcf", cards.encode()))
    assert "1 contact imported. 1 without a name or a usable address left out." in words(page)
    assert (await calendar.contacts(["Ana"]))["Ana"] == [ANA]
    two = "BEGIN:VCARD\r\nFN:Cy\r\nEMAIL:cy@example.com\r\nEMAIL:cy@home.example\r\nEND:VCARD\r\n"
    page = await do(browser, action="import", file=SimpleUploadedFile("two.vcf", two.encode()))
    assert "1 contact imported. 1 further address left out" in words(page)
    page = await do(browser, action="import", file=SimpleUploadedFile("big.vcf", b"x" * (1024 * 1024 + 1)))
    assert "The file is larger than 1 MB" in words(page)
