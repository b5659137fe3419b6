"""What is known of a request after each line of a conversation: transcripts of our own, one point each.

In a transcript a line is the user's (U), the assistant's (A) or, behind =, what is understood at that place:
the intent, then slots. All are said on Wednesday 4 March 2026 at 10:00 in Berlin.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.assistant.dialogue import Line, Request, follow
from conversations.assistant.engines.floor import read_floor
from conversations.assistant.engines.hearing import hear
from conversations.assistant.engines.timephrases.addresses import address_spans
from tests.work import assert_linear

NOW = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Europe/Berlin"))

TRANSCRIPTS = {
    "questions answered one by one": """
        U I need to set up a meeting
        = schedule
        A What is the meeting about?
        U Budget review
        = schedule title=Budget review
        A On which day?
        U Friday
        A At what time?
        U 3
        = schedule title=Budget review date=2026-03-06 time=15:00
        A How long should it be?
        U 45
        = schedule title=Budget review date=2026-03-06 time=15:00 duration=0:45:00
        A Who should be there?
        U Bob and Priya
        A Where?
        U the Birch Room
        = schedule title=Budget review date=2026-03-06 time=15:00 duration=0:45:00 participants=Bob,Priya location=the Birch Room
    """,
    "what was meant instead, as chats write it": """
        U book a sync with Zoe tomorrow at 3pm for 1 hour
        A Shall I book it?
        U sorry i meant 5pm
        = schedule title=sync date=2026-03-05 time=17:00 duration=1:00:00 participants=Zoe
        A Shall I book it?
        U whats on friday
        = list date=2026-03-06
        A You have nothing on Friday. Shall I book it?
        U nvm
        = cancel
    """,
    "several things asked in one question": """
        U Add an event on the 13th
        A What is it called, where is it and when does it start?
        U Call it Garden Club. It's at 12 Birch Street and starts at half past 6 in the evening
        = schedule date=2026-03-13 title=Garden Club location=12 Birch Street time=18:30
    """,
    "free time asked for, then an event added": """
        U When am I free next Monday?
        = availability date=2026-03-09
        A You are free from 8 am to 11 am.
        U And on the 12th?
        = availability date=2026-03-12
        A All day until 4 pm. Shall I add an event?
        U Yes please
        = schedule date=2026-03-12
        A What should I call it?
        U Sunday planning session
        = schedule date=2026-03-12 title=Sunday planning session
    """,
    "the time spoken of": """
        U Am I free on Friday?
        A You are free from 2 pm to 5 pm on Friday.
        U great, add an event at that time
        = schedule date=2026-03-06 time=14:00
    """,
    "a proposal accepted": """
        U schedule lunch with Sam
        A How about Friday at noon at Birch Cafe?
        U that works
        = schedule title=lunch participants=Sam date=2026-03-06 time=12:00 location=Birch Cafe
    """,
    "a proposal refused with another": """
        U Book dinner with Ana on Friday at 7 pm
        A You are busy then. Would 8 pm work?
        U no, make it Saturday
        = schedule title=dinner participants=Ana date=2026-03-07 time=19:00
    """,
    "a shown meeting agreed to, with what was not understood before": """
        U Add an event on Friday
        A Where and when?
        U same as ever
        = schedule date=2026-03-06
        A Please confirm: an event on Friday at 6:30 pm at Birch Hall. Is that correct?
        U yes
        = schedule date=2026-03-06 time=18:30 location=Birch Hall
    """,
    "corrections": """
        U Book a call with Ana tomorrow at 3pm for 45 minutes
        A Shall I book it?
        U make it an hour later
        = schedule title=call participants=Ana date=2026-03-05 time=16:00 duration=0:45:00
        A Shall I book it?
        U not Ana, Anna
        A Shall I book it?
        U and invite Bob as well
        = schedule title=call participants=Anna,Bob date=2026-03-05 time=16:00 duration=0:45:00
        A Shall I book it?
        U make it 30 minutes
        A Shall I book it?
        U the day after
        = schedule title=call participants=Anna,Bob date=2026-03-06 time=16:00 duration=0:30:00
        A Shall I book it?
        U without Bob
        A Shall I book it?
        U sorry, can we do 5 instead?
        = schedule title=call participants=Anna date=2026-03-06 time=17:00 duration=0:30:00
        A Shall I book it?
        U also Priya
        A Shall I book it?
        U half an hour longer, please
        = schedule title=call participants=Anna,Priya date=2026-03-06 time=17:00 duration=1:00:00
        A Shall I book it?
        U just Priya and me
        A Shall I book it?
        U Could we make the title "Budget 2027"?
        = schedule title=Budget 2027 participants=Priya date=2026-03-06 time=17:00 duration=1:00:00
        A Shall I book it?
        U drop the title and the length
        A Shall I book it?
        U a bit later, please
        = schedule participants=Priya date=2026-03-06
    """,
    "a moved range keeps its length": """
        U Add a workshop from 2 to 3:30 pm tomorrow at Birch Hall
        = schedule title=workshop date=2026-03-05 time=14:00 end_time=15:30 location=Birch Hall
        A Shall I book it?
        U make it start at 4 pm
        = schedule title=workshop date=2026-03-05 time=16:00 duration=1:30:00 location=Birch Hall
        A Shall I book it?
        U drop the location
        = schedule title=workshop date=2026-03-05 time=16:00 duration=1:30:00
    """,
    "a question in between": """
        U I need to set up a meeting called Budget review
        A On which day?
        U what do I have tomorrow?
        = list date=2026-03-05
        A Tomorrow you see the dentist at 9. On which day should the budget review be?
        U Friday
        = schedule title=Budget review date=2026-03-06
    """,
    "small talk changes nothing": """
        U Set up a call with Ana on Friday
        A At what time?
        U thanks a lot!
        = general title=call participants=Ana date=2026-03-06
        A You're welcome! At what time?
        U 9:15 in the morning
        = schedule title=call participants=Ana date=2026-03-06 time=09:15
    """,
    "given up": """
        U Set up a call with Ana on Friday
        A At what time?
        U never mind
        = cancel
    """,
    "a new request takes nothing over": """
        U Set up a call with Ana on Friday at 9 am
        A Shall I book it?
        U yes
        A Booked. See you on Friday.
        U Schedule a haircut on Saturday
        = schedule title=haircut date=2026-03-07
    """,
    "another request before the first is done": """
        U Set up a planning call on Friday
        A Fine.
        U Schedule a haircut for Saturday
        = schedule title=haircut date=2026-03-07
    """,
    "a place asked for again was part of the title": """
        U Am I free on Friday evening?
        A Yes, you are.
        U Good, put Reservation at Birch Grill on my calendar
        = schedule date=2026-03-06 title=Reservation at Birch Grill
        A Where is it?
        U 12 Pine Road
        = schedule date=2026-03-06 title=Reservation at Birch Grill location=12 Pine Road
    """,
    "a title that only follows a yes": """
        U What do I have on Friday?
        = list date=2026-03-06
        A Nothing. You are free from 9 to 5.
        U Perfect, please title it Reservation for 3 people at Birch Grill
        = schedule date=2026-03-06 title=Reservation for 3 people at Birch Grill
        A So a reservation at Birch Grill on Friday, is that right?
        U Yes. That sounds correct
        = schedule date=2026-03-06 title=Reservation for 3 people at Birch Grill
    """,
    "which meeting is meant": """
        U cancel my 3pm tomorrow
        = cancel date=2026-03-05 time=15:00
        A The review or the call?
        U the review
        = cancel date=2026-03-05 time=15:00 title=review
    """,
    "a reminder": """
        U Hi there
        = general
        A Hello!
        U remind me to water the ferns at 6pm
        = reminder title=water the ferns time=18:00
    """,
}


def shown(request: Request) -> set[str]:
    """The request as a transcript writes it."""
    values = {slot: value for slot, value in request.values.items() if slot != "title_with_place"}
    told = {request.aside or request.intent}
    for slot, value in values.items():
        if slot == "participants":
            text = ",".join(value)
        elif slot in ("time", "end_time"):
            text = f"{value:%H:%M}"
        else:
            text = str(value)
        if text:
            told.add(f"{slot}={text}")
    return told


def expected(line: str) -> set[str]:
    """The intent and slots behind "="; a value may hold blanks."""
    words = line.split(" ")
    told: list[str] = []
    for word in words:
        if not told or "=" in word:
            told.append(word)
        else:
            told[-1] += f" {word}"
    return set(told)


@pytest.mark.parametrize("point", TRANSCRIPTS)
def test_dialogue(point: str) -> None:
    lines: list[Line] = []
    for row in TRANSCRIPTS[point].strip().splitlines():
        who, content = row.strip().split(" ", 1)
        if who == "=":
            assert shown(follow(lines, NOW)) == expected(content), content
        else:
            lines.append(Line("user" if who == "U" else "assistant", content))


FLOORS = {
    "asks date": "Which day? | What date do you have in mind?",
    "asks time": "At what time? | What time does it start?",
    "asks date time": "When? | For when? | When does it take place?",
    "asks location": "Where? | Could you give me the address? | In what place?",
    "asks title": "What should I call it? | What is it about? | What's the occasion? | Under which name?",
    "asks duration": "How long will it take? | How much time do you need?",
    "asks participants": "Who should be there? | Whom should I invite?",
    "asks location time": "Time and place? | What time and where is it?",
    "asks location time title": "Please give me the details. | I need the name, time and place.",
    "offers": "Shall I add an event? | Do you want me to book that? | Would you like to put something in your calendar?",
    "confirms": "Please confirm: yoga tomorrow at 5 pm. | Yoga at 5 pm, right? | I will add yoga tomorrow at 5 pm.",
    "proposes": "How about 3 pm? | Would Tuesday at 10 work? | 3 pm is taken. Does 4 pm suit you?",
    "frees": "You are free from 3 to 5. | There is an opening at 9 am.",
    "done": "Booked. | Your event has been added. | I've scheduled it. Anything else?",
    "unread": "Any colour?",
    "": "Hello! | Good morning.",
}


@pytest.mark.parametrize(
    ("line", "kind"), [(line, kind) for kind, lines in FLOORS.items() for line in lines.split(" | ")]
)
def test_what_the_assistant_asked(line: str, kind: str) -> None:
    floor = read_floor(line)
    flags = [name for name in ("confirms", "frees", "done", "unread") if getattr(floor, name)]
    softer = [name for name in ("offers", "proposes") if getattr(floor, name)]
    asks = ["asks", *sorted(floor.asks)] if floor.asks else []
    assert " ".join(asks or flags or softer[:1]) == kind


def test_nothing_is_moved_out_of_the_calendar() -> None:
    lines = [Line("user", "book a call tomorrow at 3pm"), Line("user", "9999 years later")]
    assert follow(lines, NOW).values["date"].year == 2026


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("it is at 12 Birch Street at 5", "12 Birch Street"),
        ("at 7 birch road suite 12 at noon", "7 birch road suite 12"),
        ("at One Market Plaza", "One Market Plaza"),
        ("meet at 5 and go to Main Street", None),
        ("at 9 visit Dr. Lee", None),
        ("drive at 7 in the morning", None),
        ("at 3 pm on Oak Avenue", None),
    ],
)
def test_house_numbers_are_no_hours(text: str, address: str | None) -> None:
    assert [text[start:end] for start, end in address_spans(text)] == ([address] if address else [])
    assert (hear(text, NOW).named.location or "").endswith(address or "")


WORDS = st.sampled_from(
    (
        *(
            "yes",
            "no",
            "at",
            "3",
            "Friday",
            "12",
            "Birch",
            "Street",
            "call it",
            "not",
            "Ana",
            ",",
            "?",
            "make it",
        ),
        *(
            "later",
            "drop",
            "the location",
            "an hour",
            "from",
            "to",
            "title",
            "when am I free",
            "Shall I book it",
        ),
    )
)


@given(st.lists(st.tuples(st.booleans(), st.lists(WORDS, max_size=8)), max_size=6))
def test_any_conversation_is_followed(lines: list[tuple[bool, list[str]]]) -> None:
    spoken = [Line("user" if user else "assistant", " ".join(words)) for user, words in lines]
    values = follow(spoken, NOW).values
    if values.get("end_date") and values.get("date"):
        assert values["end_date"] >= values["date"]


@pytest.mark.parametrize(
    "noise",
    ["so i will add ", "12 birch ", "not ana ", "what for ", "no the ", "at 5 in the ", "? ! ", "a"],
)
def test_noise_is_followed_in_linear_time(noise: str) -> None:
    assert_linear(
        lambda text: follow([Line("user", "book a call"), Line("assistant", text), Line("user", text)], NOW),
        (noise * 4000)[:4000],
    )
