"""Holidays people schedule around, fixed and computed, by name.

This room never says which country's holidays apply; it only dates the ones named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar_days import easter, nth_weekday, shift_days
from .repetitions import CODES


@dataclass(frozen=True, slots=True)
class Dating:
    """When a holiday is in a year, and the parts of the yearly recurrence rule it follows, "" when none says it."""

    day: Callable[[int], date]
    rule: str = ""


def _fixed(month: int, day: int) -> Dating:
    return Dating(lambda year: date(year, month, day), f"BYMONTH={month};BYMONTHDAY={day}")


def _nth(month: int, nth: int, weekday: int, offset: int = 0) -> Dating:
    def dating(year: int) -> date:
        found = nth_weekday(year, month, nth, weekday)
        assert found is not None  # every month has four of each weekday, and -1 always exists
        return shift_days(found, offset)

    return Dating(dating, "" if offset else f"BYMONTH={month};BYDAY={nth}{CODES[weekday]}")


def _easter(offset: int = 0) -> Dating:
    return Dating(lambda year: easter(year) + timedelta(days=offset))


# Name to show, patterns in the grammar's language, dating. Longer names stand before those inside them.
HOLIDAYS: tuple[tuple[str, tuple[str, ...], Dating], ...] = (
    ("New Year's Eve", ("new (year|years) (eve|evening)", "nye"), _fixed(12, 31)),
    ("New Year's Day", ("new (year|years) day", "new (year|years)(?!<unit>)"), _fixed(1, 1)),
    ("Martin Luther King Day", ("mlk day", "martin luther king (jr|junior)? (.)? day"), _nth(1, 3, 0)),
    ("Groundhog Day", ("groundhog day", "groundhogs day"), _fixed(2, 2)),
    ("Valentine's Day", ("(valentine|valentines) day", "valentines"), _fixed(2, 14)),
    ("Presidents' Day", ("(president|presidents|washingtons|washington) (day|birthday)",), _nth(2, 3, 0)),
    (
        "St Patrick's Day",
        ("(st|saint) (.)? (patrick|patricks|paddy|paddys) day", "(st|saint) (.)? (patricks|paddys)"),
        _fixed(3, 17),
    ),
    ("April Fools' Day", ("april (fool|fools) (day)?",), _fixed(4, 1)),
    ("Ash Wednesday", ("ash wednesday",), _easter(-46)),
    ("Shrove Tuesday", ("(shrove|fat) tuesday", "mardi gras", "pancake day"), _easter(-47)),
    ("Palm Sunday", ("palm sunday",), _easter(-7)),
    ("Maundy Thursday", ("maundy thursday",), _easter(-3)),
    ("Good Friday", ("good friday",), _easter(-2)),
    ("Holy Saturday", ("holy saturday",), _easter(-1)),
    ("Easter Monday", ("easter monday",), _easter(1)),
    ("Easter Sunday", ("easter (sunday|day)?",), _easter()),
    ("Ascension Day", ("ascension day",), _easter(39)),
    ("Whit Monday", ("(whit|pentecost) monday",), _easter(50)),
    ("Pentecost", ("pentecost", "(whit|pentecost) sunday"), _easter(49)),
    ("Corpus Christi", ("corpus christi",), _easter(60)),
    ("Earth Day", ("earth day",), _fixed(4, 22)),
    ("Cinco de Mayo", ("cinco de mayo",), _fixed(5, 5)),
    ("May Day", ("may day", "international workers day"), _fixed(5, 1)),
    ("Mother's Day", ("(mother|mothers) day",), _nth(5, 2, 6)),
    (
        "Administrative Professionals' Day",
        ("(administrative (professional|professionals)|(secretary|secretaries|admin)) day",),
        _nth(4, -1, 5, -3),
    ),
    ("Armed Forces Day", ("armed forces day",), _nth(5, 3, 5)),
    ("Memorial Day", ("memorial day",), _nth(5, -1, 0)),
    ("Flag Day", ("flag day",), _fixed(6, 14)),
    ("Father's Day", ("(father|fathers) day",), _nth(6, 3, 6)),
    ("Juneteenth", ("juneteenth",), _fixed(6, 19)),
    ("Canada Day", ("canada day",), _fixed(7, 1)),
    ("Independence Day", ("independence day",), _fixed(7, 4)),
    ("Bastille Day", ("bastille day",), _fixed(7, 14)),
    ("Parents' Day", ("(parent|parents) day",), _nth(7, 4, 6)),
    ("Friendship Day", ("friendship day",), _nth(8, 1, 6)),
    ("Labor Day", ("(labor|labour) day",), _nth(9, 1, 0)),
    ("Grandparents' Day", ("(national)? (grandparent|grandparents) day",), _nth(9, 1, 0, 6)),
    ("Boss's Day", ("(boss|bosses) day",), _fixed(10, 16)),
    ("Columbus Day", ("columbus day", "indigenous (people|peoples) day"), _nth(10, 2, 0)),
    ("Halloween", ("halloween (day|night)?",), _fixed(10, 31)),
    ("All Saints' Day", ("all (saint|saints) day",), _fixed(11, 1)),
    ("Veterans Day", ("(veteran|veterans) day", "(armistice|remembrance) day"), _fixed(11, 11)),
    ("Guy Fawkes Night", ("guy fawkes (night|day)", "bonfire night"), _fixed(11, 5)),
    ("Black Friday", ("black friday",), _nth(11, 4, 3, 1)),
    ("Small Business Saturday", ("small business saturday",), _nth(11, 4, 3, 2)),
    ("Giving Tuesday", ("giving tuesday",), _nth(11, 4, 3, 5)),
    ("Cyber Monday", ("cyber monday",), _nth(11, 4, 3, 4)),
    ("Thanksgiving", ("thanksgiving (day)?", "turkey day"), _nth(11, 4, 3)),
    ("Christmas Eve", ("christmas eve",), _fixed(12, 24)),
    ("Christmas Day", ("christmas (day)?",), _fixed(12, 25)),
    ("Boxing Day", ("boxing day", "(st|saint) (.)? stephens day"), _fixed(12, 26)),
    ("Epiphany", ("epiphany", "three kings day"), _fixed(1, 6)),
    ("Australia Day", ("australia day",), _fixed(1, 26)),
    ("Burns Night", ("burns night",), _fixed(1, 25)),
    ("Candlemas", ("candlemas",), _fixed(2, 2)),
    ("St David's Day", ("(st|saint) (.)? davids day",), _fixed(3, 1)),
    ("International Women's Day", ("(international)? (women|womens) day",), _fixed(3, 8)),
    ("Pi Day", ("pi day",), _fixed(3, 14)),
    ("Ides of March", ("ides of march",), _fixed(3, 15)),
    ("St George's Day", ("(st|saint) (.)? georges day",), _fixed(4, 23)),
    ("Anzac Day", ("anzac day",), _fixed(4, 25)),
    ("Star Wars Day", ("star wars day",), _fixed(5, 4)),
    ("Trinity Sunday", ("trinity sunday",), _easter(56)),
    ("Lazarus Saturday", ("lazarus saturday",), _easter(-8)),
    ("Midsummer", ("midsummer (day)?",), _fixed(6, 24)),
    ("Assumption Day", ("(assumption day|assumption of mary)",), _fixed(8, 15)),
    ("Michaelmas", ("michaelmas",), _fixed(9, 29)),
    ("Halloween", ("all hallows eve",), _fixed(10, 31)),
    ("All Souls' Day", ("all souls day",), _fixed(11, 2)),
    ("Election Day", ("election day",), _nth(11, 1, 0, 1)),
    ("Martinmas", ("martinmas", "(st|saint) (.)? martins day"), _fixed(11, 11)),
    ("St Andrew's Day", ("(st|saint) (.)? andrews day",), _fixed(11, 30)),
    ("Immaculate Conception", ("immaculate conception",), _fixed(12, 8)),
    ("St Lucy's Day", ("(st|saint) (.)? lucys day",), _fixed(12, 13)),
)
