"""The words of time, by class, with their values and the ways people misspell them.

This room never combines words; the rule tables do.
"""

from __future__ import annotations

import string
from typing import Any

from .zones import ABBREVIATIONS as ZONES
from .zones import CITIES, WORDLIKE


def _words(text: str) -> list[str]:
    return text.split()


_ONES = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
CARDINALS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES, 1)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
    "zero": 0,
    "fourty": 40,
}
_ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_WEEKDAY_SHORT = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip
_MONTH_SHORT = {
    "jan": 1, "feb": 2, "febr": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_UNIT_WORDS = {
    "second": "second sec secs seconds",
    "minute": "minute minutes min mins minuet minuets",
    "hour": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks wk wks",
    "fortnight": "fortnight fortnights",
    "month": "month months mo mos",
    "quarter": "quarter quarters",
    "year": "year years yr yrs",
    "decade": "decade decades",
    "weekend": "weekend weekends",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
# A unit's letter counts only straight after a digit ("90m"); the tokenizer marks it so.
_LETTER_UNITS = {"=s": "second", "=m": "minute", "=h": "hour", "=d": "day", "=w": "week", "=y": "year"}
_PARTS = {
    "morning": "morning", "morn": "morning", "afternoon": "afternoon", "afternoonish": "afternoon",
    "evening": "evening", "evenin": "evening", "eve": "evening", "night": "night", "nite": "night",
    "morningish": "morning", "eveningish": "evening", "lunchtime": "lunch", "dinnertime": "evening",
    "daytime": "day",
}  # fmt: skip

# Words that only set the scene: each class is a plain list of words.
_SCENES = {
    "list_word": "- to through , and or / &",
    # Words that may stand right before a date, so that a doubtful word after them is one.
    "dated_by": "on by until till for from before after since to between and next starting in of through =to",
    "in_month": "around in during until till before after since by from through for of this starting beginning",
    "for_word": "for rest",
    "before": "before",
    "tomorrow": "tomorrow",
    "night": "night",
    "weekend_unit": "weekend",
    "every": "every each",
    "clock_prep": (
        "at @ by until till before after around about from since between approximately approx roughly ~ circa past "
        "starting beginning near =to"
    ),
    # Numbers after these are names, not times: "room 12", "version 2".
    "label": (
        "room rm building suite floor gate terminal level version v chapter apartment apt section item number no "
        "top page pages bus flight track platform highway route channel phase step grade class table seat episode "
        "season line exit lane box order ticket case issue bug sprint invoice model series volume group team iphone "
        "windows extension ext pin code zip score age aged size hall lab court field pier row type option question "
        "figure article zone"
    ),
    "arithmetic": "divided multiplied multiply times thousand hundred million plus minus squared",
    "meeting_verb": "meet call back off away out start starts leave leaving again me us begin begins free",
    "end_mark": ". ? !",
    "reserved": "table reservation reservations seats tickets party room",
    "occasion": "meeting appointment call event time",
    "meal": "breakfast brunch lunch dinner supper drinks coffee",
    "movable": "meeting appointment call lunch dinner breakfast event it that time start",
    # The "to" after these names a new time: "move it from 3 to 4". The tokens mark it "=to".
    "moving": (
        "move push change shift reschedule bump switch postpone swap delay bring moved pushed changed shifted "
        "rescheduled bumped switched postponed moving pushing changing shifting rescheduling"
    ),
    "to_for": "to for =to",
    "counted": (
        "people persons person guests items things times seats tickets copies dollars percent points street st "
        "avenue ave road rd miles km degrees main blocks bedrooms options"
    ),
    # Words after which a bare hour is certainly finished: "the 3rd with Ann", not "the 3rd floor".
    "closing": (
        "with for in on at and to or but please pls thanks until till from of then so if because about is works "
        "would should could can will that this we i you he she they it the my our a an by not , . ! ? ; : - ) & "
        "instead @ sharp today tonight tomorrow every each next also as does ok okay fine good"
    ),
}

# Each class maps its words to the value a rule receives.
WORD_CLASSES: dict[str, dict[str, Any]] = {
    "weekday": {**{word: index for index, word in enumerate(WEEKDAYS)}, **_WEEKDAY_SHORT},
    "clear_weekday": {
        **{word: index for index, word in enumerate(WEEKDAYS)},
        **{word: index for word, index in _WEEKDAY_SHORT.items() if word not in ("mon", "wed", "sat", "sun")},
    },
    "doubtful_weekday": {
        word: index for word, index in _WEEKDAY_SHORT.items() if word in ("mon", "wed", "sat", "sun")
    },
    "weekday_plural": {f"{word}s": index for index, word in enumerate(WEEKDAYS)},
    "month": {**{word: index for index, word in enumerate(MONTHS, 1)}, **_MONTH_SHORT},
    "clear_month": {
        word: index for index, word in enumerate(MONTHS, 1) if word not in ("may", "march", "april", "june", "august")
    },
    "unit": _UNITS,
    "letter_unit": _LETTER_UNITS,
    "letter_hour": {"=h": "hour"},
    "hour_unit": {"hour": "hour", "hr": "hour"},
    "hours": {"hours": "hour", "hrs": "hour"},
    "fine_unit": {word: unit for word, unit in _UNITS.items() if unit in ("second", "minute", "hour")},
    "part": _PARTS,
    "part_plural": {
        "mornings": "morning", "afternoons": "afternoon", "evenings": "evening", "nights": "night",
    },
    "ampm": {"am": "am", "pm": "pm", "ampm": None},
    "ordinal": {**{word: value for value, word in enumerate(_ORDINALS, 1)}, "thirtieth": 30},
    "frequency": {
        "daily": ("DAILY", 1), "weekly": ("WEEKLY", 1), "fortnightly": ("WEEKLY", 2),
        "monthly": ("MONTHLY", 1), "quarterly": ("MONTHLY", 3), "semiannually": ("MONTHLY", 6),
        "biannually": ("MONTHLY", 6), "biannual": ("MONTHLY", 6), "annual": ("YEARLY", 1),
        "yearly": ("YEARLY", 1), "annually": ("YEARLY", 1), "hourly": ("HOURLY", 1),
    },
    "times_word": {"once": 1, "twice": 2, "thrice": 3},
    "which": {
        word: meaning
        for meaning, words in {
            "this": "this current", "next": "next following", "coming": "coming upcoming",
            "last": "last past previous",
        }.items()
        for word in words.split()
    },
    "forward": {"next": "next", "following": "next", "coming": "coming", "upcoming": "coming", "past": "last"},
    "edge": {
        "end": "end", "close": "end", "beginning": "start", "start": "start", "middle": "middle", "mid": "middle",
    },
    "mid_word": {"mid": "middle"},
    "week_unit": {"week": "week"},
    "edge_adverb": {"early": "early", "late": "late", "mid": "mid"},
    "period_unit": {
        word: unit
        for word, unit in _UNITS.items()
        if unit in ("week", "weekend", "month", "quarter", "year", "fortnight", "decade") and not word.endswith("s")
    },
    "week_or_year": {"week": "week", "month": "month", "quarter": "quarter", "year": "year", "weekend": "weekend"},
    "month_or_quarter": {"month": "month", "quarter": "quarter"},
    "part_of_year": {"quarter": "quarter", "half": "half"},
    "half_letter": {"h": "half"},
    "part_letter": {"q": "quarter", "qtr": "quarter"},
    "season": {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3},
    "zone": {name: zones for name, zones in ZONES.items() if name not in WORDLIKE},
    "zone_word": {name: zones for name, zones in ZONES.items() if name in WORDLIKE},
    "zone_offset": {"gmt": ("UTC",), "utc": ("UTC",)},
    "city": CITIES,
    **{name: {word: word for word in words.split()} for name, words in _SCENES.items()},
}  # fmt: skip

ABBREVIATIONS = frozenset([*_WEEKDAY_SHORT, *_MONTH_SHORT, *(w for w in _UNITS if len(w) <= 4), "st"])

_SYNONYMS = {
    "tomorrows": "tomorrow", "tmrw": "tomorrow", "tmr": "tomorrow", "tmrow": "tomorrow", "tmw": "tomorrow",
    "tomo": "tomorrow", "tomoro": "tomorrow", "tommorow": "tomorrow", "todays": "today",
    "tonite": "tonight", "tonights": "tonight", "yday": "yesterday", "wensday": "wednesday",
    "wendsday": "wednesday", "midnite": "midnight", "til": "till", "thru": "through", "nd": "and",
    "feburary": "february", "febuary": "february", "christmass": "christmas",
    "xmas": "christmas", "comming": "coming", "nxt": "next", "evry": "every", "wknd": "weekend",
}  # fmt: skip
# Real words and names one slip away from a word of time.
_NOT_SLIPS = frozenset(_words("sundae sundry augusta augusto augustus"))


def _slips(word: str) -> set[str]:
    """Return what one slip makes of `word`, its first letter kept: a letter lost, doubled, swapped, mistaken."""
    found: set[str] = set()
    for i in range(1, len(word)):
        found.add(word[:i] + word[i + 1 :])
        if i + 1 < len(word):
            found.add(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
        for letter in string.ascii_lowercase:
            found.add(word[:i] + letter + word[i + 1 :])
            found.add(word[:i] + letter + word[i:])
    return found


def _misspellings() -> dict[str, str]:
    known = {word for words in WORD_CLASSES.values() for word in words} | set(CARDINALS) | _NOT_SLIPS
    targets = [word for word in (*WEEKDAYS, *MONTHS, "tomorrow", "tonight", "yesterday") if len(word) >= 6]
    table = {
        slip: word for word in targets for slip in sorted(_slips(word)) if slip not in known and slip != word
    }
    return {**table, **_SYNONYMS}


MISSPELLINGS: dict[str, str] = _misspellings()
