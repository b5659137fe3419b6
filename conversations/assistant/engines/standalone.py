"""Tells whether a message asks for a meeting of its own, and takes apart a message that asks for two.

Never reads what is asked for: it only says that, and where, a request begins.
"""

import re
from datetime import datetime

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import GUESS, Verdict, classify
from conversations.assistant.engines.corrections import opens_correction
from conversations.assistant.engines.daylists import on_each_day
from conversations.assistant.engines.entities import find_entities, find_people
from conversations.assistant.engines.requests import cancels_something
from conversations.assistant.engines.shortanswers import LONGEST, SLOT_WORDS
from conversations.assistant.engines.slotwords import QUESTION, slot_words, time_words
from conversations.assistant.engines.times import times_in
from conversations.assistant.engines.wordclasses import EVENT_NOUNS
from conversations.assistant.guests import meant
from conversations.assistant.scopes import scope_of
from conversations.assistant.state import Draft, Question

_POLITE = (
    r"^\W*(?:(?:hi|hey|hello|please|ok|okay|so|now|and|also|then|next|first|first of all|(?:can|could|would) (?:you|u|we|i)|"
    r"let'?s|i(?:'d| would)? (?:want|need|like)(?: you)?(?: to)?|we need to)[\s,.!]+)*"
)
_ORDER = (
    r"(?:(?:book|schedule|set ?up|arrange|plan|organi[sz]e|create|pencil in|put in)\b(?: me)?|(?:a )?new\b|another\b)"
    r"(?! (?:it|that|this|them|the|any ?way|and|or)\b)"
)
_ORDERS = re.compile(_POLITE + _ORDER, re.I)
_NOUN = "|".join(sorted(map(re.escape, EVENT_NOUNS - {"run", "show", "movie"}), key=len, reverse=True))
_OPENS = re.compile(
    rf"{_POLITE}(?:{_ORDER} )?(?:(?:an?|one|another|my|the) )?(?:[\w'-]+ ){{0,2}}?(?:{_NOUN})s?\b|{_POLITE}remind me\b",
    re.I,
)
_MEETS = re.compile(r"^\W*(?i:meet|see|call|phone|ring|visit)(?i: up)?(?i: with)? (?=[A-Z])")
_ONE = re.compile(r"^(?:a second one|another one|another|one) (?=with\b)", re.I)
_WITH_WHOM = re.compile(r"\bwith \w", re.I)
_PHONES = re.compile(r"^\W*(?i:call|phone|ring)(?i: up)? (?=[A-Z])")
_JOINT = re.compile(
    r"[;.]\s+(?:(?:and|also|then) )*|,? (?:and|plus|then)(?: (?:then|also|another))* |, ", re.I
)
_SAME = re.compile(r"\bsame\b|\bagain\b", re.I)
_NEXT_WEEK = re.compile(r"\bnext week\b|\bthe week after\b", re.I)
_AROUND_SAME = re.compile(
    r"\b(?:the|same|again|time|thing|meeting|one|too|also|as well|and|ok|okay|now|please|can|could|we|you|i|do|book|schedule|"
    r"let'?s|have|it|that|this|for|on|at)\b|\W",
    re.I,
)
_BOOKED = (
    r"(?:the|my|our|all|every|(?:to(?:day|morrow)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)'?s) "
    rf"(?!(?:{'|'.join(SLOT_WORDS)})\b)"
)
_CALLS_OFF = r"cancel|delete|call off|scrap|skip"
_MOVES = r"move|push|shift|bring|postpone|reschedule|delay|change|extend|lengthen|shorten"
_ACTS = re.compile(rf"{_POLITE}(?:{_CALLS_OFF}|{_MOVES}|rename) {_BOOKED}", re.I)
_REMINDS = re.compile(rf"{_POLITE}remind me\b", re.I)
_REMINDS_BEFORE = re.compile(rf"{_POLITE}remind me\b.*\b(?:before|ahead of|prior to)\b", re.I)
_SHARED = re.compile(
    rf"(?P<verb>{_POLITE}(?:{_CALLS_OFF}|{_MOVES})) (?P<one>{_BOOKED}[^,;.?!]{{1,60}}?) and (?P<other>{_BOOKED}[^,;.?!]{{1,60}}?)"
    r"(?P<rest>(?: (?:to|by|until)\b[^,;]*)?)[\s.!]*$",
    re.I,
)
_LISTED = re.compile(
    r"^(?P<lead>[^:]{0,40}?\b(?:book|schedule|set ?up|arrange|plan|create|need|want|have)(?: me)?)"
    r"(?: (?:two|2|three|3|four|4|both|these|the following|following|several|some|a few|more|new))*"
    r"(?: (?:meetings|events|appointments|calls|things))? ?: ?(?P<first>.+)$",
    re.I | re.S,
)
_LISTING = re.compile(r"^.*\b(?:need|want|have)$", re.I | re.S)
_ALONE = re.compile(r",? *(?:and )?(?:just|only)(?: for)? me\b[\s.!]*$", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_ARTICLE = re.compile(r"^\W*(?:(?:a|an|the|my|our|some) )?", re.I)


_THE_DRAFT = rf"(?:that|it|this|the (?!(?:{'|'.join(SLOT_WORDS)})\b)[\w-]+)"
_INSTEAD = re.compile(
    r"^\W*(?:(?:oh|ok|okay|no|wait|sorry|actually|hmm+|please|nah|argh)[\s,.!-]+)*"
    rf"(?:(?:scratch|forget|drop|cancel|scrap) {_THE_DRAFT}|never ?mind(?: {_THE_DRAFT})?|"
    r"(?P<rather>you know what|on second thoughts?|come to think of it))[,;.!-]+\s*(?:and |then |just )?(?P<wish>\w.*)$",
    re.I | re.S,
)
_DO = re.compile(
    r"^(?:(?:let'?s|please|can you|could you|rather) )*(?:do|have|make it|get|plan) (?=an? )", re.I
)
_WITH_NAME = re.compile(r"^(?P<order>(?i:book|schedule|plan)) (?P<who>[A-Z][\w'-]+(?: and [A-Z][\w'-]+)?)$")


def instead_of_draft(text: str, now: datetime) -> tuple[str, bool] | None:
    """Return what is wanted instead of what was said before, and whether it is a meeting of its own; None for neither."""
    found = _INSTEAD.match(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    wish = _DO.sub("book ", found["wish"], count=1)
    wish = re.sub(r"\binstead\b,?\s*", "", wish).strip(" ,")
    wish = _WITH_NAME.sub(r"\g<order> a meeting with \g<who>", wish, count=1)
    own = bool(_ORDERS.match(wish))
    return (wish, own) if own or found["rather"] or times_in(wish, now).phrases else None


_CONDITION = re.compile(
    r"(?:,? (?:but |and |though )?if (?:i'?m|i am|we'?re|we are|it'?s|that'?s) (?:free|available)|"
    r"(?=(?:[, ]+(?:but|and))* (?:only if|unless|as long as|provided)\b|, (?:but )?if\b|"
    r" if (?:my |the )?\w+(?: \w+)? (?:can|could|is|are|has|have|agrees|says|does|wants)\b))"
    r"(?P<left_out>[, ]+[^.?!]{6,100})?[\s.!]*$",
    re.I,
)
_COURTESY = re.compile(
    r"\bif (?:possible|you (?:can|could|don'?t|would|want)|need|that|it|this|they|necessary)\b", re.I
)


def conditional(text: str) -> re.Match[str] | None:
    """Find what a wish hangs on, which nobody waits for here: "but only if Max can make it".

    Whether its owner is free is looked at anyway.
    """
    found = _CONDITION.search(text) if len(text) <= 4 * LONGEST else None
    return None if found and _COURTESY.search(text[found.start() :]) else found


_EXCUSE = re.compile(
    r"^\W*(?:(?:sorry|oh|hey|hi|oops|ugh)[\s,]+)*"
    r"(?:i'?m|i am|i'?ll be|i have|i'?ve|we'?re|we are|my \w+|the \w+|traffic|there'?s)\b"
    r"[^,;.?!]{3,60}[,;.!-]+\s*(?:so |and )?(?=(?:please |can you |could you )*"
    rf"(?:{_CALLS_OFF}|{_MOVES}) (?:{_BOOKED}|it\b|that\b))",
    re.I,
)
_REASON = re.compile(
    rf"^(?P<asked>{_POLITE}(?:{_CALLS_OFF}) [^,;.?!]{{1,60}})[,;.]+ "
    rf"(?!.*\b(?:book|schedule|plan|{_MOVES})\b)(?:[\w']+ ){{0,4}}"
    r"(?:got|is|was|has|had|have|fell|can'?t|cannot|couldn'?t|am|are|won'?t|i'?m|s?he'?s)\b[^,;?!]*$",
    re.I,
)


def without_reason(text: str) -> str:
    """Return a wish about what is booked without why: "I'm running late, push the call by 10 minutes"."""
    if len(text) > LONGEST:
        return text
    reasoned = _REASON.match(text)
    return reasoned["asked"] if reasoned else _EXCUSE.sub("", text, count=1)


def request_in(text: str) -> Verdict:
    """Read the intent of a message; one that greets, asks for something and thanks is about what it asks for."""
    verdict = classify(text)
    if verdict.intent != "general":
        return verdict
    parts = [classify(part) for part in _SENTENCE.split(text) if part.strip()]
    asking = [each for each in parts if each.intent not in ("general", "unknown")]
    return max(asking, key=lambda each: each.confidence) if len(parts) > 1 and asking else verdict


def announces(text: str, verdict: Verdict, now: datetime) -> bool:
    """Tell whether a text that nothing else explains puts something on a day at an hour: "party with Zoe saturday 8pm"."""
    when = time_words(text, now)
    if QUESTION.match(text) or not ("time" in when and ("date" in when or "recurrence" in when)):
        return False
    if _MEETS.match(text):
        return verdict.intent in ("unknown", "schedule")
    said, _ = slot_words(text, verdict, None, None, now)
    if _ORDERS.match(text) and {"title", "participants", "time"} <= said.keys():
        return verdict.intent == "unknown"  # "book travel Tuesday at 8am, just me"
    if verdict.intent != "unknown" or verdict.confidence >= GUESS:
        return False
    title = said.get("title", "").lower()
    opens = bool(title) and _ARTICLE.sub("", text, count=1).lower().startswith(title)
    return opens or (bool(_ORDERS.match(text)) and bool(title or "participants" in said))


def asks_again(text: str, now: datetime) -> Interpretation | None:
    """Return the wish for another meeting like the one spoken of last: "same time next week too"."""
    if len(text) > LONGEST or not _SAME.search(text):
        return None
    rest = text
    for phrase in reversed(times_in(text, now).phrases):
        rest = f"{rest[: phrase.start]} {rest[phrase.end :]}"
    if _AROUND_SAME.sub("", rest):
        return None
    slots = {name: said for name, said in time_words(text, now).items() if name in ("date", "time")}
    weeks = _NEXT_WEEK.search(text)
    if not slots or (weeks and "time" in slots):
        return None
    return Interpretation(
        "schedule", {} if weeks else slots, kind="again", shift="a week later" if weeks else ""
    )


def reworded(text: str) -> str:
    """Write an errand that is put on an hour as what it is: "call Ana tomorrow at 10" is a call with Ana."""
    return _PHONES.sub("call with ", text, count=1)


def orders(text: str) -> bool:
    """Tell whether a text asks for a meeting in so many words: "book a call"."""
    return bool(_ORDERS.match(text))


def asks_another(text: str, verdict: Verdict, draft: Draft, question: Question | None, now: datetime) -> bool:
    """Tell whether a request made while a task is at hand means something else than what is in the making."""
    ordered = bool(_ORDERS.match(text))
    if (opens_correction(text) and not ordered) or (question and question["slot"] == "text"):
        return False
    said, _ = slot_words(text, verdict, None, None, now)
    if draft["task"] != "schedule" and ordered and ("title" in said or "participants" in said):
        return True
    known = draft["values"]
    if "title" in said and known.get("title"):
        new, old = said["title"].lower(), str(known["title"]).lower()
        asked = question is not None and question["slot"] == "title"
        if not asked and not set(new.split()) <= set(old.split()):
            return True
    timed = "date" in said or "time" in said
    if (
        ordered
        and {"participants", "date", "time"} <= said.keys()
        and {"title", "date", "time"} <= known.keys()
    ):
        return True
    if known.get("participants") and "participants" in said:
        return (ordered or timed) and _are_others(said["participants"], known, ordered)
    whole = {"title", "date", "time"} <= said.keys() and {"date", "time"} <= {*known, *draft["open"]}
    return whole and bool(known.get("participants")) and not known.get("title")


def _are_others(said: str, known: dict[str, list[dict[str, str]]], ordered: bool) -> bool:
    """Tell whether the people of a request are not those of the draft; without a verb some of them may be meant."""
    there = known["participants"]
    same = [
        meant(each.name or each.email or "", there, lambda guest: (guest["name"], guest["email"]))
        for each in find_people(said)
    ]
    return not all(same) or (ordered and len(same) != len(there))


def two_requests(text: str, now: datetime) -> tuple[str, str] | None:
    """Cut a text where a second request begins: "lunch with Ana tomorrow at 12 and a call with Bob at 3pm"."""
    if scope_of(text) == "following":
        return None  # "the standup and all after it" is one series
    if len(text) <= 4 * LONGEST and (shared := _SHARED.match(text)) and not _ACTS.match(shared["other"]):
        verb, rest = shared["verb"], shared["rest"]
        return f"{verb} {shared['one']}{rest}", f"{verb} {shared['other']}{rest}"
    listed = _LISTED.match(text)
    lead = _LISTING.sub("book", listed["lead"]) if listed else ""
    if listed:
        text = f"{lead} {listed['first']}"
    for joint in _JOINT.finditer(text, 0, 4 * LONGEST):
        first, second = text[: joint.start()], _ONE.sub("meeting ", text[joint.end() :], count=1)
        if listed and times_in(first, now).phrases and times_in(second, now).phrases:
            alone = _ALONE.search(second)
            return f"{first}{alone[0] if alone else ''}", f"{lead}: {second}"
        if _are_two(first, second, now):
            return first, second
    if (_OPENS.match(text) or _ORDERS.match(text)) and not QUESTION.match(text):
        return on_each_day(text)
    return None


def _are_two(first: str, second: str, now: datetime) -> bool:
    """Tell whether the words on both sides of a joint are requests; what to be reminded of may have an "and" of its own."""
    if _is_act(first):
        return _is_act(second) or bool(_ORDERS.match(second) or _REMINDS.match(second))
    if _is_act(second):
        return bool(_ORDERS.match(first)) or (
            bool(_REMINDS.match(first)) and bool(times_in(second, now).phrases)
        )
    if _ORDERS.match(first) and _REMINDS_BEFORE.match(second):
        return True
    if not (_OPENS.match(second) and _is_whole(first, now)):
        return False
    return _is_whole(second, now) or bool(_WITH_WHOM.search(first) and _WITH_WHOM.search(second))


def _is_act(text: str) -> bool:
    """Tell whether a text asks for something with what is booked: "cancel the jam"."""
    if not _ACTS.match(text):
        return False
    verdict = classify(text)
    return verdict.intent in ("cancel", "reschedule") or cancels_something(text, verdict)


def _is_whole(text: str, now: datetime) -> bool:
    """Tell whether a text asks for something at an hour of its own."""
    if not _OPENS.match(text):
        return False
    when = times_in(text, now)
    if not any(reading.time for reading in when.readings):
        return False
    verdict = classify(text)
    found = find_entities(text, time_spans=[(each.start, each.end) for each in when.phrases])
    return verdict.intent in ("schedule", "reminder", "unknown") and bool(found.title or found.participants)
