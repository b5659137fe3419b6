"""Looks at the calendar for the wanted time: leads on when it is free, asks again when it is not. Writes nothing."""

from datetime import timedelta
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.engines.phrases import spoken_clock, spoken_date, spoken_zone
from conversations.assistant.slots import period_from, starts_of, title_of, zone_of
from conversations.assistant.state import Choice, Draft, Question, State
from scheduling.availability import free_alternatives
from scheduling.events import Period

HORIZON = timedelta(days=8)


async def offer(state: State, runtime: Runtime[Context]) -> Command[Literal["collect", "confirm"]]:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    values = {**draft["values"], "title": title_of(draft["values"])}
    values["timezone"] = zone_of(values, context.timezone)
    starts = starts_of(values, context.timezone)
    if not starts:
        runtime.stream_writer(NotifyFailure("no_such_time", values["time"]))
        return _ask_again(draft, "time", [])
    if len(starts) == 2:
        choices = [
            Choice(label=f"{spoken_clock(start.time())} {spoken_zone(start)}", values={"fold": index})
            for index, start in enumerate(starts)
        ]
        runtime.stream_writer(Inform("clock_goes_back", {"time": values["time"]}))
        return _ask_again(draft, "fold", choices, keep=True)
    wanted = period_from(starts[0], values)
    if wanted.starts <= context.now:
        runtime.stream_writer(NotifyFailure("past"))
        return _ask_again(draft, "time" if wanted.starts.date() >= context.now.date() else "date", [])
    if taken := await context.calendar.find(wanted):
        runtime.stream_writer(NotifyFailure("taken", taken[0].summary))
        return _ask_again(draft, "time", await _alternatives(context, wanted))
    question = Question(
        slot="confirm",
        choices=[
            Choice(label="Yes, book it", values={}),
            Choice(label="Change the time", values={}),
            Choice(label="Cancel", values={}),
        ],
    )
    return Command(
        update={"draft": Draft(uid=draft["uid"], values=values, open={}), "question": question},
        goto="confirm",
    )


def _ask_again(
    draft: Draft, slot: str, choices: list[Choice], *, keep: bool = False
) -> Command[Literal["collect", "confirm"]]:
    """Ask for the slot anew; unless `keep`, what it was until now is forgotten."""
    forgotten = () if keep else (slot, "fold")
    values = {name: value for name, value in draft["values"].items() if name not in forgotten}
    return Command(
        update={
            "draft": Draft(uid=draft["uid"], values=values, open={}),
            "question": Question(slot=slot, choices=choices),
        },
        goto="collect",
    )


async def _alternatives(context: Context, wanted: Period) -> list[Choice]:
    busy = await context.calendar.find(Period(context.now, wanted.ends + HORIZON))
    free = free_alternatives(wanted, [event.period for event in busy], now=context.now)
    return [
        Choice(
            label=f"{spoken_date(period.starts.date(), context.now)} at {spoken_clock(period.starts.time())}",
            values={"date": period.starts.date().isoformat(), "time": period.starts.strftime("%H:%M")},
        )
        for period in free
    ]
