"""Reads requests about what is booked already: to move, to cancel, to be told, to be reminded.

Says which words name a meeting and which its new time; which meeting that is, others decide.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import GUESS, Verdict
from conversations.assistant.engines.corrections import SOME_PLACE, Correction, read_correction
from conversations.assistant.engines.entities import find_entities, find_people
from conversations.assistant.engines.times import times_in
from conversations.assistant.engines.wordclasses import GENERIC
from conversations.assistant.mentions import read_mention
from conversations.assistant.scopes import means_all
from conversations.assistant.shifts import find_shift, new_length
from conversations.assistant.slots import title_of
from conversations.assistant.state import Draft

REMINDED = ("date", "time", "timezone", "recurrence")  # what a reminder has of a time
TimeSlots = Callable[[str], dict[str, str]]


_NEXT = re.compile(
    r"\bnext(?: \w+){0,2} (?:meeting|appointment|event|call|thing|one|up)\b|\bnext (?:meeting|appointment|event|call|up)\b|"
    r"\bnext\W*$",
    re.I,
)
_REMINDERS = re.compile(r"\breminders\b", re.I)
_ASKS_REMINDERS = re.compile(
    r"^\W*(?:what|which|show|list|tell|see|do i|are there|any|how many|my|give|read)\b", re.I
)
_NAMED = re.compile(r"^\W*(?:when|where|who|whom|with whom|what time|how long)\b", re.I)
_WHEN = re.compile(r"^\W*(?:(?:and|so|ok|okay|hey|hi)\W+)*(?:when|what time|which|what|how)\b", re.I)
# "is ana@example.com free", "are Bob and Cleo available"; no time and none of the speaker's own words is a name
_OTHERS = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hey|hi|do you know if|when|what time)\W+)*(?:is|are|does|do|can|will|would) "
    r"(?P<who>(?!(?:i|we|you|it|that|this|there|the|anything|anyone|everyone|everybody|somebody)\b)(?:my [\w-]+|[\w@.+'-]+)"
    r"(?:(?:, | and )(?:my [\w-]+|[\w@.+'-]+))*)"
    r" (?:also |still |both |all |be |have |got |any )*(?:free|available|busy|time|open|around)\b",
    re.I,
)
_TO = re.compile(r"(?:to|until|till|onto|into)\b", re.I)
_FOR = re.compile(r"for\b", re.I)
_NEW = re.compile(r"\b(?:instead|make|do|have|set|repeat)\b", re.I)
_ELSEWHEN = re.compile(
    r"\s+(?:to|for|until|till) (?:a |an |some |the )?(?:\w+ )?(?:time|day|date|later|earlier|sooner)\W*$",
    re.I,
)
_JOIN = re.compile(
    r"^\W*(?:(?:please|also|can you|could you)\W+)*(?:add|invite|include) (?P<who>.{1,80}?) (?:to|in|into|for) (?P<meeting>.+)$",
    re.I,
)
_SAME = re.compile(
    r"(?:\b(?:at|on) )?(?:\bthe )?\bsame (?:time|hour|day|weekday)\b(?: of (?=day|the week))? ?", re.I
)
_WEEK_LATER = re.compile(
    r"(?:\b(?:to|for|until) )?(?:\bthe )?\b(?:following|next) week,? (?:(?:on|at) )?(?:the )?same (?:day|time|weekday)\b|"
    r"(?:\b(?:to|for|until) )?(?:\bthe )?\bsame (?:day|time|weekday)(?:,? (?:of )?(?:the )?|, )(?:following|next) week\b",
    re.I,
)
_INDEFINITE = re.compile(r"(?:an?|another|some)\b", re.I)
_PART = re.compile(
    r"^\W*(?:(?:please|also|can you|could you)\W+)*(?:remove|drop|uninvite|take|leave) (?P<who>[\w@.+' -]{1,80}?) "
    r"(?:from|off|out of) "
    r"(?P<meeting>(?!.*\b(?:calendar|schedule|agenda|diary)\b).+)$",
    re.I,
)
_LEAVES = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|actually|please|can you|could you)[\s,.!-]+)*"
    r"(?:remove|drop|leave out|take out) "
    r"(?P<who>[A-Z][\w'.-]*(?:(?:,| and|, and| &)? [A-Z][\w'.-]*){0,5})(?:,? please)?[.!?]*$"
)
_BUSY = re.compile(r"\b(?:busy|booked|occupied|taken|unavailable|anything)\b", re.I)
_CHANGES_IT = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|wait|hmm|well|actually|please|can you|could you|can we|could we|let'?s)[\s,.!-]+)*"
    r"(?:make|move|push|change|shift|bring|pull|do|postpone|delay|extend|lengthen|stretch|shorten|reduce|trim|cut|"
    r"repeat) (?:it|that|this|the (?:first|second|third|fourth|fifth|last|other) one)\b",
    re.I,
)
_BARE_HOUR = re.compile(
    r"^\W*(?:\w+[\s,.!-]+){0,3}?make (?:it|that|this) (\d{1,2}(?::\d\d)?)(?: instead)?[\s.!]*$", re.I
)
_CHANGES = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|wait|hmm|well|actually|please|can you|could you|can we|could we|let'?s)[\s,.!-]+)*"
    r"make\b",
    re.I,
)
# "the call": said of a meeting, such a word is what it is and not what to do
_THE_ONE = re.compile(r"\b(?:the|my|that|this) ([a-z]+)\b", re.I)
_CALLS_OFF = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|wait|actually|please|can you|could you|let'?s)[\s,.!-]+)*"
    r"(?:cancel|delete|scrap|forget(?: about)?|drop|skip|call off) (?P<what>[^.?!]{1,80})[\s.!]*$",
    re.I,
)
_CANCELS_ONE = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|actually|please|can you|could you)[\s,.!-]+)*"
    r"(?:cancel|delete|remove|drop|scrap) (?:the |that |this |my )?(?:first|second|third|fourth|fifth|last|other|one)\b",
    re.I,
)
_POLITE = (
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|wait|actually|please|can you|could you|let'?s|i want to)[\s,.!-]+)*"
)
_UNINVITES = re.compile(
    rf"{_POLITE}(?:uninvite|disinvite) (?P<who>[\w'.-]+(?:(?:,? and|,| &) [\w'.-]+){{0,5}})(?:,? please)?[.!?]*$",
    re.I,
)
_WHERE = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|oh|hey)[\s,]+)*(?:where(?:'s| is)|(?:what(?:'s| is)|send me|give me) (?:the|its) "
    r"(?:link|place|location|room|url|meeting link|zoom link)(?: (?:of|for|to))?)(?: (?P<what>[^.?!]{1,60}))?[\s.?!]*$",
    re.I,
)
_SKIPS = re.compile(
    rf"{_POLITE}(?:(?:skip|scrap|axe|call off) (?:the|my|our|that|this|next|all|every|both|it|"
    r"(?:to(?:day|morrow)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?:['\u2019]s)?)\b|"
    r"cancel (?:everything|both|all)\b)",
    re.I,
)
_ENDS_IT = re.compile(
    rf"{_POLITE}(?:end|stop|finish|discontinue) (?:the|my|our|this|that|it)\b.*\b(?:after|from|before|on|at|in|by|until|with)\b",
    re.I,
)
_REMIND = re.compile(
    r"\b(?:remind me|reminder|remember|let me forget|note to self)\b\W*"
    r"(?:(?:again|please)\b\W*)*(?:to|about|of|that|for|:)?\s*(?P<text>.*)$",
    re.I | re.S,
)


_RENAMED = re.compile(
    rf"{_POLITE}(?:rename|retitle) (?P<meeting>(?:the|my|our|this|that) .{{1,80}}?|it) (?:in)?to"
    rf" (?P<title>[^?!]{{1,120}}?)[\s.!]*$",
    re.I,
)
_CALLED = re.compile(
    rf"{_POLITE}(?i:call|name) (?P<meeting>(?i:the|my|our) [a-z][\w' -]*?)"
    rf" (?:\"(?P<quoted>[^\"]+)\"|(?P<title>[A-Z][\w' -]*))[\s.!]*$"
)
_PLACED = re.compile(
    rf"{_POLITE}(?:change|set|switch|move|update) the (?:location|place|venue|room) (?:of|for)"
    rf" (?P<meeting>.{{1,80}}?) to (?P<place>.+?)[\s.!]*$",
    re.I,
)
_PUT = re.compile(
    rf"{_POLITE}(?:put|move|have|hold) (?P<meeting>(?:the|my|our) .{{1,60}}?) (?:in|at|to|into|on|over to)"
    rf" (?P<place>{SOME_PLACE})[\s.!]*$",
    re.I,
)
_SWAPPED = re.compile(
    rf"{_POLITE}(?i:replace|swap|exchange) (?P<leaving>[\w'.-]+(?: [A-Z][\w'.-]*)?) (?i:with|by|for) "
    r"(?P<joining>[\w'.-]+(?: [A-Z][\w'.-]*)?) (?i:in|on|at|for) (?P<meeting>.{1,80}?)[\s.!]*$"
)
_ADDRESS = r"(?P<address>[^\s@<>,;:\"]+@[^\s@<>,;:\"]*[^\s@<>,;:\"!?.])\W*$"
_ADDRESS_LEAD = r"^\W*(?:(?:and|oh|ok|okay|sure|yes|well|so)[\s,]+)*"
_ADDRESS_OF = re.compile(
    rf"{_ADDRESS_LEAD}(?P<who>[A-Z][\w'.-]*?(?: [A-Z][\w'.-]*?)?)"
    rf"(?:['\u2019]s (?:new )?(?:e-?mail|mail|address)(?: address)?)? (?:is(?: now)?(?: at)?|=|:) {_ADDRESS}"
)
_ADDRESS_OF_SMALL = re.compile(
    rf"{_ADDRESS_LEAD}(?P<who>(?!(?:it|that|what|who|here|he|she)\b)[a-z][\w.-]*?)['\u2019]s (?:new"
    rf" )?(?:e-?mail|mail|address)(?: address)? (?:is(?: now)?|=|:) {_ADDRESS}"
)


def address_told(text: str, draft: Draft | None) -> Interpretation | None:
    """Read "Sam's address is sam@example.com": somebody who comes to the meeting at hand, or to one that is booked."""
    found = _ADDRESS_OF.match(text) or _ADDRESS_OF_SMALL.match(text)
    if found is None or (draft and draft["task"] not in ("schedule", "reschedule")):
        return None
    who = found["who"][0].upper() + found["who"][1:]
    return Interpretation(
        draft["task"] if draft else "reschedule",
        {"participants": f"{who} <{found['address']}>"},
        meeting="" if draft else who,
        without=who,
    )


def read_request(text: str, verdict: Verdict, now: datetime, time_slots: TimeSlots) -> Interpretation | None:
    """Return the request with the words that matter to it, None for other intents.

    `time_slots` returns the time slots that a text fills.
    """
    match verdict.intent:
        case "reminder":
            if _REMINDERS.search(text) and _ASKS_REMINDERS.match(text):
                return Interpretation("list", kind="reminders", meeting=text)
            return _reminder(text, now, time_slots)
        case "list":
            return _list(text, now)
        case "availability":
            others = _OTHERS.search(text)
            named = others and not times_in(others["who"], now).phrases
            slots = {"participants": others["who"]} if others and named else {}
            kind = "when" if _WHEN.match(text) else "busy" if _BUSY.search(text) else None
            return Interpretation("availability", slots, kind=kind, meeting=text)
        case "cancel":
            return _parting(text) or Interpretation("cancel", meeting=text)
        case "reschedule":
            return _renaming(text, now) or _parting(text) or _joining(text) or moved_to(text, now, time_slots)
    return None


def _renaming(text: str, now: datetime) -> Interpretation | None:
    """Read a title, a place or a person that takes the place of another: "rename the sync to retro"."""
    called = None if times_in(text, now).phrases else _CALLED.match(text)
    if named := _RENAMED.match(text) or called:
        title = named["title"] or named.groupdict().get("quoted", "")
        return Interpretation("reschedule", {"title": title}, meeting=named["meeting"])
    put = None if times_in(text, now).phrases else _PUT.match(text)
    if placed := _PLACED.match(text) or put:
        return Interpretation("reschedule", {"location": placed["place"]}, meeting=placed["meeting"])
    if (swapped := _SWAPPED.match(text)) and find_people(swapped["joining"]):
        return Interpretation(
            "reschedule",
            {"participants": swapped["joining"]},
            without=swapped["leaving"],
            meeting=swapped["meeting"],
        )
    return None


def of_named(text: str, now: datetime, time_slots: TimeSlots) -> Interpretation | None:
    """Read what a new meeting is never asked for with: "put the sync in room 4", "make lunch 90 minutes"."""
    return _renaming(text, now) or _lengthened(text, now, time_slots)


def _lengthened(text: str, now: datetime, time_slots: TimeSlots) -> Interpretation | None:
    """Read a new length of a meeting that is named: "make lunch 90 minutes"."""
    made = _CHANGES.match(text)
    if made is None or find_shift(text) or time_slots(text).keys() != {"duration"}:
        return None
    length = next((phrase for phrase in times_in(text, now).phrases if not _FOR.match(phrase.text)), None)
    name = text[made.end() : length.start].strip() if length else ""
    named = not _INDEFINITE.match(name) and read_mention(name, now).words
    return _moved(text, length.start, time_slots) if length and named else None


def calls_off(text: str) -> Interpretation | None:
    """Read "skip the standup on Tuesday" and "end the series after December": verbs that never begin a new meeting."""
    return Interpretation("cancel", meeting=text) if _SKIPS.match(text) or _ENDS_IT.match(text) else None


_NOT_HELD = re.compile(
    r"^\W*(?:(?:ok|okay|oh|and|so|actually|sorry)[\s,.!-]+)*"
    r"(?:there(?:'s| is| will be| won't be)|we(?:'ll)? have|we're having)? ?"
    r"(?:no|any) (?!(?:problem|worries|need|idea|way|more|thanks|it|that|i|you|one|time|matter|longer|doubt|rush|hurry)\b)"
    r"(?P<what>[a-z0-9][\w:' -]{1,40})[\s.!]*$",
    re.I,
)


def not_held(text: str, now: datetime) -> Interpretation | None:
    """Read "no standup on Wednesday": what is booked is not to be on a day."""
    found = _NOT_HELD.match(text)
    mention = read_mention(found["what"], now) if found else None
    return Interpretation("cancel", meeting=text) if mention and mention.words and mention.days else None


_REPLACED = re.compile(
    rf"{_POLITE}(?:it'?s |that'?s |with )?not (?P<leaving>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*)?),? (?:but |it'?s |with )?"
    r"(?P<joining>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*)?)[\s.!]*$"
)


def changes_focus(
    text: str, now: datetime, time_slots: TimeSlots, guests: Sequence[Sequence[str]]
) -> Interpretation | None:
    """Return a change of the meetings spoken of last ("make it 45 minutes", "cancel the second one"), None for none.

    `guests` are what each person who comes goes by where it is one meeting.
    """
    if _CANCELS_ONE.match(text):
        return Interpretation("cancel", meeting=text)
    if named := of_named(text, now, time_slots) or _joining(text) or _parting(text):
        return named
    if (other := _REPLACED.match(text)) and find_people(other["joining"]):
        return Interpretation(
            "reschedule", {"participants": other["joining"]}, without=other["leaving"], meeting="it"
        )
    if (leaves := _LEAVES.match(text) or _UNINVITES.match(text)) and find_people(leaves["who"]):
        return Interpretation("reschedule", without=leaves["who"], meeting="it")
    correction = read_correction(text, known=(), guests=guests)
    if correction and not correction.reopened:
        return corrected(correction, "reschedule", meeting="it")
    if (length := new_length(text)) and re.fullmatch(_POLITE, text[: length.start()], re.I):
        return moved_to(text, now, time_slots)
    if _CHANGES_IT.match(text) and (time_slots(text) or find_shift(text)):
        return moved_to(text, now, time_slots)
    shift = find_shift(text)
    if shift and (changes := _CHANGES.match(text)):
        rest = f"{text[changes.end() : shift.start()]} {text[shift.end() :]}"
        return Interpretation("reschedule", meeting=rest, shift=shift[0])
    if (
        shift
        and read_mention(f"{text[: shift.start()]} {text[shift.end() :]}", now).bare
        and not read_mention(shift[0], now).words
        and not means_all(text)
    ):
        return Interpretation("reschedule", meeting="it", shift=shift[0])
    return None


def corrected(correction: Correction, task: str, *, meeting: str = "") -> Interpretation:
    """Put a correction of a task's draft, or of a booked `meeting`, in the words of the protocol."""
    people = correction.joining or correction.only
    said = {"title": correction.title, "location": correction.location, "participants": people}
    return Interpretation(
        task,
        {slot: words for slot, words in said.items() if words},
        added=bool(correction.joining),
        reopened=correction.reopened,
        dropped=correction.dropped,
        meeting=meeting,
        shift=correction.shift,
        without=correction.leaving,
    )


