"""Which half of the day a bare hour means, where the meeting itself or the hour it replaces tells; else it is asked.

Decides among the readings it is handed; never reads a message.
"""

import re
from collections.abc import Sequence
from datetime import time, timedelta

from conversations.assistant.state import Choice

NEAR = timedelta(hours=4)
FAR = timedelta(hours=8)

# What people call such hours, and when they have it: "lunch at 1" is never at night.
_KINDS = tuple(
    (re.compile(rf"\b(?:{words})\b", re.I), time(first), time(last))
    for words, first, last in (
        ("breakfast|school run", 5, 11),
        ("brunch", 9, 15),
        ("lunch|luncheon", 11, 16),
        ("dinner|supper|drinks|happy hour|cocktails|pub|concert|theat(?:re|er)|movie|after[- ]?work", 15, 23),
    )
)
_AT_WORK = re.compile(
    r"\b(?:stand-?up|scrum|sync|review|retro\w*|planning|interview|launch|kick-?off|workshop|onboarding|demo|all[- ]hands|team|"
    r"1:1|one[- ]on[- ]one|status|project|budget|school)\b",
    re.I,
)


def settled(choices: Sequence[Choice], title: str, known: Sequence[str]) -> str | None:
    """Return the one "HH:MM" among `choices` that is meant, None when it has to be asked.

    `choices` are the readings of one said hour, `title` what the meeting is called, `known` the clock times that
    the hour replaces or was to be chosen from.
    """
    clocks: list[str] = [choice["values"]["time"] for choice in choices]
    if len(clocks) != 2 or abs(_distance(*clocks)) != timedelta(hours=12):
        return None
    noonish = [clock for clock in clocks if clock.startswith("12:")]
    if noonish:  # in either way of counting hours, 12:30 is after noon
        return noonish[0]
    for kind, first, last in _KINDS:
        fitting = [clock for clock in clocks if first <= time.fromisoformat(clock) <= last]
        if kind.search(title) and len(fitting) == 1:
            return fitting[0]
    if _AT_WORK.search(title) and "09:00" <= min(clocks) < "12:00":
        return min(clocks)  # nobody holds a stand-up late in the evening
    for clock, other in (clocks, clocks[::-1]):
        near = all(abs(_distance(clock, each)) <= NEAR for each in known)
        far = all(abs(_distance(other, each)) >= FAR for each in known)
        if known and near and far:
            return clock
    return None


def _distance(one: str, other: str) -> timedelta:
    first, second = time.fromisoformat(one), time.fromisoformat(other)
    return timedelta(hours=first.hour - second.hour, minutes=first.minute - second.minute)
