"""Rules for weeks, months, quarters, seasons and years told from today: "next week", "Q3", "this summer".

This room never reads clock times.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .calendar_days import in_words, month_end, shift_days, shift_months, week_start
from .grammar import RuleTable
from .relative_days import NEXT, PAST, move, one_day, period, stretch_from_now, stretch_to_now
from .values import Days, Frame, Length

PERIODS = RuleTable()


@PERIODS.rule(
    "DAY",
    "{edge:edge_adverb} (-)? {which} {unit:week_or_year}",
    "{edge:mid_word} (-)? {unit:week_unit}",
    "(the)? {edge} (of)? (the)? {which} {unit:period_unit}",
    "(the)? {edge} of (the)? {unit:period_unit}",
)
def _edge(now: datetime, edge: str, unit: str, which: str | None = None) -> Days:
    first, last = period(
        now.date(), unit, 1 if which in NEXT or which == "coming" else -1 if which in PAST else 0
    )
    if unit == "week":
        last = shift_days(first, 4)
    if edge == "late" and which == "this":
        first = min(max(first, shift_days(now.date(), 1)), last)
    return _edge_of(first, last, edge, f"{which or 'the'} {unit}")


def _edge_of(first: date, last: date, edge: str, name: str) -> Days:
    third = max((last - first).days // 3, 1)
    if edge == "end":
        return one_day(last, f"the end of {name}")
    if edge == "start":
        return one_day(first, f"the start of {name}")
    if edge == "early":
        return one_day(first, f"early in {name}", shift_days(first, third), vague=True)
    if edge == "late":
        return one_day(max(first, shift_days(last, -third)), f"late in {name}", last, vague=True)
    return one_day(shift_days(first, third), f"the middle of {name}", shift_days(last, -third), vague=True)


@PERIODS.rule(
    "DAY",
    "later {which} {unit:period_unit}",
    "(the)? (rest|remainder) of (the)? ({which})? {unit:period_unit}",
)
def _rest(now: datetime, unit: str, which: str | None) -> Days:
    first, last = period(now.date(), unit, 1 if which in NEXT else 0)
    return one_day(min(max(first, now.date()), last), f"the rest of the {unit}", last, vague=True)


@PERIODS.rule(
    "FRAME",
    "(in|over|for|during|within|from)? the {which} {length:LENGTH}",
    "(in|over|for|during|within|from) {which} {length:LENGTH}",
    "^ {which} {length:LENGTH}",
    "{which:forward} {length:LENGTH}",
    "(in|over|during|for|within)? (the)? {which} {unit:hour_unit}(?!<word>)",
)
def _stretch(now: datetime, which: str, length: Length | None = None, unit: str = "") -> Frame | None:
    today = now.date()
    length = length or Length(exact=timedelta(hours=1), fine=True)
    if unit and which not in (*NEXT, *PAST, "coming"):
        return None
    if length.fine:
        return stretch_from_now(now, length) if which in (*NEXT, "coming") else stretch_to_now(now, length)
    if which in PAST:
        return Frame(
            days=one_day(move(today, length, -1), f"the {which} days", shift_days(today, -1), vague=True)
        )
    first = shift_days(today, 1)
    return Frame(
        days=one_day(first, f"{length.duration.days} days from tomorrow", move(today, length), vague=True)
    )


@PERIODS.rule(
    "FRAME", "(in|over|for|during|within)? (the)? next {unit:fine_unit}", "within the {unit:hour_unit}"
)
def _next_hour(now: datetime, unit: str) -> Frame | None:
    hours = {"hour": 1, "minute": 1 / 60, "second": 1 / 3600}[unit]
    return stretch_from_now(now, Length(exact=timedelta(hours=hours), fine=True))


@PERIODS.rule("DAY", "(the)? rest of (the day|today)")
def _rest_of_day(now: datetime) -> Days:
    return one_day(now.date(), "the rest of today")


@PERIODS.rule("DAY", "(the)? {nth:ordinal|last} day of (the|{which}) {unit:period_unit}")
def _day_of_period(now: datetime, nth: int | str, unit: str, which: str | None) -> Days | None:
    first, last = period(now.date(), unit, 1 if which in NEXT else -1 if which in PAST else 0)
    day = shift_days(first, nth - 1) if isinstance(nth, int) else last
    return one_day(day, f"day {nth} of the {unit}") if day <= last else None


@PERIODS.rule("DAY", "(the)? {nth:ordinal|last} week of (the|{which}) year")
def _week_of_year(now: datetime, nth: int | str, which: str | None) -> Days:
    year = now.year + (which in NEXT) - (which in PAST)
    start = date.fromisocalendar(year, nth, 1) if isinstance(nth, int) else week_start(date(year, 12, 28))
    return one_day(start, f"a week of {year}", shift_days(start, 6), vague=True)


@PERIODS.rule("DAY", "(the)? week before last")
def _before_last(now: datetime) -> Days:
    first, last = period(now.date(), "week", -2)
    return one_day(first, "the week before last", last, vague=True)


@PERIODS.rule("DAY", "{which} (workweek|working week|work week|business week)")
def _work_week(now: datetime, which: str) -> Days:
    first, _ = period(now.date(), "week", 1 if which in (*NEXT, "coming") else -1 if which in PAST else 0)
    return one_day(first, f"the working week from {in_words(first)}", shift_days(first, 4), vague=True)


@PERIODS.rule("DAY", "earlier (in)? {which} {unit:period_unit}")
def _earlier(now: datetime, which: str, unit: str) -> Days:
    first, last = period(now.date(), unit, -1 if which in PAST else 0)
    return one_day(
        first, f"earlier in {which} {unit}", max(first, min(last, shift_days(now.date(), -1))), vague=True
    )


_SEASONS = ((3, 20), (6, 21), (9, 22), (12, 21))


@PERIODS.rule(
    "DAY",
    "(in|during)? {which} {season}",
    "(in|during)? {season} (of)? {year}",
    "(in|during|over|for|all|throughout) (the)? {season}(?!<word>)",
)
def _season(now: datetime, season: int, which: str | None = None, year: int | None = None) -> Days:
    today = now.date()
    years = [year] if year is not None else [today.year - 1, today.year, today.year + 1]
    spans = []
    for start_year in years:
        first = date(start_year, *_SEASONS[season])
        last = shift_days(date(start_year + (season == 3), *_SEASONS[(season + 1) % 4]), -1)
        spans.append((first, last))
    ahead = [span for span in spans if span[1] >= today] or spans
    first, last = ahead[1] if which in NEXT and ahead[0][0] <= today and len(ahead) > 1 else ahead[0]
    return one_day(first, f"the season from {in_words(first)}", last, vague=True)


@PERIODS.rule(
    "DAY",
    "(the)? {nth:ordinal} {unit:part_of_year} ((of|in|,)? (the)? ({year}|{which} year|year))?",
    "{unit:part_letter} {nth:num} (of)? {which} year",
    "{unit:part_letter} {nth:num} ((of|,)? {year})?",
    "{unit:half_letter} {nth:num} (of|,)? ({year}|{which} year)",
    "{unit:part_of_year} {nth:num} (of|,)? ({year}|{which} year)",
    "{year} (-|,)? {unit:part_letter|half_letter} {nth:num}",
)
def _part_of_year(
    now: datetime, nth: int, unit: str, year: int | None = None, which: str | None = None
) -> Days | None:
    months = 3 if unit == "quarter" else 6
    if not 1 <= nth <= 12 // months:
        return None
    target = year or now.year + (which in NEXT) - (which in PAST)
    first = date(target, months * (nth - 1) + 1, 1)
    return one_day(first, f"{unit} {nth} of {target}", month_end(shift_months(first, months - 1)), vague=True)


@PERIODS.rule("DAY", "(the|at)? (the)? {edge} of (the)? (year)? {year}", "{edge:edge_adverb} (in)? {year}")
def _edge_of_year(now: datetime, edge: str, year: int) -> Days:
    return _edge_of(date(year, 1, 1), date(year, 12, 31), edge, str(year))


@PERIODS.rule("DAY", "next {which} {unit:period_unit}", "the {unit:period_unit} after (?=$|<end_mark>)")
def _after_the_next(now: datetime, unit: str, which: str | None = None) -> Days | None:
    if which is not None and which not in NEXT:
        return None
    first, last = period(now.date(), unit, 2 if which else 1)
    return one_day(first, f"the {unit} after", last, vague=True)


@PERIODS.rule(
    "DAY",
    "(the)? {which} {unit:period_unit}",
    "(the)? {unit:period_unit} (coming|ahead)",
    "(?<=<for_word>) the {unit:week_or_year}(?!<word>)(?!of|after|before)",
    "(on|at|over|during|for) the {unit:weekend_unit}",
    "the {unit:weekend_unit} (?=$|<end_mark>|<closing>)(?!of|before|after)",
)
def _which_unit(now: datetime, unit: str, which: str = "this") -> Days:
    steps = 1 if which in (*NEXT, "coming") else -1 if which in PAST else 0
    if unit == "weekend" and which == "coming":
        steps = 0
    first, last = period(now.date(), unit, steps)
    name = f"the {unit}" if which == "this" else f"{which} {unit}"
    return one_day(first, f"{name}, from {in_words(first)}", last, vague=True)


@PERIODS.rule("DAY", "(from|between) {a:year} (to|and|through|until|till|-) {b:year}")
def _years(now: datetime, a: int, b: int) -> Days | None:
    return one_day(date(a, 1, 1), f"{a} to {b}", date(b, 12, 31), vague=True) if a <= b else None


@PERIODS.rule("DAY", "(in|during|of)? the {year:DECADE}")
def _decade(now: datetime, year: int) -> Days:
    return one_day(date(year, 1, 1), f"the {year}s", date(year + 9, 12, 31), vague=True)


@PERIODS.rule("DAY", "(?<=since|in|during|before|after|until|through|by) {year}(?!<word|unit|ampm|->)")
def _sometime_in_year(now: datetime, year: int) -> Days | None:
    """Read a year where a time of day would be "2030": such numbers of minutes are hardly ever said."""
    return one_day(date(year, 1, 1), f"the year {year}", date(year, 12, 31), vague=True) if year % 5 else None


@PERIODS.rule("DAY", "(?<=since) {year}(?!<word|unit|ampm|->)")
def _since_year(now: datetime, year: int) -> Days:
    return one_day(date(year, 1, 1), f"the year {year}", date(year, 12, 31), vague=True)


@PERIODS.rule("DAY", "(in|during|for|of) {year}", "(the|in the)? year (of)? {year}")
def _year(now: datetime, year: int) -> Days:
    return one_day(date(year, 1, 1), f"the year {year}", date(year, 12, 31), vague=True)