def is_other(read: Interpretation, draft: Draft, now: datetime) -> bool:
    """Tell whether a request to move or cancel means another meeting than the one the draft is about."""
    mention = read_mention(read.meeting, now)
    own = f"{title_of(draft['values'])} {draft['values'].get('participants', '')}".lower()
    kinds = (found[1].lower() for found in _THE_ONE.finditer(read.meeting))
    others = [word for word in (*mention.words, *kinds) if word not in GENERIC and word not in own]
    day = draft["values"].get("date", "")
    elsewhen = mention.days and not any(
        first.isoformat() <= day <= last.isoformat() for first, last in mention.days
    )
    return bool(others or elsewhen) or (mention.timed and not mention.pronoun)


def cancels_draft(text: str, draft: Draft, now: datetime) -> bool:
    """Tell whether a few words call off what is in the making, by its name: "forget the call", "cancel standup"."""
    found = _CALLS_OFF.match(text)
    if found is None:
        return False
    return not is_other(Interpretation("cancel", meeting=found["what"]), draft, now)


def of_spoken(text: str, title: str, now: datetime) -> Interpretation | None:
    """Read what is only understood because a meeting of that title was just spoken of: "cancel travel", "what's the link?"."""
    asked = _WHERE.match(text)
    if asked and (read_mention(asked["what"] or "it", now).bare or _shares(asked["what"], title, now)):
        return Interpretation("list", kind="named", meeting=f"where is {title}")
    off = _CALLS_OFF.match(text)
    return Interpretation("cancel", meeting=text) if off and _shares(off["what"], title, now) else None


