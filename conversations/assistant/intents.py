"""THE intent table: what the assistant can be asked for, and which evidence speaks for each.

It never reads a message: engines/classifier.py turns text into features and weighs these cues.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Evidence: a weight from 0 to 10, the features that must all be there and those that must not.

    Features are the classes of engines/lexicon.py, domains.py, smalltalk.py and the forms of features.read();
    ``kind`` is the flavour of small talk the cue shows.
    """

    weight: float
    needs: frozenset[str]
    unless: frozenset[str]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a message can ask for; ``cues`` feed the rule engine, ``examples`` the prompts."""

    name: str
    description: str
    cues: tuple[Cue, ...]
    examples: tuple[str, ...]


def _cue(weight: float, needs: str, unless: str = "", kind: str | None = None) -> Cue:
    return Cue(weight, frozenset(needs.split()), frozenset(unless.split()), kind)


def _order(weight: float, needs: str, unless: str = "") -> Cue:
    """A cue that no question shows."""
    return _cue(weight, needs, unless + " ask")


# Weights: 8-10 the calendar, a meeting or a reminder is named; around 7 an activity with the right verb;
# 5.2 the words of another domain; below that the verb and the form alone.
_OTHER_DOMAINS = "weather money media home alarm food shopping travel place car message knowledge device work"

_SCHEDULE = (
    _order(9, "put calendar"),
    _order(9, "book calendar"),
    _order(9, "added i-need"),
    _order(9, "added calendar"),
    _order(8.5, "put event"),
    _order(8.5, "book event"),
    _order(8, "i-need event", "look"),
    _order(7, "put activity time", "detail"),
    _order(7.3, "allot time"),
    _order(7, "book activity"),
    _order(7, "put meet"),
    _order(7, "book drink"),
    _order(7, "i-need activity time", "look"),
    _order(6.5, "busy put"),
    _order(6, "i-have event time"),
    _order(6, "i-will event time"),
    _order(5.5, "bare event", "many"),
    _order(5.3, "put travel time", "acquire"),
    _order(5.3, "book travel time", "acquire"),
    _order(5.3, "i-will activity time", "money travel"),
    _order(5.3, "wish meet time"),
    _order(5.1, "i-have activity time"),
    _order(5, "i-have event"),
    _order(5, "put activity"),
    _order(4.9, "book time"),
    _order(4.9, "meet time", "look"),
    _order(4.5, "i-have time"),
    _order(4.5, "i-will time"),
    _order(4.5, "bare activity time", "many"),
    _order(4.2, "put thing"),
    _order(4, "i-have activity"),
    _order(4, "put time"),
    _order(4, "put it"),
    _order(4, "book it"),
    _order(4, "wish meet"),
    _order(4, "wish time", "look"),
    _order(3, "bare activity", "many"),
    _order(3, "book"),
)
_RESCHEDULE = (
    _order(9.5, "leaves"),
    _order(9.3, "joins"),
    _order(9.3, "put instead"),
    _order(9.3, "take forward event"),
    _order(9.3, "put forward event"),
    _order(8, "newcomer event"),
    _order(9.3, "reshape event"),
    _order(7.1, "reshape activity", "calendar"),
    _order(9.2, "change event"),
    _order(9.1, "change calendar time"),
    _order(9, "reschedule"),
    _order(8, "event instead"),
    _order(8, "changed event"),
    _order(8, "changed activity"),
    _order(7.2, "absent event", "speaker"),
    _order(7.1, "absent activity", "speaker"),
    _order(7.1, "change activity"),
    _order(7.1, "activity instead"),
    _order(7.1, "take forward activity"),
    _order(7.1, "put forward activity"),
    _order(7.1, "newcomer activity"),
    _order(6.6, "i-will not event", "speaker"),
    _order(6.5, "was not event"),
    _order(6.5, "was not activity"),
    _order(6.5, "later event"),
    _order(6.5, "later activity"),
    _order(4.9, "change it"),
    _order(4.5, "change time"),
)
_CANCEL = (
    _order(9.4, "remove calendar"),
    _order(9.4, "take off calendar"),
    _order(9.4, "open calendar"),
    _order(9.2, "take off event"),
    _order(9.1, "remove event"),
    _order(7.1, "remove activity"),
    _order(7, "absent event speaker"),
    _order(7, "i-will not event speaker"),
    _order(6.6, "i-will not activity speaker"),
    _order(6.6, "absent activity speaker"),
    _order(5.3, "remove travel time"),
    _order(4.9, "remove it"),
    _order(4.6, "absent time speaker"),
    _order(4.5, "remove time"),
    _order(4, "remove thing"),
)
_LIST = (
    _cue(8.1, "detail event"),
    _cue(8.1, "detail calendar", "put"),
    _cue(8, "ask calendar"),
    _cue(8, "ask event"),
    _cue(8, "look calendar"),
    _cue(8, "look event"),
    _cue(8, "wh calendar"),
    _cue(8, "wh event"),
    _cue(6, "bare event many"),
    _cue(6, "bare calendar"),
    _cue(5.15, "do-i-meet ask"),
    _cue(5.1, "ask activity"),
    _cue(5.1, "ask scheduled"),
    _cue(5.1, "look activity"),
    _cue(5.1, "detail activity"),
    _cue(5, "join event"),
    _cue(5, "ask meet time"),
    _cue(5, "do-i-have time"),
    _cue(5, "do-i-have thing"),
    _cue(4.9, "what-on ask"),
    _cue(4.9, "what-on look"),
    _cue(4.9, "ask thing time"),
    _cue(4.5, "host ask"),
    _cue(4.5, "look meet"),
    _cue(4, "ask join"),
    _cue(4, "look time short"),
    _cue(3.5, "am-i time ask"),
    _cue(3, "am-i ask"),
)
_AVAILABILITY = (
    _cue(9.5, "free i", "money work message"),
    _cue(9, "open calendar ask"),
    _cue(8.3, "open event ask"),
    _cue(8.2, "free event"),
    _cue(8, "free time"),
    _cue(6, "busy i ask"),
    _cue(5.1, "busy time ask"),
    _cue(5, "free ask"),
)
_REMINDER = (
    _cue(9.8, "remind"),
    _order(5.3, "keep-in-mind", "calendar event"),
)
_GENERAL = (
    _cue(9, "you free", "i", kind="smalltalk"),
    _cue(8.8, "joke", kind="joke"),
    _cue(8.8, "fact", kind="joke"),
    _cue(8, "life", kind="smalltalk"),
    _cue(8, "existence purpose", kind="smalltalk"),
    _cue(7, "you pet", kind="smalltalk"),
    _cue(6, "bye", kind="farewell"),
    _cue(5.3, "identity", kind="smalltalk"),
    _cue(4.6, "thanks", kind="thanks"),
    _cue(5.1, "amuse", kind="joke"),
    _cue(5.1, "you help", "thanks", kind="help"),
    _cue(5.2, "service ask", kind="help"),
    _cue(5.15, "you self", kind="smalltalk"),
    _cue(5.15, "are-you self", kind="smalltalk"),
    _cue(4.1, "praise", "ask", kind="praise"),
    _cue(4.5, "questions ask", kind="help"),
    _cue(4, "help bare short", kind="help"),
    _cue(4, "hello", kind="greeting"),
    _cue(3, "are-you", kind="smalltalk"),
)
_UNKNOWN = (
    _cue(8.6, "errand", "calendar joke amuse fact pet"),
    _cue(8.5, "weather ask"),
    _cue(7.5, "home put", "event calendar"),
    _cue(7.5, "alarm put", "event calendar"),
    _cue(7.4, "acquire travel", "event calendar"),
    _cue(7.2, "money", "event calendar"),
    *(_cue(5.2, domain) for domain in _OTHER_DOMAINS.split()),
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
            ("Push the budget review to Thursday", "Add Omar to the design review as well"),
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
            ("Am I free on Friday afternoon?", "When are Priya and Omar free next week?"),
        ),
        Intent(
            "reminder",
            "be reminded of something",
            _REMINDER,
            ("Remind me to water the plants at six", "Set a reminder for the rent on the first"),
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
