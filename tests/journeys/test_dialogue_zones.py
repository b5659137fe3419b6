"""Stories across the nights on which the clocks change: booking, moving, reminding and asking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when

STARTS = "SELECT starts, ends - starts, timezone FROM scheduling_meeting ORDER BY id"


@dataclass(frozen=True)
class Zone:
    """A zone and its two nights, each with the evening before it in UTC.

    `skipped` is a clock time that does not exist, `around` the two that are offered instead, with `after` in UTC; `twice` one
    that comes twice, with the two moments it names in UTC and their offsets.
    """

    name: str
    before_spring: str
    spring: str
    skipped: str
    around: tuple[str, str]
    after: datetime
    before_autumn: str
    autumn: str
    twice: str
    moments: tuple[datetime, datetime]
    offsets: tuple[str, str]

    def __str__(self) -> str:
        return self.name


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ZONES = [
    Zone(
        "America/New_York",
        "2026-03-06T17:00+00:00",
        "Sunday, March 8",
        "2:30 AM",
        ("1:30 AM", "3:30 AM"),
        utc("2026-03-08T07:30"),
        "2026-10-30T16:00+00:00",
        "Sunday, November 1",
        "1:30 AM",
        (utc("2026-11-01T05:30"), utc("2026-11-01T06:30")),
        ("UTC-04:00", "UTC-05:00"),
    ),
    Zone(
        "Europe/Berlin",
        "2026-03-27T10:00+00:00",
        "Sunday, March 29",
        "2:30 AM",
        ("1:30 AM", "3:30 AM"),
        utc("2026-03-29T01:30"),
        "2026-10-23T10:00+00:00",
        "Sunday, October 25",
        "2:30 AM",
        (utc("2026-10-25T00:30"), utc("2026-10-25T01:30")),
        ("UTC+02:00", "UTC+01:00"),
    ),
    # half an hour only
    Zone(
        "Australia/Lord_Howe",
        "2026-10-02T01:00+00:00",
        "Sunday, October 4",
        "2:15 AM",
        ("1:45 AM", "2:45 AM"),
        utc("2026-10-03T15:45"),
        "2026-04-03T01:00+00:00",
        "Sunday, April 5",
        "1:45 AM",
        (utc("2026-04-04T14:45"), utc("2026-04-04T15:15")),
        ("UTC+11:00", "UTC+10:30"),
    ),
    # has had no summer time since 2021, and is a day ahead of its neighbours
    Zone(
        "Pacific/Apia",
        "2020-09-25T01:00+00:00",
        "Sunday, September 27",
        "3:30 AM",
        ("2:30 AM", "4:30 AM"),
        utc("2020-09-26T14:30"),
        "2021-04-02T01:00+00:00",
        "Sunday, April 4",
        "3:30 AM",
        (utc("2021-04-03T13:30"), utc("2021-04-03T14:30")),
        ("UTC+14:00", "UTC+13:00"),
    ),
]
zones = pytest.mark.parametrize("zone", ZONES, ids=str)
At = Callable[[str], None]


@zones
async def test_an_hour_that_the_clocks_skip_is_not_booked(connect: Connect, rows, at: At, zone: Zone) -> None:
    at(zone.before_spring)
    client = await connect()
    answer = await client.say(
        f"schedule a call with Ana on Sunday at {zone.skipped} for 1 hour", timezone=zone.name
    )
    assert answer == (
        f"The clocks go forward that night, so {zone.skipped} does not exist on that day.\n\nWhich of these would suit?"
    )
    assert client.waiting["suggestions"] == [f"{zone.spring} at {clock}" for clock in zone.around]
    assert await rows(STARTS) == []

    card = await client.say("the second one")
    await client.say("yes")

    assert when(card) == f"{zone.spring}, {zone.around[1]}, 1 hour ({zone.name})"
    assert await rows(STARTS) == [(zone.after, timedelta(hours=1), zone.name)]


@zones
async def test_nothing_is_moved_into_an_hour_that_the_clocks_skip(
    connect: Connect, rows, at: At, zone: Zone
) -> None:
    at(zone.before_spring)
    client = await connect()
    await client.say(f"schedule a call with Ana on Saturday at {zone.skipped} for 1 hour", timezone=zone.name)
    await client.say("yes")
    [(saturday, _, _)] = await rows(STARTS)
    answer = await client.say("move it to the day after")
    assert answer.startswith(
        f"The clocks go forward that night, so {zone.skipped} does not exist on that day."
    )
    assert client.waiting["suggestions"] == [f"{zone.spring} at {clock}" for clock in zone.around]
    assert [row[0] for row in await rows(STARTS)] == [saturday]
    await client.say("2")
    await client.say("yes")
    assert [row[0] for row in await rows(STARTS)] == [zone.after]


@zones
@pytest.mark.parametrize("chosen", [0, 1])
async def test_an_hour_that_comes_twice_is_asked_about(
    connect: Connect, rows, at: At, zone: Zone, chosen: int
) -> None:
    at(zone.before_autumn)
    client = await connect()
    answer = await client.say(
        f"schedule a call with Ana on Sunday at {zone.twice} for 15 minutes", timezone=zone.name
    )
    assert answer == (
        f"The clocks go back that night, so {zone.twice} comes twice.\n\nWhich of the two do you mean?"
    )
    labels = [f"{zone.twice} {offset}" for offset in zone.offsets]
    assert client.waiting["suggestions"] == labels

    card = await client.say(labels[chosen])
    await client.say("yes")

    assert when(card) == f"{zone.autumn}, {zone.twice}, 15 minutes ({zone.name}, {zone.offsets[chosen]})"
    assert await rows(STARTS) == [(zone.moments[chosen], timedelta(minutes=15), zone.name)]


@zones
async def test_moving_into_and_within_an_hour_that_comes_twice(
    connect: Connect, rows, at: At, zone: Zone
) -> None:
    at(zone.before_autumn)
    client = await connect()
    await client.say(
        f"schedule a call with Ana on Saturday at {zone.twice} for 15 minutes", timezone=zone.name
    )
    await client.say("yes")
    answer = await client.say("move it to Sunday")
    assert answer.startswith(f"The clocks go back that night, so {zone.twice} comes twice.")
    await client.say("the first one")
    await client.say("yes")
    assert [row[0] for row in await rows(STARTS)] == [zone.moments[0]]

    apart = int((zone.moments[1] - zone.moments[0]).total_seconds() // 60)
    card = await client.say(f"move it {apart} minutes later")
    await client.say("yes")

    assert f"Was: {zone.autumn}, {zone.twice}, 15 minutes ({zone.name}, {zone.offsets[0]})\n" in card
    assert when(card) == f"{zone.autumn}, {zone.twice}, 15 minutes ({zone.name}, {zone.offsets[1]})"
    assert [row[0] for row in await rows(STARTS)] == [zone.moments[1]]


@zones
async def test_a_reminder_at_an_hour_that_comes_twice(connect: Connect, rows, at: At, zone: Zone) -> None:
    at(zone.before_autumn)
    client = await connect()
    await client.say(f"remind me on Sunday at {zone.twice} to set the clocks", timezone=zone.name)
    assert client.waiting["prompt"] == "Which of the two do you mean?"
    await client.say("the second one")
    await client.say("yes")
    assert await rows("SELECT text, moment FROM scheduling_reminder") == [("set the clocks", zone.moments[1])]


@zones
async def test_a_length_is_elapsed_time_and_a_day_later_is_wall_clock(
    connect: Connect, rows, at: At, zone: Zone
) -> None:
    at(zone.before_spring)
    client = await connect()
    await client.say("schedule a night shift with Ana on Saturday at 11pm for 8 hours", timezone=zone.name)
    await client.say("yes")
    [(before, length, _)] = await rows(STARTS)
    assert length == timedelta(hours=8)
    day = await client.say("what do I have on Sunday?")
    forward = zone.after - timedelta(minutes=1)
    assert before < forward < before + length
    ends = (before + length).astimezone(ZoneInfo(zone.name))
    assert f"11:00 PM to {ends:%-I:%M %p} “Night shift” with Ana" in day
    assert ends.hour + ends.minute / 60 > 7

    await client.say("move it to the day after")
    await client.say("yes")

    [(after, length, _)] = await rows(STARTS)
    skipped = timedelta(minutes=30 if zone.name == "Australia/Lord_Howe" else 60)
    assert after - before == timedelta(days=1) - skipped
    assert length == timedelta(hours=8)


@zones
async def test_the_day_the_clocks_change_is_asked_about_as_a_whole(
    connect: Connect, at: At, zone: Zone
) -> None:
    at(zone.before_autumn)
    client = await connect()
    await client.say("schedule a call with Ana on Sunday at 11pm for 30 minutes", timezone=zone.name)
    await client.say("yes")
    assert await client.say("what do I have on Sunday?") == (
        f"On {zone.autumn} you have 1 meeting ({zone.name}):\n11:00 PM to 11:30 PM “Call” with Ana"
    )
    assert await client.say("am I free on Sunday at 11pm?") == (
        f"No: on {zone.autumn} at 11:00 PM you have “Call” with Ana, 11:00 PM to 11:30 PM ({zone.name})."
    )
