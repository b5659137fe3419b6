"""Recurrence rules: against python-dateutil where both agree on what is asked, and across the clock changes of four zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from scheduling.errors import InvalidRule
from scheduling.events import Override, Period, VEvent
from scheduling.recurrence import beyond, coming, has_end, occurrence, occurrences
from scheduling.rules import ending_before, read_rule, shifted

HALF_HOUR = timedelta(minutes=30)


def series(first: datetime, rule: str, zone: str = "UTC", length: timedelta = HALF_HOUR) -> VEvent:
    starts = first.replace(tzinfo=ZoneInfo(zone))
    return VEvent("s", "Series", Period(starts, starts.astimezone(UTC) + length), zone, rrule=rule)


def year(number: int, years: int = 1) -> Period:
    return Period(datetime(number, 1, 1, tzinfo=UTC), datetime(number + years, 1, 1, tzinfo=UTC))


DAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
NTH = st.builds("{}{}".format, st.sampled_from([1, 2, 5, -1, -2]), DAYS)


def listed(values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(lambda found: ",".join(map(str, found)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that fall on days again and again: dateutil never comes back from others."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": freq}
    if freq == "WEEKLY":
        parts |= draw(st.sampled_from([{}, {"BYDAY": draw(listed(DAYS))}, {"BYMONTH": "3,9"}]))
        parts |= draw(st.sampled_from([{}, {"WKST": "SU"}, {"WKST": "WE"}]))
    elif freq != "DAILY":
        months = {"BYMONTH": draw(listed(st.integers(1, 12)))} if freq == "YEARLY" else {}
        monthly = [
            # never both in one rule: dateutil then takes only days that are both
            {"BYDAY": draw(st.one_of(listed(DAYS), listed(NTH)))},
            {"BYMONTHDAY": draw(listed(st.sampled_from([1, 15, 28, -1, -28])))},
            {"BYDAY": draw(listed(DAYS)), "BYSETPOS": draw(st.sampled_from(["1", "-1", "1,-1"]))},
            {"BYDAY": "FR", "BYMONTHDAY": "13"},
        ]
        parts |= draw(st.sampled_from([{}, months, *monthly, *(months | each for each in monthly)]))
    if len(parts) == 1 or freq == "WEEKLY":
        parts["INTERVAL"] = str(draw(st.integers(1, 5)))
    parts |= draw(st.sampled_from([{}, {"COUNT": str(draw(st.integers(1, 30)))}, {"UNTIL": "20280301"}]))
    return ";".join(f"{name}={value}" for name, value in parts.items())


@settings(max_examples=300, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(rules(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)), st.integers(0, 1500))
def test_occurrences_are_those_of_dateutil(rule: str, seed: datetime, ahead: int) -> None:
    unending = ";".join(part for part in rule.split(";") if not part.startswith(("COUNT", "UNTIL")))
    first = next(iter(rrulestr(unending, dtstart=seed.replace(second=0, microsecond=0))))
    assume(first.year < 2036)
    theirs = rrulestr(rule.replace("UNTIL=20280301", "UNTIL=20280301T235959"), dtstart=first)
    assume(next(iter(theirs), None) == first)
    begin = datetime(2026, 1, 1) + timedelta(days=ahead)
    window = Period(begin.replace(tzinfo=UTC), (begin + timedelta(days=800)).replace(tzinfo=UTC))
    mine = [
        each.period.starts.replace(tzinfo=None)
        for each in occurrences(series(first, rule), window)
        if each.period.starts >= window.starts
    ]
    assert mine == [
        each
        for each in theirs.between(begin, begin + timedelta(days=800), inc=True)
        if each < begin + timedelta(days=800)
    ]


@pytest.mark.parametrize(
    ("zone", "first", "rule", "starts"),
    [
        (
            "America/New_York",
            datetime(2026, 3, 6, 9),
            "FREQ=DAILY;COUNT=4",
            ["06 14:00", "07 14:00", "08 13:00", "09 13:00"],
        ),
        # 2:30 does not exist on March 8: read with the offset before the gap it is 3:30
        (
            "America/New_York",
            datetime(2026, 3, 7, 2, 30),
            "FREQ=DAILY;COUNT=3",
            ["07 07:30", "08 07:30", "09 06:30"],
        ),
        # 1:30 comes twice on November 1: the first of them
        (
            "America/New_York",
            datetime(2026, 10, 31, 1, 30),
            "FREQ=DAILY;COUNT=3",
            ["31 05:30", "01 05:30", "02 06:30"],
        ),
        (
            "Europe/Berlin",
            datetime(2026, 3, 24, 10),
            "FREQ=WEEKLY;COUNT=3",
            ["24 09:00", "31 08:00", "07 08:00"],
        ),
        (
            "Europe/Berlin",
            datetime(2026, 10, 20, 10),
            "FREQ=WEEKLY;COUNT=2",
            ["20 08:00", "27 09:00"],
        ),
        # half an hour on April 5
        (
            "Australia/Lord_Howe",
            datetime(2026, 4, 4, 9),
            "FREQ=DAILY;COUNT=3",
            ["03 22:00", "04 22:30", "05 22:30"],
        ),
        # the island had no December 30: what falls on it is the meeting of the 31st
        (
            "Pacific/Apia",
            datetime(2011, 12, 28, 10),
            "FREQ=DAILY;COUNT=4",
            ["28 20:00", "29 20:00", "30 20:00", "31 20:00"],
        ),
    ],
)
def test_clock_times_stay_when_the_clocks_change(
    zone: str, first: datetime, rule: str, starts: list[str]
) -> None:
    found = occurrences(series(first, rule, zone), year(first.year, 2))
    assert [f"{each.period.starts:%d %H:%M}" for each in found] == starts
    assert {each.period.duration for each in found} == {HALF_HOUR}


def test_a_first_meeting_in_the_second_of_two_equal_hours_keeps_it() -> None:
    starts = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    event = VEvent(
        "s", "Series", Period(starts, starts.astimezone(UTC) + HALF_HOUR), "Europe/Berlin", rrule="FREQ=DAILY"
    )
    found = coming(event, starts, 2)
    assert [f"{each.period.starts:%d %H:%M}" for each in found] == ["25 01:30", "26 01:30"]


def test_overrides_move_and_cancel_single_occurrences() -> None:
    event = series(datetime(2026, 3, 2, 10), "FREQ=WEEKLY;COUNT=3")
    second, third = (datetime(2026, 3, day, 10, tzinfo=UTC) for day in (9, 16))
    moved = Period(second + timedelta(days=20), second + timedelta(days=20, hours=1))
    event = VEvent(
        "s",
        "Series",
        event.period,
        "UTC",
        rrule=event.rrule,
        overrides=(Override(second, moved), Override(third, None)),
    )
    found = occurrences(event, year(2026))
    assert [(each.recurrence_id, each.period) for each in found] == [
        (event.period.starts, event.period.utc),
        (second, moved),
    ]
    assert occurrence(event, second) == found[1]
    assert occurrence(event, third) is None
    assert occurrence(event, third + timedelta(days=1)) is None
    assert beyond(event, third, year(2026)) == []


def test_a_series_knows_its_end() -> None:
    weekly = series(datetime(2026, 3, 2, 10), "FREQ=WEEKLY;COUNT=3")
    assert not has_end(weekly, datetime(2026, 3, 16, 10, tzinfo=UTC))
    assert has_end(weekly, datetime(2026, 3, 16, 11, tzinfo=UTC))
    assert not has_end(series(datetime(2026, 3, 2, 10), "FREQ=WEEKLY"), datetime(2090, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=1001",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=" + "9" * 400,
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=101",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;COUNT=3;UNTIL=20300101",
        "FREQ=DAILY;UNTIL=never",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=54MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;;",
        "BYDAY=MO",
        "every tuesday",
        "FREQ=DAILY\r\nATTENDEE:x",
        "FREQ=DAILY;COUNT=٣",
        "",
    ],
)
def test_a_rule_that_is_none_or_a_bomb_is_refused(rule: str) -> None:
    with pytest.raises(InvalidRule):
        read_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=SU",
    ],
)
def test_a_rule_that_falls_on_no_day_happens_once_and_ends(rule: str) -> None:
    event = series(datetime(2026, 3, 2, 10), rule)
    assert len(occurrences(event, year(2026, 73))) == 1
    assert [each.period for each in coming(event, event.period.starts, 5)] == [event.period.utc]


def test_a_rule_is_cut_and_shifted() -> None:
    moment = datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert (
        ending_before("FREQ=WEEKLY;COUNT=9;BYDAY=MO", moment) == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260309T095959Z"
    )
    assert shifted("FREQ=WEEKLY;BYDAY=FR,SU", 1) == "FREQ=WEEKLY;BYDAY=MO,SA"
    assert shifted("FREQ=MONTHLY", 1) == "FREQ=MONTHLY"
    assert shifted("FREQ=MONTHLY;BYDAY=1MO", 0) == "FREQ=MONTHLY;BYDAY=1MO"
    with pytest.raises(InvalidRule):
        shifted("FREQ=MONTHLY;BYDAY=1MO", 1)
