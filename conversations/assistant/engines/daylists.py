"""Takes apart a request for several days: one meeting on each of them, or a series that leaves some out.

Never reads what is to be on those days.
"""

import re
from datetime import datetime

from conversations.assistant.engines.timephrases.lexicon import WEEKDAYS
from conversations.assistant.engines.times import times_in

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?"
_DAY = rf"(?:(?:this |next )?{_WEEKDAY}(?:,? {_DATE})?|today|tomorrow|{_DATE})(?![\w'\u2019:-])"
_CLOCK = r"(?:(?:at )?(?:\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?|\d{1,2}:\d\d|noon)|at \d{1,2})(?![\w:])(?! ?(?:-|and \d|to \d))"
_ITEM = rf"(?:(?:on|for) )?(?P<day>{_DAY})(?: (?P<clock>{_CLOCK}))?"
_EACH = re.compile(_ITEM, re.I)
_PLAIN_ITEM = re.sub(r"\?P<\w+>", "?:", _ITEM)
_DAYS = re.compile(
    rf"(?<![\w-]){_PLAIN_ITEM}(?:(?:\s*,\s*|,?\s+)(?:(?:and|&|plus) (?:also )?)?{_PLAIN_ITEM})+", re.I
)
_JOINED = re.compile(r"\b(?:and|plus)\b|&", re.I)
_AGAIN = re.compile(
    r"(?:\s*,)?\s+(?:and|then|plus) (?:(?:then|also) )?(?:(?:book|schedule|do|have|put|repeat) )?"
    rf"(?:it|that|the same|another(?: one)?|again)(?: again| too| also| as well)? {_ITEM}[\s.!]*$",
    re.I,
)
_OTHERWISE = re.compile(
    r"\b(?:every|each|weekly|daily|monthly|recurring|either|or|between|from|through|till?|until|before|after|by|any|which)\b",
    re.I,
)
_EXCEPT = re.compile(
    r"(?:\s*,)?\s+(?:but )?(?:except(?:ing)?(?: for)?|excluding|apart from|other than|(?<=but )not|not|skipping|leaving out)"
    r"(?: on)? (?P<days>[^.;!?]+?)(?P<rest> (?:with|at|for|in|from|until|starting)\b.*)?[\s.!]*$",
    re.I | re.S,
)
_AND = re.compile(r"\s*,\s*(?:and )?|\s+(?:and|&)\s+", re.I)
_ON = re.compile(r"^on ", re.I)
_OF_MONTH = re.compile(rf"{_MONTH} ", re.I)
_WEEKDAYS = re.compile(rf"{_WEEKDAY}s?", re.I)
_DAILY = re.compile(r"\b(?:every (?:single )?(?:day|(?P<work>weekday|work(?:ing)? ?day))|daily)\b", re.I)


def on_each_day(text: str) -> tuple[str, str] | None:
    """Return the request for the first of several days and that for the others: "lunch on Monday and Tuesday at noon"."""
    if _OTHERWISE.search(text):
        return None
    if again := _AGAIN.search(text):
        first = text[: again.start()]
        days = list(_EACH.finditer(first))
        if len(days) == 1:
            day = days[0]
            other = _item(again["day"], again["clock"] or day["clock"])
            return first, f"{first[: day.start()]}{other}{first[day.end() :]}"
    found = _DAYS.search(text)
    if found is None or not _JOINED.search(found[0]):
        return None
    items = list(_EACH.finditer(found[0]))
    clocks = [item["clock"] for item in items]
    said = next((clock for clock in clocks if clock), None)
    for at, clock in enumerate(clocks):
        clocks[at] = clock or (clocks[at - 1] if at else said)
    each = [_item(item["day"], clock) for item, clock in zip(items, clocks, strict=True)]
    before, after = text[: found.start()], text[found.end() :]
    return f"{before}{each[0]}{after}", f"{before}{' and '.join(each[1:])}{after}"


def _item(day: str, clock: str | None) -> str:
    return f"on {day}{f' {clock}' if clock else ''}"


def left_out(text: str, now: datetime) -> tuple[str, list[str] | None] | None:
    """Return the request for a series and the days it leaves out: "gym every Friday except December 25 and January 1".

    Days that cannot be told are None; weekdays that a daily series leaves out change its rule.
    """
    found = _EXCEPT.search(text)
    if found is None:
        return None
    series = f"{text[: found.start()]}{found['rest'] or ''}"
    if not any(reading.recurrence for reading in times_in(series, now).readings):
        return None
    parts = [_ON.sub("", part) for part in _AND.split(found["days"])]
    if all(_WEEKDAYS.fullmatch(part) for part in parts):
        gone = {part[:3].lower() for part in parts}
        daily = _DAILY.search(series)
        kept = [day for day in (WEEKDAYS[:5] if daily and daily["work"] else WEEKDAYS) if day[:3] not in gone]
        if daily and kept:
            return f"{series[: daily.start()]}every {' and '.join(kept)}{series[daily.end() :]}", []
        return series, None
    days: list[str] = []
    for part in parts:
        month = _OF_MONTH.match(days[-1]) if days else None
        days.append(f"{month[0]}{part}" if month and part[:1].isdigit() else part)
    dated = all(any(reading.date for reading in times_in(f"on {day}", now).readings) for day in days)
    return series, days if dated else None
