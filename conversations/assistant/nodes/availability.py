"""Answers whether and when the user is free, and names what is in the way. Writes nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.engines.agenda import spoken_span
from conversations.assistant.engines.spoken import spoken_list
from conversations.assistant.meetings import day_spoken_of, facts, named
from conversations.assistant.slots import SLOTS
from conversations.assistant.spans import Span, impossible_day, span_of
from conversations.assistant.state import State
from conversations.assistant.tasks import MOST_IN_FOCUS, Answered, ask_again
from scheduling.availability import FIRST_HOUR, LAST_HOUR, free_within
from scheduling.events import Period, VEvent
from scheduling.preferences import Preferences

UNASKED_DAYS = 3
MOST_DAYS = 7
OTHERS = re.compile(r",? and (?:I\b)?|, ")


async def availability(state: State, runtime: Runtime[Context]) -> Answered:
    context, text = runtime.context, state["asked"]["meeting"]
    today = context.now.date()
    if problem := impossible_day(text, context.now):
        runtime.context.say(NotifyFailure("problem", problem))
        return ask_again(state)
    zone = ZoneInfo(context.timezone)
    span = span_of(text, context.now, await day_spoken_of(state, context), state["asked"].get("day", ""))
    span = span or Span(today, today + timedelta(days=UNASKED_DAYS - 1), zone)
    length = timedelta(minutes=SLOTS["duration"].parse(text, context.now).value or 0)
    asked = Period(span.period.starts, span.period.starts + length) if span.moment and length else span.period
    busy = [each for each in await context.calendar.find(asked) if span.holds(each.period)]
    others = OTHERS.split(state["asked"].get("participants", ""))
    others = [each for each in others if each]
    addresses = [each.lower() for each in others if "@" in each]
    known = await context.calendar.busy_people(addresses, asked) if addresses else {}
    details = {
        "kind": "moment" if span.moment else "span",
        "span": spoken_span(span, context.now),
        "whole": span.whole_days,
        "open_question": state["asked"]["kind"] == "when" or bool(others),
        "busy_question": state["asked"]["kind"] == "busy",
        "others": spoken_list([each for each in others if each not in known]),
        "people": _people(known, asked, span),
        "past": span.period.ends <= context.now,
        "timezone": context.timezone,
        "busy": [facts(event, context.timezone) for event in busy],
        "free": []
        if span.moment
        else _free(span, busy, length, context, await context.calendar.preferences()),
        "until": await _until(span, context) if span.moment and not busy else "",
    }
    runtime.context.say(Inform("availability", details))
    focus = [named(event) for event in busy[:MOST_IN_FOCUS]]
    day = span.first.isoformat() if span.first == span.last else ""
    asked_of = {**state["asked"], "day": day}
    return ask_again(state, focus=focus or state.get("focus", []), asked=asked_of)


def _people(known: Mapping[str, Sequence[Period]], asked: Period, span: Span) -> list[dict[str, Any]]:
    """When others are busy, as local clock times by day, and nothing else of them."""
    return [
        {
            "name": address,
            "busy": [_stretch(period, asked, span) for period in periods if period.overlaps(asked)],
        }
        for address, periods in known.items()
    ]


def _stretch(period: Period, asked: Period, span: Span) -> dict[str, str]:
    starts = max(period.starts, asked.utc.starts).astimezone(span.zone)
    ends = min(period.ends, asked.utc.ends).astimezone(span.zone)
    return {"date": starts.date().isoformat(), "from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}


def _free(
    span: Span, busy: Sequence[VEvent], length: timedelta, context: Context, preferences: Preferences
) -> list[dict[str, str]]:
    """The free periods of each day, as local dates and clock times; by day when no time of day was named.

    Hours that were said bound them where no clock times were named, and the buffer stays free around meetings.
    """
    free, buffer = [], preferences.buffer
    taken = [Period(each.period.utc.starts - buffer, each.period.utc.ends + buffer) for each in busy]
    clocks = not span.part_of_day and not span.whole_days
    for day in span.days[:MOST_DAYS]:
        starts, ends = span.starts or time(FIRST_HOUR), span.ends or time(LAST_HOUR)
        begins = max(datetime.combine(day, starts, tzinfo=span.zone), context.now)
        finishes = datetime.combine(day, ends, tzinfo=span.zone)
        if preferences.hours and not clocks:
            working = preferences.working(day, context.timezone)
            if working is None:
                continue
            begins, finishes = max(begins, working.starts), min(finishes, working.ends)
        if begins >= finishes:
            continue
        for period in free_within(Period(begins, finishes), taken):
            if period.duration >= max(length, timedelta(minutes=1)):
                local = period.starts.astimezone(span.zone), period.ends.astimezone(span.zone)
                free.append({"date": day.isoformat(), "from": f"{local[0]:%H:%M}", "to": f"{local[1]:%H:%M}"})
    return free


async def _until(span: Span, context: Context) -> str:
    """The local time of the next meeting on the day of a free moment; "" when there is none."""
    starts = span.period.starts
    midnight = datetime.combine(span.first + timedelta(days=1), time.min, tzinfo=span.zone)
    after = await context.calendar.find(Period(starts, midnight))
    return f"{after[0].period.starts.astimezone(span.zone):%H:%M}" if after else ""