def _shares(said: str, title: str, now: datetime) -> bool:
    return not set(read_mention(said, now).words).isdisjoint(title.lower().split())


def cancels_something(text: str, verdict: Verdict) -> bool:
    """Tell whether a few words that nothing else explains call something off: "cancel Sara"."""
    return verdict.intent == "unknown" and verdict.confidence < GUESS and bool(_CALLS_OFF.match(text))


def only_names(read: Interpretation, task: str) -> bool:
    """Tell whether a request only repeats the task and says which meeting it means."""
    return read.intent == task and not (read.slots or read.shift or read.without)


def reminder_text(text: str, now: datetime) -> str:
    """Return what to be reminded of, without the times around it; "" when it is not said."""
    found = _REMIND.search(_without_outer_times(text, now))
    return found["text"].strip(" \t\n.,!?;:-") if found else ""


def _reminder(text: str, now: datetime, time_slots: TimeSlots) -> Interpretation:
    slots = {name: said for name, said in time_slots(text).items() if name in REMINDED}
    what = reminder_text(text, now)
    return Interpretation("reminder", {**slots, "text": what} if what else slots)


def _without_outer_times(text: str, now: datetime) -> str:
    """Cut the times off the end and out of "remind me tomorrow to …"; inside the thing itself they stay."""
    phrases = times_in(text, now).phrases
    for phrase in reversed(phrases):
        after = text[phrase.end :].strip(" .,!?")
        opening = re.search(r"\bremind(?:er)?(?: me)?\W*$", text[: phrase.start], re.I)
        if not after or opening:
            text = text[: phrase.start].rstrip(" ,") + text[phrase.end :]
    return text


