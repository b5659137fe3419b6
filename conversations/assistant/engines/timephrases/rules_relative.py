"""Rules for days told from today: "tomorrow", "next Friday", "in two weeks", "the week of 3 March".

This room never reads clock times.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .calendar_days import coming, in_words, month_end, shift_days, shift_months, week_start
from .grammar import RuleTable
from .lexicon import WEEKDAYS
from .values import Choice, Clock, Days, Frame, Length

RELATIVE = RuleTable()
COUNTED = RuleTable()
_PAST = ("last", "past", "previous")
_NEXT = ("next", "following")


def _one(day: date, why: str, last: date | None = None, *, vague: bool = False) -> Days:
    return Days((Choice(day, why, last),), vague=vague)


def weekday_days(today: date, weekday: int, which: str | None = None) -> Days:
    """Return the days a weekday may mean: bare, "this", "next" or "last"."""
    name = WEEKDAYS[weekday].capitalize()
    near = coming(today, weekday)
    if which in _NEXT:
        after = shift_days(week_start(today), 7 + weekday)
        choices = [Choice(after, f"the {name} of next week")]
        if near != after:
            choices.append(Choice(near, f"the coming {name}"))
    elif which in _PAST:
        choices = [Choice(shift_days(coming(today, weekday, today_counts=True), -7), f"last {name}")]
    else:
        choices = [Choice(near, f"the coming {name}")]
        if today.weekday() == weekday:
            choices.append(Choice(today, f"today, {name}"))
            if which == "this":
                choices.reverse()
    return Days(tuple(choices), weekday=weekday)


def _period(day: date, unit: str, steps: int) -> tuple[date, date]:
    """Return the first and last day of the week, month ... `steps` after that of `day`."""
    if unit in ("week", "weekend"):
        start = shift_days(week_start(day), 7 * steps)
        return (shift_days(start, 5), shift_days(start, 6)) if unit == "weekend" else (start, shift_days(start, 6))
    if unit == "fortnight":
        start = shift_days(week_start(day), 14 * steps)
        return start, shift_days(start, 13)
    if unit == "month":
        first = shift_months(day.replace(day=1), steps)
        return first, month_end(first)
    if unit == "quarter":
        first = shift_months(day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1), 3 * steps)
        return first, month_end(shift_months(first, 2))
    first = shift_months(day.replace(month=1, day=1), 12 * steps)
    return first, month_end(shift_months(first, 11))


def move(day: date, length: Length, sign: int = 1) -> date:
    """Return `day` moved by a length, working days counted as such."""
    moved = shift_days(shift_months(day, sign * length.months), sign * length.exact.days)
    for _ in range(length.workdays):
        moved = shift_days(moved, sign)
        while moved.weekday() > 4:
            moved = shift_days(moved, sign)
    return moved


def moment(now: datetime, length: Length, sign: int = 1) -> Frame:
    """Return the exact moment a length away from `now`."""
    try:
        then = now + sign * length.duration
    except OverflowError:
        then = now
    why = "from now" if sign > 0 else "ago"
    return Frame(days=_one(then.date(), f"{length.duration} {why}"), clock=Clock(then.hour, then.minute, "fixed"))


@COUNTED.rule("DAY", "{n:num} {weekday|weekday_plural} (from now|from today|hence|away)", "in {n:num} {weekday|weekday_plural}")
def _nth_coming(now: datetime, n: int, weekday: int) -> Days | None:
    return _one(shift_days(coming(now.date(), weekday), 7 * (n - 1)), f"{n} weekdays of that name on") if 0 < n < 500 else None


@RELATIVE.rule("DAY", "(the)? day after tomorrow", "overmorrow")
def _after_tomorrow(now: datetime) -> Days:
    return _one(shift_days(now.date(), 2), "the day after tomorrow")


@RELATIVE.rule("DAY", "(the)? day before yesterday")
def _before_yesterday(now: datetime) -> Days:
    return _one(shift_days(now.date(), -2), "the day before yesterday")


@RELATIVE.rule("DAY", "the (very)? (next|following) day", "the day after(?!<word|DAY|weekday|month|the|clear_weekday>)", "tomorrow", "to morrow")
def _tomorrow(now: datetime) -> Days:
    return _one(shift_days(now.date(), 1), "tomorrow")


@RELATIVE.rule("DAY", "(later)? today", "this day", "(?<=<for_word>) the day (?!<word>)(?!of|after|before)", "now (?=<part>)")
def _today(now: datetime) -> Days:
    return _one(now.date(), "today")


@RELATIVE.rule("DAY", "yesterday", "the (previous|other) day")
def _yesterday(now: datetime) -> Days:
    return _one(shift_days(now.date(), -1), "yesterday")


@RELATIVE.rule("TONIGHT", "(later)? tonight", "this night")
def _tonight(now: datetime) -> Frame:
    return Frame(days=_one(now.date(), "tonight"), part="night")


@RELATIVE.rule("TONIGHT", "(later)? this {part}", "earlier this {part}")
def _this_part(now: datetime, part: str) -> Frame:
    return Frame(days=_one(now.date(), f"this {part}"), part=part)


@RELATIVE.rule("TONIGHT", "last night", "last evening")
def _last_night(now: datetime) -> Frame:
    return Frame(days=_one(shift_days(now.date(), -1), "last night"), part="night")


@RELATIVE.rule(
    "DAY",
    "{weekday} (of|in)? {which} week",
    "{which} week (on|,)? (the)? {weekday}",
    "{weekday} week(?!<word>)",
)
def _weekday_of_week(now: datetime, weekday: int, which: str | None = None) -> Days:
    if which is None:
        return _one(shift_days(coming(now.date(), weekday), 7), "a week after the coming day")
    steps = 1 if which in _NEXT or which == "coming" else -1 if which in _PAST else 0
    day = shift_days(week_start(now.date()), 7 * steps + weekday)
    return _one(day, f"the {WEEKDAYS[weekday].capitalize()} of {which} week")


@RELATIVE.rule("DAY", "(the)? {weekday} after next", "(the)? {weekday} after the next")
def _after_next(now: datetime, weekday: int) -> Days:
    day = shift_days(week_start(now.date()), 14 + weekday)
    return _one(day, f"the {WEEKDAYS[weekday].capitalize()} after next")


@RELATIVE.rule("DAY", "(the)? {unit:period_unit} after next", "(the)? {unit:period_unit} after the next")
def _unit_after_next(now: datetime, unit: str) -> Days:
    first, last = _period(now.date(), unit, 2)
    return _one(first, f"the {unit} after next", last, vague=True)


@RELATIVE.rule("DAY", "(this|the) (past|last) {weekday}")
def _this_past(now: datetime, weekday: int) -> Days:
    return weekday_days(now.date(), weekday, "last")


@RELATIVE.rule("DAY", "(this|the|next)? (coming|upcoming) {weekday}")
def _this_coming(now: datetime, weekday: int) -> Days:
    return weekday_days(now.date(), weekday)


@RELATIVE.rule("DAY", "(the)? {which} {weekday}")
def _which_weekday(now: datetime, which: str, weekday: int) -> Days:
    return weekday_days(now.date(), weekday, which)


@RELATIVE.rule("DAY", "{edge:edge_adverb} {which} {unit:week_or_year}", "(the)? {edge} (of)? (the)? {which} {unit:period_unit}", "(the)? {edge} of (the)? {unit:period_unit}")
def _edge(now: datetime, edge: str, unit: str, which: str | None = None) -> Days:
    first, last = _period(now.date(), unit, 1 if which in _NEXT or which == "coming" else -1 if which in _PAST else 0)
    if unit == "week":
        last = shift_days(first, 4)
    if edge == "late" and which == "this":
        first = min(max(first, shift_days(now.date(), 1)), last)
    return _edge_of(first, last, edge, f"{which or 'the'} {unit}")


def _edge_of(first: date, last: date, edge: str, name: str) -> Days:
    third = max((last - first).days // 3, 1)
    if edge == "end":
        return _one(last, f"the end of {name}")
    if edge == "start":
        return _one(first, f"the start of {name}")
    if edge == "early":
        return _one(first, f"early in {name}", shift_days(first, third), vague=True)
    if edge == "late":
        return _one(max(first, shift_days(last, -third)), f"late in {name}", last, vague=True)
    return _one(shift_days(first, third), f"the middle of {name}", shift_days(last, -third), vague=True)


@RELATIVE.rule("DAY", "later {which} {unit:period_unit}", "(the)? rest of (the)? ({which})? {unit:period_unit}")
def _rest(now: datetime, unit: str, which: str | None) -> Days:
    first, last = _period(now.date(), unit, 1 if which in _NEXT else 0)
    return _one(max(first, now.date()), f"the rest of the {unit}", last, vague=True)


@RELATIVE.rule("FRAME", "(in|over|for|during|within)? (the)? {which} {length:LENGTH}(?!<word>)")
def _stretch(now: datetime, which: str, length: Length) -> Frame | None:
    today = now.date()
    if length.fine:
        return stretch_from_now(now, length) if which in _NEXT else stretch_to_now(now, length)
    if which in _PAST:
        return Frame(days=_one(move(today, length, -1), f"the {which} days", shift_days(today, -1), vague=True))
    first = shift_days(today, 1)
    return Frame(days=_one(first, f"{length.duration.days} days from tomorrow", move(today, length), vague=True))


@RELATIVE.rule("FRAME", "(in|over|for|during|within)? (the)? next {unit:fine_unit}")
def _next_hour(now: datetime, unit: str) -> Frame | None:
    hours = {"hour": 1, "minute": 1 / 60, "second": 1 / 3600}[unit]
    return stretch_from_now(now, Length(exact=timedelta(hours=hours), fine=True))


@RELATIVE.rule("DAY", "earlier (in)? {which} {unit:period_unit}")
def _earlier(now: datetime, which: str, unit: str) -> Days:
    first, last = _period(now.date(), unit, -1 if which in _PAST else 0)
    return _one(first, f"earlier in {which} {unit}", max(first, min(last, shift_days(now.date(), -1))), vague=True)


def stretch_to_now(now: datetime, length: Length) -> Frame:
    """Return the stretch that ends at `now`."""
    start = moment(now, length, -1)
    last = Clock(now.hour, now.minute, "fixed", name="now")
    return start.also(end_days=_one(now.date(), "until now"), end_clock=last)


def stretch_from_now(now: datetime, length: Length) -> Frame | None:
    """Return the stretch from `now` on, or None when it leaves the calendar."""
    try:
        end = now + length.duration
    except OverflowError:
        return None
    return Frame(
        days=_one(now.date(), "from now on"),
        clock=Clock(now.hour, now.minute, "fixed", name="now"),
        end_days=_one(end.date(), "within that time"),
        end_clock=Clock(end.hour, end.minute, "fixed"),
    )


_SEASONS = ((3, 20), (6, 21), (9, 22), (12, 21))


@RELATIVE.rule("DAY", "(in|during)? {which} {season}", "(in|during)? {season} (of)? {year}", "(in|during) (the)? {season}(?!<word>)")
def _season(now: datetime, season: int, which: str | None = None, year: int | None = None) -> Days:
    today = now.date()
    years = [year] if year is not None else [today.year - 1, today.year, today.year + 1]
    spans = []
    for start_year in years:
        first = date(start_year, *_SEASONS[season])
        last = shift_days(date(start_year + (season == 3), *_SEASONS[(season + 1) % 4]), -1)
        spans.append((first, last))
    ahead = [span for span in spans if span[1] >= today] or spans
    first, last = ahead[1] if which in _NEXT and ahead[0][0] <= today and len(ahead) > 1 else ahead[0]
    return _one(first, f"the season from {in_words(first)}", last, vague=True)


@RELATIVE.rule(
    "DAY",
    "(the)? {nth:ordinal} {unit:part_of_year} ((of|in|,)? (the)? ({year}|{which} year|year))?",
    "{unit:part_letter} {nth:num} ((of|,)? {year})?",
    "{unit:part_letter} {nth:num} (of)? {which} year",
    "{year} (-|,)? {unit:part_letter} {nth:num}",
)
def _part_of_year(
    now: datetime, nth: int, unit: str, year: int | None = None, which: str | None = None
) -> Days | None:
    months = 3 if unit == "quarter" else 6
    if nth > 12 // months:
        return None
    target = year or now.year + (which in _NEXT) - (which in _PAST)
    first = date(target, months * (nth - 1) + 1, 1)
    return _one(first, f"{unit} {nth} of {target}", month_end(shift_months(first, months - 1)), vague=True)


@RELATIVE.rule("DAY", "(the|at)? (the)? {edge} of (the)? (year)? {year}", "{edge:edge_adverb} (in)? {year}")
def _edge_of_year(now: datetime, edge: str, year: int) -> Days:
    return _edge_of(date(year, 1, 1), date(year, 12, 31), edge, str(year))


@RELATIVE.rule("DAY", "(the)? {which} {unit:period_unit}", "(the)? {unit:period_unit} (coming|ahead)", "(?<=<for_word>) the {unit:week_or_year}(?!<word>)(?!of|after|before)", "(on|at|over|during|for) the {unit:weekend_unit}")
def _which_unit(now: datetime, unit: str, which: str = "this") -> Days:
    steps = 1 if which in (*_NEXT, "coming") else -1 if which in _PAST else 0
    if unit == "weekend" and which == "coming":
        steps = 0
    first, last = _period(now.date(), unit, steps)
    name = f"the {unit}" if which == "this" else f"{which} {unit}"
    return _one(first, f"{name}, from {in_words(first)}", last, vague=True)


@RELATIVE.rule("DAY", "(from|between) {a:year} (to|and|through|until|till|-) {b:year}")
def _years(now: datetime, a: int, b: int) -> Days | None:
    return _one(date(a, 1, 1), f"{a} to {b}", date(b, 12, 31), vague=True) if a <= b else None


@RELATIVE.rule("DAY", "(in|during|for|of) {year}", "(the|in the) year {year}")
def _year(now: datetime, year: int) -> Days:
    return _one(date(year, 1, 1), f"the year {year}", date(year, 12, 31), vague=True)


@RELATIVE.rule("DAY", "{weekday} (in|,)? {length:LENGTH|A_LENGTH} (from now|from today|hence)", "{weekday} {length:LENGTH|A_LENGTH} (after|from) (the)? {start:DAY}")
def _weekday_weeks_on(now: datetime, weekday: int, length: Length, start: Days | None = None) -> Days | None:
    if length.fine:
        return None
    day = shift_days(week_start(move(start.first if start else now.date(), length)), weekday)
    return _one(day, in_words(day))


@RELATIVE.rule("MOMENT", "(in)? {length:LENGTH|A_LENGTH} from (right now|this moment|now exactly)")
def _from_right_now(now: datetime, length: Length) -> Frame:
    return moment(now, length)


@RELATIVE.rule("MOMENT", "(with)? in {length:LENGTH|A_LENGTH}", "{length:LENGTH|A_LENGTH} (from now|hence|later|from today|from this moment)", "in (about|around|approximately|roughly|another|like) {length:LENGTH|A_LENGTH}")
def _in_length(now: datetime, length: Length) -> Frame | None:
    if length.fine:
        return moment(now, length)
    day = move(now.date(), length)
    return Frame(days=_one(day, f"{in_words(day)}, counted from today"))


@RELATIVE.rule("MOMENT", "^ in {minutes:num} (.)? $", "(?<=<meeting_verb>) in {minutes:num} (.)? $")
def _in_minutes(now: datetime, minutes: int) -> Frame | None:
    return moment(now, Length(exact=timedelta(minutes=minutes), fine=True)) if minutes in range(5, 100, 5) else None


@RELATIVE.rule("MOMENT", "{length:LENGTH|A_LENGTH} ago", "{length:LENGTH|A_LENGTH} back(?!<word>)")
def _ago(now: datetime, length: Length) -> Frame:
    if length.fine:
        return moment(now, length, -1)
    return Frame(days=_one(move(now.date(), length, -1), "counted back from today"))


@RELATIVE.rule("DAY", "(the)? (first)? {weekday} (after|following) {day:DAY}", "(the)? {weekday} {before:before} {day:DAY}")
def _weekday_beside(now: datetime, weekday: int, day: Days, before: str | None = None) -> Days:
    if before:
        found = shift_days(coming(shift_days(day.first, -1), weekday, today_counts=True), -7)
        if shift_days(found, 7) < day.first:
            found = shift_days(found, 7)
    else:
        found = coming(day.choices[0].last or day.first, weekday)
    return _one(found, in_words(found))


def _in_context(weekday: int, now: datetime) -> Days:
    return weekday_days(now.date(), weekday)


RELATIVE.rule(
    "DAY",
    "^ {weekday} (.)? $",
    "{weekday:doubtful_weekday} (?=<list_word> <weekday>)",
    "{weekday:clear_weekday}",
    "(?<=<DAY> <list_word>) {weekday}",
)(lambda now, weekday: _in_context(weekday, now))
RELATIVE.rule(
    "DAY",
    "(?<=<dated_by|-|or|to|part>) {weekday}(?!<word>)",
    "(?<!the) {weekday} (?=at|@|<part|hm|hhmm>|(the|,)? <ordinal>|<h12> <ampm>|<h12> $)",
    "(?<=<ampm|oclock|DAY>) {weekday}(?!<word>)",
)(lambda now, weekday: _in_context(weekday, now))


@RELATIVE.rule(
    "DAY",
    "{length:LENGTH|A_LENGTH} (from|after|past) (the)? {day:DAY}",
    "{length:LENGTH|A_LENGTH} on {day:DAY}(?!<word>)",
    "(the)? day after {day:DAY}",
)
def _after_day(now: datetime, day: Days, length: Length | None = None) -> Days | None:
    return _shifted(day, length or Length(exact=timedelta(days=1)), 1)


@RELATIVE.rule("DAY", "{length:LENGTH|A_LENGTH} (before|prior to|ahead of) (the)? {day:DAY}", "(the)? day before {day:DAY}", "(the)? eve of {day:DAY}")
def _before_day(now: datetime, day: Days, length: Length | None = None) -> Days | None:
    return _shifted(day, length or Length(exact=timedelta(days=1)), -1)


def _shifted(day: Days, length: Length, sign: int) -> Days | None:
    if length.fine:
        return None
    side = "after" if sign > 0 else "before"
    return Days(tuple(Choice(move(c.first, length, sign), f"counted {side} {c.why}") for c in day.choices))


@RELATIVE.rule("DAY", "(the)? (week|w) (of|beginning|starting|commencing) (on|the)? (the)? {day:DAY}")
def _week_of(now: datetime, day: Days) -> Days:
    start = week_start(day.first)
    return _one(start, f"the week of {in_words(day.first)}", shift_days(start, 6), vague=True)


@RELATIVE.rule("DAY", "(the)? weekend (of|after|following) (the)? {day:DAY}")
def _weekend_of(now: datetime, day: Days) -> Days:
    start = shift_days(week_start(day.first), 5)
    return _one(start, f"the weekend of {in_words(day.first)}", shift_days(start, 1), vague=True)


@RELATIVE.rule("DAY", "(either)? {a:DAY} or (on)? {b:DAY}")
def _either(now: datetime, a: Days, b: Days) -> Days:
    return Days((a.choices[0], b.choices[0], *a.choices[1:], *b.choices[1:]), vague=a.vague or b.vague)


@RELATIVE.rule(
    "DAY",
    "(from|starting|beginning)? (on)? {a:DAY} (-|to|through|until|till|through to|up to|ending) (on)? {b:DAY}(?!<CLOCK|h12>)",
    "(in)? between {a:DAY} and {b:DAY}(?!<CLOCK|h12>)",
)
def _day_range(now: datetime, a: Days, b: Days) -> Days | None:
    start, end = a.choices[0].first, b.choices[0].last or b.first
    if b.weekday is not None and not b.choices[0].last:
        end = coming(start, b.weekday, today_counts=True)
        if end == start:
            end = shift_days(end, 7)
    elif b.yearless and end < start:
        end = shift_months(end, 12)
    if end < start:
        return None
    return Days((Choice(start, f"{in_words(start)} to {in_words(end)}", end),), yearless=a.yearless)
