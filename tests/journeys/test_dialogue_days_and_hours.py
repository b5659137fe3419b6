"""Stories of days and hours told in more than one breath, or in the words of a name: nothing said of them is lost."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when, who

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("month", "offered", "day", "card"),
    [
        ("late december", "Monday, December 21", "the 28th", "Monday, December 28"),
        ("mid january", "Monday, January 11, 2027", "the 15th", "Friday, January 15, 2027"),
        ("early january", "Friday, January 1, 2027", "on the 5th", "Tuesday, January 5, 2027"),
        ("late december", "Monday, December 21", "the 5th", "Saturday, December 5"),
        ("in june", "Monday, June 1", "wednesday", "Wednesday, June 3"),
        ("in june", "Monday, June 1", "tomorrow", "Thursday, March 5"),
        ("in june", "Monday, June 1", "july 8th", "Wednesday, July 8"),
    ],
)
async def test_the_month_is_kept_for_the_day(
    connect: Connect, month: str, offered: str, day: str, card: str
) -> None:
    client = await connect()
    assert await client.say(f"book a wrap up {month} at 3pm 30 min just me") == "On which day?"
    assert client.waiting and client.waiting["suggestions"][0] == offered
    assert when(await client.say(day)) == f"{card}, 3:00 PM, 30 minutes (UTC)"


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("book a quarterly review with Sue on december 10 at 3pm for 1 hour", "Quarterly review"),
        ("book an annual review with Sue on december 10 at 3pm for 1 hour", "Annual review"),
        ("book the monthly report review with Sue on 10 december at 3pm for 1 hour", "Monthly report review"),
    ],
)
async def test_a_name_on_one_date_repeats_nothing(connect: Connect, request_: str, title: str) -> None:
    client = await connect()
    card = await client.say(request_)
    assert card.startswith(f"{title}\n")
    assert when(card) == "Thursday, December 10, 3:00 PM, 1 hour (UTC)"
    assert "Repeats" not in card


async def test_people_in_brackets_keep_their_names(connect: Connect) -> None:
    client = await connect()
    card = await client.say(
        "schedule a business review with the clients from Acme (John Smith <john@acme.com> and Mary Jones "
        "<mary@acme.com>) on December 9th from 10:00 to 11:30"
    )
    assert who(card) == "John Smith <john@acme.com> and Mary Jones <mary@acme.com>"
