"""Stories of days and hours told in more than one breath, or in the words of a name: nothing said of them is lost."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, when, who

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


@pytest.mark.parametrize(
    ("said", "card"),
    [
        ("on the 5th of may, no wait, the 6th, at 2pm for 30 min", "Wednesday, May 6, 2:00 PM, 30 minutes"),
        ("tuesday at 3, actually 4pm, for 30 min", "Tuesday, March 10, 4:00 PM, 30 minutes"),
        ("tuesday at 3pm, no wait, thursday, for 30 min", "Thursday, March 5, 3:00 PM, 30 minutes"),
        ("tuesday, sorry, friday at 3pm for 30 min", "Friday, March 6, 3:00 PM, 30 minutes"),
        ("tuesday at 3pm for 30 min, actually 45 minutes", "Tuesday, March 10, 3:00 PM, 45 minutes"),
        ("tuesday at 3pm for 30 min, actually make it 4pm", "Tuesday, March 10, 4:00 PM, 30 minutes"),
    ],
)
async def test_what_is_corrected_in_the_same_breath(connect: Connect, said: str, card: str) -> None:
    client = await connect()
    answer = await client.say(f"book a call with Kit {said}")
    assert answer.startswith("Call\n")
    assert when(answer) == f"{card} (UTC)"


@pytest.mark.parametrize(
    ("wish", "span", "first"),
    [
        (
            "next week, mornings only",
            "from Monday, March 9 to Sunday, March 15 in the morning",
            "Monday, March 9 at 9:00 AM",
        ),
        (
            "next week, not monday and not friday",
            "from Monday, March 9 to Sunday, March 15, but not on Monday, March 9 or Friday, March 13",
            "Tuesday, March 10 at 9:00 AM",
        ),
        (
            "friday or sunday afternoon",
            "on Friday, March 6 and Sunday, March 8 in the afternoon",
            "Friday, March 6 at 12:00 PM",
        ),
        ("before saturday", "from Wednesday, March 4 to Friday, March 6", "Wednesday, March 4 at 9:00 AM"),
        (
            "next week before thursday",
            "from Monday, March 9 to Wednesday, March 11",
            "Monday, March 9 at 9:00 AM",
        ),
    ],
)
async def test_where_a_time_is_looked_for(connect: Connect, wish: str, span: str, first: str) -> None:
    client = await connect()
    answer = await client.say(f"find 45 minutes with Bo {wish}")
    assert answer.startswith(f"Here is when you are free for 45 minutes {span} (UTC)."), answer
    assert client.waiting and client.waiting["suggestions"][0] == first


async def test_another_day_keeps_the_part_of_the_day(connect: Connect) -> None:
    client = await connect()
    await client.say("find 45 minutes with Bo next week, mornings only")
    assert "on Wednesday, March 11 in the morning (UTC)" in await client.say("wednesday instead")


async def test_a_day_that_is_not_wanted_is_not_offered(connect: Connect) -> None:
    client = await connect()
    await client.say("book a chat with Lou sometime next week, 20 min, not monday, after 3pm")
    assert client.waiting and client.waiting["suggestions"][0] == "Tuesday, March 10"


@pytest.mark.parametrize(
    ("answer", "moment"),
    [
        ("after 4", "Monday, March 9, 4:00 PM"),
        ("first free slot after that", "Monday, March 9, 3:00 PM"),
        ("the next free slot", "Monday, March 9, 3:00 PM"),
        ("the earliest one", "Monday, March 9, 1:30 PM"),
        ("the latest", "Monday, March 9, 3:30 PM"),
        ("any", "Monday, March 9, 1:30 PM"),
        ("whatever works", "Monday, March 9, 1:30 PM"),
    ],
)
async def test_a_time_in_place_of_one_that_is_taken(connect: Connect, answer: str, moment: str) -> None:
    client = await connect()
    await book(client, "book a sync on monday at 2pm for one hour just me")
    await client.say("book a vendor call on monday at 2:30pm for 30 min with Zoe")
    assert when(await client.say(answer)) == f"{moment}, 30 minutes (UTC)"


@pytest.mark.parametrize(
    ("answer", "span", "first"),
    [
        ("later that day", "on Monday, March 9 after 3:30 PM", "Monday, March 9 at 3:30 PM"),
        ("later that week", "from Tuesday, March 10 to Sunday, March 15", "Tuesday, March 10 at 9:00 AM"),
        (
            "what else have you got?",
            "from Tuesday, March 10 to Monday, March 16",
            "Tuesday, March 10 at 9:00 AM",
        ),
        ("afternoon!!", "on Monday, March 9 in the afternoon", "Monday, March 9 at 12:00 PM"),
    ],
)
async def test_other_times_than_those_on_offer(connect: Connect, answer: str, span: str, first: str) -> None:
    client = await connect()
    await book(client, "book a sync on monday at 2pm for one hour just me")
    await client.say("book a vendor call on monday at 2:30pm for 30 min with Zoe")
    said = await client.say(answer)
    assert said.startswith(f"Here is when you are free for 30 minutes {span} (UTC).")
    assert client.waiting and client.waiting["suggestions"][0] == first
    assert (await client.say("the first one")).startswith("Vendor call\n")


@pytest.mark.parametrize(
    "messages",
    [
        ("book a call with Oz on tuesday between 2 and 4pm, 30 min",),
        ("book a call with Oz on tuesday for 30 min", "between 2 and 4"),
        ("book a call with Oz on tuesday for 30 min", "tuesday between 2 and 4pm"),
    ],
)
async def test_hours_that_a_shorter_meeting_is_to_lie_in(connect: Connect, messages: tuple[str, ...]) -> None:
    client = await connect()
    await book(client, "book a sync on tuesday at 2pm for 45 min just me")
    answers = [await client.say(message) for message in messages]
    assert answers[-1].startswith(
        "Here is when you are free for 30 minutes on Tuesday, March 10 from 2:00 PM to 4:00 PM (UTC)."
    )
    assert client.waiting and client.waiting["suggestions"] == ["Tuesday, March 10 at 3:00 PM"]


async def test_hours_of_one_of_two_meetings_leave_the_other(connect: Connect) -> None:
    client = await connect()
    answer = await client.say(
        "book a standup with Ana monday between 9 and 10am for 15 min and lunch with Bob tuesday at noon for 1 hour"
    )
    assert "Lunch" in answer
    assert "from 9:00 AM to 10:00 AM" in answer
