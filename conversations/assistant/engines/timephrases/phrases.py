"""Find the time phrases of a text and merge those of one message.

This room never knows words; it drives the tables and groups what they leave.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import reduce

from .frames import fill, join
from .grammar import rewrite
from .readings import Problem, Reading, TimePhrase, When
from .resolve import mood_of, readings_of
from .rules_clocks import CLOCKS, HOURS, LABELS, ZONES
from .rules_dates import DATES, HOLIDAY_DATES
from .rules_lengths import LENGTHS, NUMBERS
from .rules_relative import COUNTED, RELATIVE
from .rules_repeats import LATE_REPEATS, REPEATS
from .rules_spans import SPANS
from .tokens import Node, tokenize
from .values import Frame

_TABLES = (
    NUMBERS, LABELS, COUNTED, REPEATS, HOURS, LENGTHS, DATES, HOLIDAY_DATES, RELATIVE, LATE_REPEATS, CLOCKS, ZONES, SPANS,
)  # fmt: skip
# Words that may stand between two parts of one time phrase, and before it.
_LINKS = frozenset(
    "on at in for from of the by , - @ around about starting beginning lasting until till this that and to "
    "during sometime anytime some time any about :".split()
)
_LEADS = frozenset("on at in for from by @ around about starting beginning lasting until till the during this".split())
_QUOTED = re.compile(r'"[^"]{1,200}"|“[^”]{1,200}”')


class _Group:
    """A phrase in the making: the frame so far and the stretch it covers."""

    def __init__(self, start: int, end: int, frame: Frame | None, problem: Problem | None = None) -> None:
        self.start, self.end, self.frame, self.problem = start, end, frame, problem


def _groups(nodes: list[Node]) -> list[_Group]:
    groups: list[_Group] = []
    links = 0
    leads: list[Node] = []
    for node in nodes:
        if node.symbol not in ("FRAME", "PROBLEM"):
            links = links + 1 if node.symbol in _LINKS else 99
            leads = [*leads, node] if node.symbol in _LEADS and links < 99 else [node] if node.symbol in _LEADS else []
            continue
        frame = node.value if node.symbol == "FRAME" else None
        last = groups[-1] if groups else None
        if last is not None and links <= 4 and frame is not None and last.frame is not None:
            joined = join(last.frame, frame)
            if joined is not None:
                last.frame, last.end, links, leads = joined, node.end, 0, []
                continue
        start = leads[0].start if leads and links >= len(leads) else node.start
        groups.append(_Group(start, node.end, frame, node.value if frame is None else None))
        links, leads = 0, []
    return groups


def _parse(text: str, now: datetime) -> list[_Group]:
    return _groups(rewrite(tokenize(text), _TABLES, now))


def _phrase(group: _Group, text: str, now: datetime, mood: str) -> TimePhrase:
    readings: tuple[Reading, ...] = readings_of(group.frame, now, mood) if group.frame else ()
    piece = text[group.start : group.end]
    problem = group.problem
    zones = {reading.timezone for reading in readings}
    if len(zones) > 1:
        names = " or ".join(sorted(str(zone) for zone in zones))
        problem = Problem("ambiguous_zone", piece, f"The time zone in “{piece}” may be {names}.")
    return TimePhrase(group.start, group.end, piece, readings, problem)


def find(text: str, *, now: datetime) -> tuple[TimePhrase, ...]:
    """Return the time phrases of `text` in order, not overlapping, each with its readings.

    `now` is timezone-aware, in the user's zone. Never raises on any text.
    """
    mood = mood_of(text)
    return tuple(_phrase(group, text, now, mood) for group in _parse(text, now))


def _weight(frame: Frame, now: datetime) -> int:
    """Rank a phrase for merging: a day with a clock time says when; a past or whole period rather what about."""
    weight = 2 * bool(frame.clock) + bool(frame.days or frame.repeats)
    if frame.days is not None:
        weight -= (frame.days.choices[0].last or frame.days.first) < now.date()
        weight -= frame.days.vague and not frame.clock
    return weight


def read(text: str, *, now: datetime) -> When:
    """Return what a whole message says about time, its phrases merged.

    Words in quotation marks are names, not times, unless they are all there is. Where two phrases
    contradict each other the one with a day and a clock time is believed.
    """
    mood = mood_of(text)
    groups = _parse(text, now)
    phrases = tuple(_phrase(group, text, now, mood) for group in groups)
    quotes = [match.span() for match in _QUOTED.finditer(text) if match.end() - match.start() < len(text.strip())]
    frames = [
        group.frame
        for group in groups
        if group.frame and not any(start <= group.start and group.end <= end for start, end in quotes)
    ]
    frames.sort(key=lambda frame: -_weight(frame, now))
    merged = readings_of(reduce(fill, frames), now, mood) if frames else ()
    return When(merged, phrases, tuple(phrase.problem for phrase in phrases if phrase.problem))
