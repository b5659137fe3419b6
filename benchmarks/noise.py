"""How long the time grammar takes over long messages without sense: the worst case of what one message may cost."""

import statistics
import string
import time
from collections.abc import Callable
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from conversations.assistant.engines.timephrases import read

CHARACTERS = 4000
REPEATS = 5
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
DAYS = "monday tuesday wednesday thursday friday saturday sunday today tomorrow january march june weekend"
NUMBERS = "one two three seven twelve twenty thirty first third half quarter"
PIECES = "from to at every next last until between and or in the of for - : / am pm 3 4:30 12 weeks days"


def _words(choices: str) -> Callable[[Random], str]:
    return lambda random: " ".join(random.choices(choices.split(), k=CHARACTERS))


def _characters(choices: str) -> Callable[[Random], str]:
    return lambda random: "".join(random.choices(choices, k=CHARACTERS))


KINDS: dict[str, Callable[[Random], str]] = {
    "letters and spaces": _characters(string.ascii_lowercase + "     "),
    "one unbroken word": _characters(string.ascii_lowercase),
    "digits": _characters(string.digits + "   "),
    "digits and separators": _characters(string.digits + ":/-., "),
    "any printable characters": _characters(string.printable),
    "days and months": _words(DAYS),
    "number words": _words(NUMBERS),
    "words of the grammar": _words(f"{DAYS} {NUMBERS} {PIECES}"),
}


def milliseconds() -> dict[str, float]:
    """Return for each kind of noise the median processor time to read CHARACTERS characters of it."""
    read("tomorrow at 3pm", now=NOW)  # whatever is made at first use
    return {kind: _median(make(Random(4))[:CHARACTERS]) for kind, make in KINDS.items()}


def _median(text: str) -> float:
    taken: list[float] = []
    for _ in range(REPEATS):
        began = time.thread_time()
        read(text, now=NOW)
        taken.append(1000 * (time.thread_time() - began))
    return statistics.median(taken)
