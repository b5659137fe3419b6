"""THE intent table: what the assistant can be asked for, and which evidence speaks for it.

It never reads a message: engines/classifier.py turns text into word classes and weighs these cues.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Evidence: a weight from 0 to 10, the classes that must all be present, those that must be absent.

    Classes are defined in engines/lexicon.py, engines/domains.py, engines/smalltalk.py and engines/classifier.py.
    ``kind`` is the flavour of small talk the cue shows.
    """

    weight: float
    needs: frozenset[str]
    unless: frozenset[str]
    kind: str | None


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a message can ask for; ``cues`` feed the rule engine, ``examples`` the prompts."""

    name: str
    description: str
    cues: tuple[Cue, ...]
    examples: tuple[str, ...]


def _cue(weight: float, needs: str, unless: str = "", kind: str | None = None) -> Cue:
    return Cue(weight, frozenset(needs.split()), frozenset(unless.split()), kind)


DOMAINS = "weather money media play home alarm food shopping travel place car message knowledge device work"

_SCHEDULE = (
    _cue(9, "put calendar", "ask"),
    _cue(9, "book calendar", "ask"),
    _cue(8.5, "put event", "ask"),
    _cue(8.5, "book event", "ask"),
    _cue(7, "put activity time", "ask detail"),
    _cue(7, "book activity", "ask"),
    _cue(5, "put activity", "ask"),
    _cue(7, "put meet", "ask"),
    _cue(7, "book drink", "ask"),
    _cue(6, "put drink with", "ask"),
    _cue(5.3, "put travel time", "ask acquire"),
    _cue(5.3, "book travel time", "ask acquire"),
    _cue(9, "added want", "ask"),
    _cue(4.5, "want room time", "ask"),
    _cue(4.9, "book time", "ask"),
    _cue(4, "put time", "ask"),
    _cue(4.5, "put named", "ask"),
    _cue(4, "put it", "ask"),
    _cue(4, "book it", "ask"),
    _cue(3, "book", "ask"),
    _cue(8, "want event", "ask look"),
    _cue(7, "want activity time", "ask look"),
    _cue(4, "wish meet", "ask"),
    _cue(4.9, "meet time", "ask look"),
    _cue(6, "have event time", "ask"),
    _cue(5.1, "have activity time", "ask"),
    _cue(4.5, "have time", "ask"),
    _cue(4.5, "will time", "ask"),
    _cue(5.3, "will activity time", "ask money travel"),
    _cue(4, "wish time", "ask look"),
    _cue(3, "wish with", "ask look"),
    _cue(5.5, "bare event", "ask many"),
    _cue(4.5, "bare activity time", "ask many"),
    _cue(6.5, "busy put", "ask"),
)
_RESCHEDULE = (
    _cue(9, "reschedule", "ask"),
    _cue(9.2, "change event", "ask"),
    _cue(9, "change activity", "ask"),
    _cue(9.1, "change calendar time", "ask"),
    _cue(4.9, "change it", "ask"),
    _cue(4.5, "change time", "ask"),
    _cue(9.6, "remove change event", "ask"),
    _cue(9.6, "remove change activity", "ask"),
    _cue(8, "changed event", "ask"),
    _cue(8, "changed activity", "ask"),
    _cue(9.3, "put instead", "ask"),
    _cue(9.3, "joins", "ask"),
    _cue(9.5, "leaves", "ask"),
    _cue(9.3, "reshape event", "ask"),
    _cue(9.3, "reshape activity", "ask"),
    _cue(6.5, "was not event", "ask"),
    _cue(6.5, "was not activity", "ask"),
)
_CANCEL = (
    _cue(9.4, "remove calendar", "ask"),
    _cue(9.1, "remove event", "ask"),
    _cue(9.1, "remove activity", "ask"),
    _cue(4.9, "remove it", "ask"),
    _cue(4.5, "remove time", "ask"),
    _cue(4, "remove thing", "ask"),
    _cue(9.4, "open calendar", "ask"),
    _cue(7, "absent event", "ask"),
    _cue(6.6, "absent activity", "ask"),
    _cue(4.6, "absent time", "ask"),
    _cue(5.3, "remove travel time", "ask"),
    _cue(9.4, "take off calendar", "ask"),
    _cue(9.2, "take off event", "ask"),
)
_LIST = (
    _cue(8, "ask calendar"),
    _cue(8, "look calendar"),
    _cue(8, "wh calendar"),
    _cue(8, "wh event"),
    _cue(8, "look event"),
    _cue(5.1, "look activity"),
    _cue(8, "ask event"),
    _cue(5.1, "ask activity"),
    _cue(5.1, "ask scheduled"),
    _cue(5, "have? time"),
    _cue(5, "have? thing"),
    _cue(7, "have? event"),
    _cue(5.1, "have? activity"),
    _cue(4.9, "doing? ask"),
    _cue(4.9, "ask thing time"),
    _cue(6, "bare event many"),
    _cue(6, "bare calendar"),
    _cue(3.5, "am? time ask"),
    _cue(3, "am? ask"),
    _cue(5, "ask meet time"),
    _cue(5, "meet? ask"),
    _cue(8.1, "detail event"),
    _cue(5.1, "detail activity"),
    _cue(4.5, "host ask"),
    _cue(4, "look time short"),
    _cue(4.9, "doing? look"),
    _cue(5, "join event"),
    _cue(4, "ask join"),
)
_AVAILABILITY = (
    _cue(9.5, "free i", "money work message"),
    _cue(8, "free time"),
    _cue(5, "free ask"),
    _cue(6, "busy ask"),
    _cue(9, "open calendar ask"),
)
_REMINDER = (_cue(9.8, "remind"),)
_GENERAL = (
    _cue(6, "thanks", kind="thanks"),
    _cue(4, "hello", kind="greeting"),
    _cue(6, "bye", kind="farewell"),
    _cue(5, "praise", kind="praise"),
    _cue(8, "joke", kind="joke"),
    _cue(8, "fact", kind="joke"),
    _cue(7, "you pet", kind="smalltalk"),
    _cue(5.1, "you self", kind="smalltalk"),
    _cue(5.3, "identity", kind="smalltalk"),
    _cue(4.5, "questions ask", kind="help"),
    _cue(9, "you free", "i", kind="smalltalk"),
    _cue(5.1, "you help", kind="help"),
    _cue(8, "life", kind="smalltalk"),
)
_UNKNOWN = (
    *(_cue(5.2, name) for name in DOMAINS.split()),
    _cue(8.5, "weather ask"),
    _cue(7.5, "home put", "event calendar"),
    _cue(7.5, "alarm put", "event calendar"),
    _cue(2, ""),
)

INTENTS: dict[str, Intent] = {
    intent.name: intent
    for intent in (
        Intent(
            "schedule",
            "put a new event on the calendar",
            _SCHEDULE,
            ("Set up a design review with Priya on Tuesday at 10", "I have a piano lesson on Monday at five"),
        ),
        Intent(
            "reschedule",
            "change an existing event: its time, place, people or title",
            _RESCHEDULE,
            ("Push the budget review to Thursday", "Invite Omar to the design review as well"),
        ),
        Intent(
            "cancel",
            "remove an existing event",
            _CANCEL,
            ("Drop the budget review from my calendar", "Call off Thursday's dinner"),
        ),
        Intent(
            "list",
            "any question about what is on the calendar",
            _LIST,
            ("What does my Thursday look like?", "Where is the budget review?"),
        ),
        Intent(
            "availability",
            "whether and when someone is free",
            _AVAILABILITY,
            ("Am I free on Friday afternoon?", "Which times does Priya have open next week?"),
        ),
        Intent(
            "reminder",
            "be reminded of something",
            _REMINDER,
            ("Remind me to water the plants at six",),
        ),
        Intent(
            "general",
            "greetings, thanks, praise, jokes, small talk about the assistant",
            _GENERAL,
            ("Good morning", "What can you help me with?", "Do you know a good joke?"),
        ),
        Intent(
            "unknown",
            "anything else",
            _UNKNOWN,
            ("Will it rain in Oslo?", "Pay my phone bill"),
        ),
    )
}
