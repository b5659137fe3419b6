"""Random walks through the dialogue: whatever is said in whatever order, it answers, and the state stays small."""

import json
from datetime import datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from conversations.assistant.context import Context
from conversations.assistant.engines.base import Place
from conversations.assistant.engines.rules import RuleEngine
from conversations.assistant.graph import compile_graph
from conversations.streaming import Reply, reply_from
from scheduling.calendars.memory import MemoryCalendar

NOW = datetime(2026, 10, 23, 10, tzinfo=ZoneInfo("Europe/Berlin"))
STEPS = 60
MOST_STATE_CHARACTERS = 10_000
MESSAGES = """\
book a meeting
schedule lunch with Sam tomorrow at noon for 1 hour
set up a budget review with Bob tomorrow at 3 for 1 hour
set up a design review with Ana and Tom on Sunday at 2:30 am for 30 minutes
schedule a sync with Ana every Monday at 10am for 15 minutes
schedule a call next Friday at 4
remind me to call Ana tomorrow at 5
remind me
remind me on Sunday at 2:30 am to set the clocks
move my 3pm to 4
move the review to Monday
move it to next Friday at 4
move it to Sunday at 2:30 am
reschedule the review with Ana
push lunch back by an hour
make it 45 minutes
cancel it
cancel that
cancel the review
cancel my next meeting
cancel lunch
cancel the second one
delete the dentist
what do I have tomorrow?
what do I have that day?
what's next?
when do I meet Ana?
what are my reminders?
am I free tomorrow at 3?
am I free on Sunday?
when am I free next week?
is Ana free tomorrow?
an hour later
half an hour earlier
the day after
a year earlier
a week earlier
15 minutes shorter
10 hours shorter
30 hours longer
99999999 weeks later
99999 days earlier
not Ana, Anna
without Bob
add Dana
drop the location
drop the participants
just once
in room 4
the time
the day
change the date
change the people
call it Something else
yes
no
ok
never mind
none of them
keep it
1
2
the second one
the last one
tomorrow
yesterday at noon
in 1999
31 February
25:00
3
2:30 am
noon
30 minutes
400 hours
just me
Budget review
thanks
hello
help
order me a pizza
what do you have so far?
?
…
""".splitlines()


async def say(graph, calendar: MemoryCalendar, number: int, text: str, waiting: bool) -> Reply:
    engine = RuleEngine()
    context = Context(engine, calendar, Place(NOW), "Europe/Berlin", UUID(int=1))
    turn = {"id": number, "text": text}
    parts = graph.astream(
        Command(resume=turn) if waiting else {"turn": turn},
        {"configurable": {"thread_id": "walk"}},
        context=context,
        stream_mode=["updates"],
        durability="exit",
        version="v2",
    )
    return await reply_from(parts, context.acts, engine, Place(NOW), summary="")


@pytest.mark.parametrize("seed", range(12))
async def test_a_random_walk_is_answered_at_every_step(seed: int) -> None:
    random, calendar = Random(seed), MemoryCalendar()
    graph = compile_graph(InMemorySaver())
    waiting: dict | None = None
    for number in range(STEPS):
        choices = waiting["suggestions"] if waiting else []
        text = random.choice(choices) if choices and random.random() < 0.4 else random.choice(MESSAGES)
        reply = await say(graph, calendar, number, text, bool(waiting))
        assert reply.text.strip(), text
        waiting = reply.waiting_for
        state = await graph.aget_state({"configurable": {"thread_id": "walk"}})
        assert len(json.dumps(state.values)) < MOST_STATE_CHARACTERS
        assert len(state.values.get("parked", [])) <= 3
        assert bool(state.values.get("draft")) == bool(waiting)
