"""What a booked meeting becomes when what it was shown as is changed, by somebody who is in another zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.assistant.meetings import event_from, facts, whole
from scheduling.events import Period, VEvent
from scheduling.recurrence import occurrences

HERE = "America/New_York"
# at 10 in Berlin, on the days between the nights on which the clocks go back there and in New York
FIRST = datetime(2026, 10, 27, 9, tzinfo=UTC)
SERIES = VEvent(
    "one", "Review", Period(FIRST, FIRST + timedelta(hours=1)), "Europe/Berlin", rrule="FREQ=WEEKLY;COUNT=8"
)
YEAR = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
[FIFTH] = [
    each for each in occurrences(SERIES, YEAR) if each.period.starts.date().isoformat() == "2026-11-24"
]


def changed(before: VEvent, shown: VEvent, **values: Any) -> VEvent:
    was = facts(shown, HERE)
    return whole(before, was, event_from("one", was | values, HERE), HERE)


@pytest.mark.parametrize("before", [SERIES, replace(SERIES, rrule="")], ids=["series", "single"])
def test_a_length_alone_changes_neither_the_time_nor_the_zone(before: VEvent) -> None:
    shown = FIFTH if before.rrule else before
    after = changed(before, shown, duration=90)
    assert after == replace(before, period=Period(FIRST, FIRST + timedelta(minutes=90)))


def test_a_series_moves_to_what_the_card_says() -> None:
    after = changed(SERIES, FIFTH, time="11:00")
    assert after.timezone == HERE
    found = [facts(each) for each in occurrences(after, YEAR)]
    assert {each["time"] for each in found} == {"11:00"}
    assert found[4]["date"] == "2026-11-24"
