"""Repetitions (RRULE, RFC 5545 section 3.3.10) of a meeting in the making: in words, and the first day they name.

Expands nothing: a calendar keeps the rule beside the first meeting.
"""

from datetime import date, timedelta

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS = {"HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "next to last"}
_MOST_DAYS = 366 * 4 + 1


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";"))


def _weekday(code: str) -> tuple[int, int]:
    """Return the ordinal (0: every one) and the weekday of "2TU"."""
    return int(code[:-2] or 0), _DAYS.index(code[-2:])


def names_day(rule: str) -> bool:
    """Tell whether a rule says on which days it falls; "every two weeks" does not."""
    every_day = rule.startswith("FREQ=DAILY") and "INTERVAL=" not in rule
    return every_day or "BYDAY=" in rule or "BYMONTHDAY=" in rule


def first_day(rule: str, since: date) -> date | None:
    """Return the first day from `since` on that the rule names; None when it names none, like "every two weeks"."""
    parts = _parts(rule)
    weekdays = [_weekday(code) for code in parts.get("BYDAY", "").split(",") if code]
    month_days = [int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day]
    months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month]
    if not names_day(rule):
        return None
    for ahead in range(_MOST_DAYS):
        day = since + timedelta(days=ahead)
        if months and day.month not in months:
            continue
        if month_days and day.day not in month_days and _days_left(day) not in month_days:
            continue
        if not weekdays or any(_is_nth(day, nth, weekday) for nth, weekday in weekdays):
            return day
    return None


def on_weekday_of(rule: str, day: date) -> str:
    """Return a rule of one weekday as it falls on the weekday of `day`; any other rule as it is."""
    parts = _parts(rule)
    if parts["FREQ"] != "WEEKLY" or parts.get("BYDAY") not in _DAYS:
        return rule
    return ";".join(
        f"{name}={_DAYS[day.weekday()] if name == 'BYDAY' else value}" for name, value in parts.items()
    )


def with_end_of(rule: str, before: str) -> str:
    """Return a rule with the end of the one it takes the place of, unless it names one itself."""
    ends = [part for part in before.split(";") if part.startswith(("UNTIL=", "COUNT="))]
    return rule if not ends or {"UNTIL", "COUNT"} & _parts(rule).keys() else f"{rule};{ends[0]}"


def _days_left(day: date) -> int:
    """Count a day from the end of its month: -1 is the last."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return -(following - day).days


def _is_nth(day: date, nth: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    return nth == 0 or nth == (day.day - 1) // 7 + 1 or nth == -((-_days_left(day) - 1) // 7 + 1)


def spoken_rule(rule: str) -> str:
    """Return "every other week on Tuesday and Thursday until December 1"."""
    parts = _parts(rule)
    interval, unit = int(parts.get("INTERVAL", 1)), _UNITS[parts["FREQ"]]
    words = {1: f"every {unit}", 2: f"every other {unit}"}.get(interval, f"every {interval} {unit}s")
    days = [_weekday(code) for code in parts.get("BYDAY", "").split(",") if code]
    named = [
        f"the {_ORDINALS[nth]} {_NAMES[weekday]}" if nth in _ORDINALS else _NAMES[weekday]
        for nth, weekday in days
    ]
    if [weekday for _, weekday in days] == [0, 1, 2, 3, 4]:
        words, named = words.replace("every week", "every weekday"), []
    if interval == 1 and unit == "week" and named:
        words = f"every {_listed(named)}"
    elif named:
        words += f" on {_listed(named)}"
    if "BYMONTHDAY" in parts:
        words += " on day " + _listed(parts["BYMONTHDAY"].replace("-1", "last").split(","))
    if "BYMONTH" in parts and unit == "year":
        words += " in " + _listed(
            [f"{date(2000, int(month), 1):%B}" for month in parts["BYMONTH"].split(",")]
        )
    if "COUNT" in parts:
        words += f", {parts['COUNT']} times"
    if "UNTIL" in parts:
        until = date.fromisoformat(parts["UNTIL"][:8])
        words += f" until {until:%B} {until.day}, {until.year}"
    return words


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
