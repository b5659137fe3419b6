"""One long conversation through frames; docs/conversation.md shows it, and is written anew by

UPDATE_DOCS=1 python -m pytest tests/journeys/test_dialogue_conversation.py
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import Connect
from tests.journeys.stories import MEETINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conversation.md"
INTRODUCTION = """\
# A conversation

Told through the WebSocket on Wednesday, March 4, 2026 at ten in the morning in Berlin, with the offline engine and an empty
calendar. `tests/journeys/test_dialogue_conversation.py` holds it and compares this page with what is said. Buttons are
what the chat page offers as answers.
"""
SCRIPT = """\
Hi there!
I'd like to set up a design review with Ana and Bob next Tuesday
at 3
3:00 PM
What else do I have that day?
45 minutes
Actually, make it half an hour later
not Bob, Rob
in the small conference room
Yes, book it
Thanks!
Am I free on Friday at noon?
Book lunch with Dana on Friday at noon for an hour
When do I meet Ana?
yes
Can you order me a pizza as well?
Move it to 12:30pm
yes please
Remind me to send Ana the agenda on Monday at 9am
yes
Hmm, cancel the lunch
yes
What does my next week look like?
That's all, bye!
"""


async def test_a_conversation_of_many_turns_reads_as_the_page_shows(
    connect: Connect, rows, at: Callable[[str], None]
) -> None:
    at("2026-03-04T09:00+00:00")
    client = await connect()
    turns = []
    for message in SCRIPT.splitlines():
        answer = await client.say(message, timezone="Europe/Berlin")
        buttons = client.waiting["suggestions"] if client.waiting else []
        turns.append(turn(message, answer, buttons))
    said = INTRODUCTION + "".join(turns)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(said)

    assert said == PAGE.read_text()
    assert await rows(MEETINGS) == [
        ("Design review", datetime(2026, 3, 10, 14, 30, tzinfo=UTC), "CONFIRMED", 0),
        ("Lunch", datetime(2026, 3, 6, 11, 30, tzinfo=UTC), "CANCELLED", 2),
    ]
    assert await rows("SELECT text, moment FROM scheduling_reminder") == [
        ("send Ana the agenda", datetime(2026, 3, 9, 8, tzinfo=UTC))
    ]


def turn(message: str, answer: str, buttons: list[str]) -> str:
    """Return one exchange as Markdown: every line of the answer on a line of its own."""
    lines = [f"> {line}".rstrip() + ("  " if line else "") for line in answer.splitlines()]
    shown = f">\n> {' '.join(f'`{button}`' for button in buttons)}\n" if buttons else ""
    return f"\n**You:** {message}\n\n" + "\n".join(lines) + "\n" + shown
