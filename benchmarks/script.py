"""What the load generator says, and what a sensible model reads in it."""

import re
from typing import Any

# Fills slot after slot and changes its mind; never confirms, so nothing is booked however often it is repeated.
# Windows of turns are multiples of its length, so that each holds the same messages.
FORMS: dict[str, dict[str, Any]] = {
    "I'd like to set up a meeting with Ines and Marco about the spring budget": {
        "intent": "schedule",
        "slots": {"title": "spring budget", "participants": "Ines, Marco"},
    },
    "tomorrow at 10am suits me best": {
        "intent": "schedule",
        "slots": {"date": "tomorrow", "time": "at 10am"},
    },
    "sorry, make it 2pm instead": {"intent": "schedule", "slots": {"time": "2pm"}},
    "it should take 45 minutes": {"intent": "schedule", "slots": {"duration": "45 minutes"}},
    "let's meet in the blue room please": {"intent": "schedule", "slots": {"location": "the blue room"}},
}
SCRIPT = tuple(FORMS)
REMARK = "Hello there! I can help you with your meetings. What would you like to do?"

_BOOKING = re.compile(r'set up a meeting called "(.+)" with (.+) on (.+) at (.+) for (.+)')
_READ_BY_RULES = re.compile(r"yes|my address is .+")


def form_of(said: str) -> dict[str, Any]:
    """Return what a sensible model reads in a message; what it does not know is a greeting."""
    if booking := _BOOKING.fullmatch(said):
        names = ("title", "participants", "date", "time", "duration")
        return {"intent": "schedule", "slots": dict(zip(names, booking.groups(), strict=True))}
    if _READ_BY_RULES.fullmatch(said):
        return {"intent": "unknown"}
    return FORMS.get(said, {"intent": "general", "kind": "greeting"})
