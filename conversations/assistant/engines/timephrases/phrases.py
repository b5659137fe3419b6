"""Find the time phrases of a text and merge those of one message.

This room never knows words; it drives the tables and groups what they leave.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import reduce

from .addresses import without_addresses
from .frames import fill, join
from .grammar import Cascade
from .readings import Problem, Reading, TimePhrase, When
from .resolve import MOST_READINGS, mood_of, readings_of
from .rules_bounds import BOUNDS
from .rules_clocks import CLOCKS, DIGITS, HOURS
from .rules_dates import DATES
from .rules_distances import DISTANCES
from .rules_frequencies import FREQUENCIES, LATE_REPEATS
from .rules_holidays import HOLIDAY_DATES
from .rules_hours_beside import HOURS_BESIDE
from .rules_labels import LABELS
from .rules_lengths import LENGTHS
from .rules_lists import DAY_LISTS
from .rules_monthdays import DAY_NUMBERS
from .rules_months import MONTHS_AND_YEARS
from .rules_numbers import NUMBERS
from .rules_parts import PARTS
from .rules_periods import PERIODS
from .rules_relative import COUNTED, RELATIVE
from .rules_repeats import REPEATS
from .rules_runs import RUNS
from .rules_spans import SPANS, WHOLE
from .rules_zones import ZONES
from .symbols import CLASSES
from .tokens import Node, tokenize
from .values import Frame

_RULES = Cascade((
    NUMBERS, LABELS, COUNTED, REPEATS, FREQUENCIES, HOURS, LENGTHS, RUNS, DAY_LISTS, DATES, MONTHS_AND_YEARS,
    DAY_NUMBERS, HOLIDAY_DATES, RELATIVE, PERIODS, DISTANCES, LATE_REPEATS, CLOCKS, HOURS_BESIDE, DIGITS, PARTS,
    ZONES, SPANS, BOUNDS, WHOLE,
))  # fmt: skip
# Words that may stand between two parts of one time phrase, and before it.
_BEFORE = "on at in for from by @ around about starting beginning lasting until till the during this =to"
_BETWEEN = "of , - that and to sometime anytime some time any :"
_LEADS = frozenset(word for word in _BEFORE.split(" ") if word)
_LINKS = (_LEADS | frozenset(word for word in _BETWEEN.split(" ") if word)) - {"=to"}
_OR = re.compile(r"[\s,]*\bor\b[\s,]*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]{1,200}"|“[^”]{1,200}”')


class _Group:
    """A phrase in the making: the frame so far and the stretch it covers."""

    def __init__(
        self,
        start: int,
        end: int,
        frame: Frame | None,
        problem: Problem | None = None,
        *,
        aimed: bool = False,
    ) -> None:
        self.start, self.end, self.frame, self.problem, self.aimed = start, end, frame, problem, aimed


def _groups(nodes: list[Node]) -> list[_Group]:
    groups: list[_Group] = []
    links = 0
    leads: list[Node] = []
    for node in nodes:
        if node.symbol not in ("FRAME", "PROBLEM"):
            links = links + 1 if node.symbol in _LINKS else 99
            leads = (
                [*leads, node]
                if node.symbol in _LEADS and links < 99
                else [node]
                if node.symbol in _LEADS
                else []
            )
            continue
        frame = node.value if node.symbol == "FRAME" else None
        last = groups[-1] if groups else None
        if last is not None and links <= 4 and frame is not None and last.frame is not None:
            joined = join(last.frame, frame)
            if joined is not None:
                last.frame, last.end, links, leads = joined, node.end, 0, []
                continue
        start = leads[0].start if leads and links >= len(leads) else node.start
        problem = node.value if frame is None else None
        groups.append(
            _Group(start, node.end, frame, problem, aimed=any(lead.symbol == "=to" for lead in leads))
        )
        links, leads = 0, []
    return groups


def _aim(nodes: list[Node]) -> list[Node]:
    """Mark the "to" of "move it from 3 to 4": it names a new time and spans no range."""
    moving = False
    for i, node in enumerate(nodes[:-1]):
        moving = moving or node.symbol in CLASSES["moving"]
        if moving and node.symbol == "to" and nodes[i + 1].symbol != "word":
            return [*nodes[:i], Node("=to", node.start, node.end), *nodes[i + 1 :]]
    return nodes


def _parse(text: str, now: datetime) -> list[_Group]:
    return _groups(_RULES.rewrite(_aim(tokenize(without_addresses(text))), now))


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


def _weight(group: _Group, now: datetime) -> int:
    """Rank a phrase for merging: a day with a clock time says when; a past or whole period rather what about.

    "Now" tells when one speaks, and so may "today".
    """
    frame = group.frame or Frame()
    weight = 4 * bool(frame.clock) + 2 * bool(frame.days or frame.repeats)
    if frame.days is not None:
        weight -= 2 * ((frame.days.choices[0].last or frame.days.first) < now.date())
        weight -= 2 * (frame.days.vague and not frame.clock)
        weight -= frame.days.first == now.date() and not frame.clock
    if frame.clock is not None and frame.clock.name == "now" and frame.end_clock is None:
        weight -= 8
    return weight + 16 * group.aimed


def read(text: str, *, now: datetime) -> When:
    """Return what a whole message says about time, its phrases merged.

    Words in quotation marks are names, not times, unless they are all there is. Where two phrases
    contradict each other the one with a day and a clock time is believed.
    """
    mood = mood_of(text)
    groups = _parse(text, now)
    phrases = tuple(_phrase(group, text, now, mood) for group in groups)
    quotes = [
        match.span() for match in _QUOTED.finditer(text) if match.end() - match.start() < len(text.strip())
    ]
    spoken = [
        group
        for group in groups
        if group.frame and not any(start <= group.start and group.end <= end for start, end in quotes)
    ]
    found: list[Reading] = []
    for chosen in _alternatives(spoken, text):
        ranked = sorted(chosen, key=lambda group: _weight(group, now), reverse=True)
        frames = [group.frame for group in ranked if group.frame]
        found.extend(readings_of(reduce(fill, frames), now, mood))
    merged = tuple(dict.fromkeys(found))[:MOST_READINGS]
    return When(merged, phrases, tuple(phrase.problem for phrase in phrases if phrase.problem))


def _alternatives(groups: list[_Group], text: str) -> list[list[_Group]]:
    """Return the groups to merge, once for each side of an "or": "Tuesday at 3 or Wednesday at 4"."""
    for i in range(1, len(groups)):
        before, after = groups[i - 1], groups[i]
        if _OR.fullmatch(text, before.end, after.start) and before.frame and after.frame:
            rest = groups[: i - 1] + groups[i + 1 :]
            shared = _Group(after.start, after.end, after.frame.also(clock=None, end_clock=None))
            return [[before, shared, *rest], [after, before, *rest]]
    return [groups] if groups else []
