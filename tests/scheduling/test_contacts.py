"""People the owner knows, in every implementation of the Calendar protocol."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduling.calendars.base import Calendar
from scheduling.calendars.database import DatabaseCalendar
from scheduling.calendars.memory import MemoryCalendar
from scheduling.contacts import MOST_CONTACTS, MOST_FOUND, folded
from scheduling.errors import InvalidAttendees
from scheduling.events import Attendee, Period, VEvent

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
ANA = Attendee("Ana Müller", "ana@example.com")
OTHER_ANA = Attendee("Ana", "ana@example.org")


@pytest.fixture(params=["memory", "database"])
def calendar(request: pytest.FixtureRequest, assistant_database: None) -> Calendar:
    return DatabaseCalendar("client:contract") if request.param == "database" else MemoryCalendar()


def meeting(*people: Attendee) -> VEvent:
    return VEvent("one", "Review", Period(THREE, THREE + timedelta(hours=1)), "UTC", attendees=people)


@pytest.mark.parametrize("name", ["Ana", "ANA", "ana müller", "Ana  Muller", "ána"])
async def test_people_are_found_by_first_or_full_name(calendar: Calendar, name: str) -> None:
    await calendar.remember([ANA])
    assert (await calendar.contacts([name]))[name] == [ANA]


@pytest.mark.parametrize("name", ["", "  ", "An", "Müller", "Ana M", "%", "Ana_Müller"])
async def test_other_pieces_of_a_name_are_nobody(calendar: Calendar, name: str) -> None:
    await calendar.remember([ANA])
    assert (await calendar.contacts([name]))[name] == []


async def test_two_of_one_name_are_both_found_the_full_name_first(calendar: Calendar) -> None:
    await calendar.remember([ANA, OTHER_ANA, Attendee("Bob", "bob@example.com")])
    assert (await calendar.contacts(["ana"]))["ana"] == [OTHER_ANA, ANA]
    assert (await calendar.contacts(["ana müller"]))["ana müller"] == [ANA]


async def test_people_of_meetings_are_learned(calendar: Calendar) -> None:
    await calendar.add(meeting(ANA, Attendee("Bob"), Attendee(email="cleo@example.com")))
    assert (await calendar.contacts(["Ana"]))["Ana"] == [ANA]
    assert (await calendar.contacts(["Bob"]))["Bob"] == []
    await calendar.change(meeting(ANA, Attendee("Bob", "bob@Example.com")))
    assert (await calendar.contacts(["Bob"]))["Bob"] == [Attendee("Bob", "bob@example.com")]


async def test_what_is_learned_does_not_rename_and_what_is_said_does(calendar: Calendar) -> None:
    await calendar.add(meeting(ANA))
    await calendar.change(meeting(replace(ANA, name="Somebody")))
    assert (await calendar.contacts(["Somebody"]))["Somebody"] == []
    await calendar.remember([Attendee("Ann", "ANA@example.com")])
    assert (await calendar.contacts(["Ann"]))["Ann"] == [Attendee("Ann", "ana@example.com")]
    assert (await calendar.contacts(["Ana"]))["Ana"] == []


@pytest.mark.parametrize(
    "nobody",
    [Attendee("Ana"), Attendee(email="ana@example.com"), Attendee("Ana", "ana@"), Attendee("\n", "a@b.de")],
)
async def test_without_name_or_address_nobody_is_stored(calendar: Calendar, nobody: Attendee) -> None:
    with pytest.raises(InvalidAttendees):
        await calendar.remember([ANA, nobody])
    assert (await calendar.contacts(["Ana"]))["Ana"] == []


async def test_an_address_book_has_an_end(calendar: Calendar) -> None:
    people = [Attendee("Ana", f"ana{number}@example.com") for number in range(MOST_CONTACTS + 1)]
    await calendar.remember(people[1:])
    with pytest.raises(InvalidAttendees):
        await calendar.remember(people)
    await calendar.add(meeting(Attendee("Bob", "bob@example.com")))
    assert (await calendar.contacts(["Bob"]))["Bob"] == []
    assert len((await calendar.contacts(["Ana"]))["Ana"]) == MOST_FOUND


async def test_contacts_are_their_owners_alone(assistant_database: None) -> None:
    await DatabaseCalendar("client:mine").remember([ANA])
    assert await DatabaseCalendar("client:theirs").contacts(["Ana"]) == {"Ana": []}


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("  José  ", "jose"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("STRAẞE", "strasse"),
        ("İnci", "inci"),
        ("李雷", "李雷"),
    ],
)
def test_names_are_compared_without_case_and_marks(name: str, compared: str) -> None:
    assert folded(name) == compared