def _list(text: str, now: datetime) -> Interpretation:
    if _REMINDERS.search(text):
        return Interpretation("list", kind="reminders", meeting=text)
    if _NEXT.search(text) and not times_in(text, now).phrases:
        return Interpretation("list", kind="next", meeting=text)
    found = find_entities(text, time_spans=[(each.start, each.end) for each in times_in(text, now).phrases])
    named = _NAMED.match(text) or found.participants
    return Interpretation("list", kind="named" if named else None, meeting=text)


def _joining(text: str) -> Interpretation | None:
    """Read "add Dana to the design review"."""
    found = _JOIN.match(text)
    if (
        found is None
        or _INDEFINITE.match(found["meeting"])
        or not find_entities(f"meeting with {found['who']}").participants
    ):
        return None
    return Interpretation("reschedule", {"participants": found["who"]}, added=True, meeting=found["meeting"])


def _parting(text: str) -> Interpretation | None:
    """Read "take Bob off the design review"."""
    found = _PART.match(text)
    return Interpretation("reschedule", without=found["who"], meeting=found["meeting"]) if found else None


def moved_to(text: str, now: datetime, time_slots: TimeSlots) -> Interpretation:
    """Read which meeting is to be moved, and to when."""
    if later := _WEEK_LATER.search(text):
        return Interpretation("reschedule", meeting=text[: later.start()], shift="a week later")
    text = _SAME.sub("", text)
    if length := new_length(text):
        meeting = re.sub(r"(?: (?:down|up|out|back))? to\b[^.?!]*$", "", text[: length.start("length")])
        return Interpretation("reschedule", {"duration": length["length"]}, meeting=meeting)
    if shift := find_shift(text):
        verb_and_name = re.sub(r"\bby\b.*$|\b(?:an?|half|\d+)\b.*$", "", shift[0])
        meeting = f"{text[: shift.start()]} {verb_and_name} {text[shift.end() :]}"
        return Interpretation("reschedule", meeting=meeting, shift=shift[0])
    if hour := _BARE_HOUR.search(text):
        return Interpretation("reschedule", {"time": f"at {hour[1]}"}, meeting=text[: hour.start(1)])
    phrases = times_in(text, now).phrases
    for opening in (_TO, _FOR):
        for phrase in phrases:
            if opening.match(phrase.text) or opening.search(text[: phrase.start].rstrip()[-6:]):
                return _moved(text, phrase.start, time_slots)
    if found := _ELSEWHEN.search(text):
        return Interpretation("reschedule", meeting=text[: found.start()])
    if phrases and _NEW.search(text):
        return _moved(text, phrases[-1].start, time_slots)
    return Interpretation("reschedule", meeting=text)


def _moved(text: str, at: int, time_slots: TimeSlots) -> Interpretation:
    # "to 1" alone is no time, but "move it to 1" is
    return Interpretation("reschedule", time_slots(f"move it {text[at:]}"), meeting=text[:at])
