"""Where a series is to end that goes on until a day: "end the standup after December". Writes nothing."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.assistant.context import Context
from conversations.assistant.engines.times import times_in
from conversations.assistant.meetings import spoken_of
from conversations.assistant.mentions import Mention, fitting
from conversations.assistant.scopes import means_all
from conversations.assistant.state import State
from scheduling.events import Period, VEvent

MOST_LOOKED_AT = 200
ONE_DAY, ONE_YEAR = timedelta(days=1), timedelta(days=366)
_ONWARDS = re.compile(r"^(?:from|starting|beginning)\b.* on(?:wards?)?$", re.I)
_SINCE = re.compile(r"^(?:after|from|since)\b(?!.*\b(?:to|until|till|through)\b)", re.I)
_DATED = re.compile(r"\d|day\b", re.I)


def day_after_end(said: str, now: datetime) -> date | None:
    """The first day without a series that ends as the words say; "after December" is over with its month."""
    for phrase in times_in(said, now).phrases:
        for reading in phrase.readings:
            last = reading.end_date or reading.date
            if last:
                over = reading.open_end == "before" or (
                    reading.open_end == "after" and not _DATED.search(phrase.text)
                )
                return last if over else last + ONE_DAY
    return None


def day_it_ends(said: str, now: datetime) -> date | None:
    """The first day without a series that is cancelled from a day on: "from January on", "all after January 1"."""
    for phrase in times_in(said, now).phrases:
        first = next((reading.date for reading in phrase.readings if reading.date and not reading.time), None)
        if first and _ONWARDS.search(phrase.text):
            return first
        if first and means_all(said) and (opening := _SINCE.match(phrase.text)):
            return day_after_end(phrase.text, now) if opening[0].lower() == "after" else first
    return None


async def from_then_on(mention: Mention, since: date, state: State, context: Context) -> list[VEvent]:
    """The first occurrence since that day of each series that may be meant."""
    zone, words = ZoneInfo(context.timezone), Mention(words=mention.words)
    spoken = {event.uid for event in await spoken_of(state, context)}
    upcoming = await context.calendar.upcoming(context.now, MOST_LOOKED_AT, series_once=True)
    series = [event for event in fitting(words, upcoming, zone) if event.rrule]
    meant = {event.uid for event in series if mention.words or not spoken or event.uid in spoken}
    midnight = datetime.combine(since, time.min, tzinfo=zone)
    later = await context.calendar.find(Period(midnight, midnight + ONE_YEAR))
    return list({event.uid: event for event in reversed(later) if event.uid in meant}.values())
