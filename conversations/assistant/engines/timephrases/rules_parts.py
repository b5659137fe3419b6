"""Rules for parts of the day and for hours that only their neighbours make a time: "in the morning", "at 3", "5ish".

This room never chooses between the two halves of the day; resolve does, with the whole message in view.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .grammar import RuleTable
from .readings import Problem
from .rules_clocks import make_clock
from .values import Clock

PARTS = RuleTable()


@PARTS.rule(
    "PART",
    "(in|during|for|=to) the (very)? (early|late|later|mid|middle of the)? (-)? {part}",
    "at {part}(?!<word>)",
    "(in|during) {part_plural}",
    "by {part:night}",
    "(early|late) (in|on)? (the)? {part}(?!<word>)",
    "(all|whole|entire) (the)? {part}",
    "(?<=<DAY|REPEAT>) (,|in|at|during)? (the)? (early|late|mid)? (in the)? {part}",
    "(the|in the) {part} (of|on)? (?=<DAY>)",
    "(?<!<unknown>) {part} (of|on)? (?=<DAY>)",
)
def _part(now: datetime, part: str) -> str:
    return part


@PARTS.rule("CLOCK", "(?<=<clock_prep|for>) {h:padded}(?!<word|unit|month|ampm>)")
def _padded(now: datetime, h: int) -> Clock | Problem:
    return make_clock(h, padded=True)


@PARTS.rule("PART", "{part} (?=<h12> ($|<end_mark>))")
def _part_before_hour(now: datetime, part: str) -> str:
    return part


@PARTS.rule("PART", "after lunch", "after (the)? noon")
def _after_lunch(now: datetime) -> str:
    return "afternoon"


@PARTS.rule("PART", "before lunch", "first thing (in the morning)?")
def _before_lunch(now: datetime) -> str:
    return "morning"


@PARTS.rule("PART", "after (work|school|hours)")
def _after_work(now: datetime) -> str:
    return "evening"


@PARTS.rule(
    "CLOCK",
    "(?<=at|@) {h:h24}(?!<unit|ordinal|counted|%|/|.|word>)",
    "(?<=at|@) {h:h24} (?=<word>)(?!<counted>)",
    "(?<=<clock_prep>)(?<!<arithmetic> by) {h:h24}(?!<word|unit|ordinal|month|weekday|letter_unit>)(?!and <num> <word|unit>)",
    "(?<=<DAY|TONIGHT|,>) {h:h12} (?=-|to|till|until) (?!(-|to|till|until) <num> <word|unit>)",
    "(?<=<DAY|TONIGHT|PART>) {h:h12}(?!<word|unit|ordinal|num|of>)",
    "(?<!<num|of|for>) {h:h12}(?=<DAY|TONIGHT|PART>)",
    "(?<=for) {h:h12} (?=<PART>)",
    "{h:h12} (-)? (?=ish)",
    "{h:h12} (?=on the dot)",
    "(?<!<num|of|for>) {h:h12} (?=<part> (.)? $)",
    "{h:h12} (?=on <DAY> (in the)? <part|PART>)",
    "(?<=later than|earlier than) {h:h24}(?!<word|unit>)",
    "(?<=<unknown> for|meeting for|call for|appointment for|event for) {h:h12} (?=$|<end_mark>)",
    "(?<=alarm for) {h:h12}(?!<word|unit|ordinal>)",
    "(?<=it <to_for>) {h:h12}(?!<word|unit|ordinal|counted>)",
    "{h:h12} (?=instead)",
    "(?<=we do|lets say|lets try) {h:h12}(?!<word|unit|ordinal|counted>)",
    "(?<=make it|lets do|<movable> to) {h:h12}(?!<word|unit|ordinal|counted>)",
    "(?<=<meal>) {h:h12} ($|(?=,|.|with))",
    "(?<=<meal>) {h:h12} (?=(-|to) <h12> $)",
    "^ {h:h12} (?=(-|to|or) <h12> $)",
    "(?<=<meeting_verb>) {h:h12} (?=- <h12> ($|<end_mark>))",
    "^ {h:h12} (?=works|is|would|sounds|please|then|or|,)",
    "^ {h:h12} $",
)
def _bare_hour(now: datetime, h: int) -> Clock | Problem:
    return make_clock(h)


@PARTS.rule(
    "CLOCK",
    "{clock:CLOCK} (-)? (ish|or so|or thereabouts|approximately)",
    "(?<!how|what) (around|about|approximately|approx|roughly|circa|~|near) {clock:CLOCK}",
)
def _approximate(now: datetime, clock: Clock) -> Clock:
    return replace(clock, approximate=True)


@PARTS.rule("CLOCK", "{clock:CLOCK} (sharp|exactly|on the dot|hours|hrs|hour)", "exactly {clock:CLOCK}")
def _sharp(now: datetime, clock: Clock) -> Clock:
    return clock


@PARTS.rule(
    "PART",
    "(?<=<CLOCK>) (,|in|at)? (the)? (early|late)? {part}(?!<word>)",
    "(late|early) {part} (?=(at|around|,)? <CLOCK>)",
    "(?<!<unknown>) {part} (?=(at|around|,)? <CLOCK>)",
)
def _loose_part(now: datetime, part: str) -> str:
    return part
