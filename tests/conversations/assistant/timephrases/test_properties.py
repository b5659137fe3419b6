"""What holds for every text: no exception, no end before its start, no weight on case or spacing, linear work."""

import random
import string
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.assistant.engines.timephrases import When, find, read

from .corpus import NOW, load

WORDS = sorted(
    {word for _, words, _ in load() for word in words.split()} | {"or", "and", "not", "99", "0", ":", "/"}
)
sentences = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2150, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=NOW.tzinfo)
)
EXAMPLES = settings(max_examples=300, deadline=None)


@EXAMPLES
@given(st.one_of(st.text(max_size=200), st.text(string.printable, max_size=200), sentences), moments)
def test_no_text_raises_and_spans_are_in_order(text: str, now: datetime) -> None:
    phrases = find(text, now=now)

    assert all(text[phrase.start : phrase.end] == phrase.text != "" for phrase in phrases)
    assert all(a.end <= b.start for a, b in pairwise(phrases))
    assert read(text, now=now).phrases == phrases


@EXAMPLES
@given(sentences, moments)
def test_no_reading_ends_before_it_starts(text: str, now: datetime) -> None:
    for reading in read(text, now=now).readings:
        if reading.date is None or reading.end_date is None:
            continue
        assert reading.end_date >= reading.date
        if reading.end_date == reading.date and reading.time and reading.end_time:
            assert reading.end_time >= reading.time
        assert reading.duration is None or reading.duration > timedelta(0)


def values(when: When) -> tuple[object, ...]:
    return when.readings, [problem.code for problem in when.problems]


@EXAMPLES
@given(sentences, st.randoms(use_true_random=False))
def test_case_and_spacing_do_not_matter(text: str, chance: random.Random) -> None:
    cased = "".join(chance.choice((letter.upper(), letter.lower())) for letter in text)
    spaced = "".join(" " * chance.randint(1, 3) if letter == " " else letter for letter in f" {cased} ")

    assert values(read(spaced, now=NOW)) == values(read(text, now=NOW))


def work(text: str) -> int:
    """Return how many functions reading `text` calls, built-in ones too."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text, now=NOW)
    finally:
        sys.setprofile(None)
    return calls


NOISE = {
    "letters": "lorem ipsum dolor ",
    "digits": "1 22 333 4444 ",
    "marks": "-/:.,@~ ",
    "links": "at on from to the of ",
    "days": "tomorrow or next monday ",
    "clocks": "at 3 to 4pm ",
    "dates": "3/4 ",
    "repeats": "every monday and ",
    "random": "".join(random.Random(7).choices(string.printable, k=499)),
}


@pytest.mark.parametrize("piece", NOISE.values(), ids=NOISE.keys())
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    text = piece * (4000 // len(piece) + 1)
    read(text[:100], now=NOW)

    assert work(text[:4000]) <= 2.3 * work(text[:2000]) + 1000
