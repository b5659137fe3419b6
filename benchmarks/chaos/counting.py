"""Counts what is left of a run: in the database, in the mailbox and in the clients. Never mends or waits for anything."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time
from typing import Any

import psycopg

from benchmarks.chaos.client import Answer, Client

_MESSAGES = (
    "SELECT c.client_id, m.client_message_id, m.id, a.content, a.seq "
    "FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id "
    "LEFT JOIN conversations_message a ON a.reply_to_id = m.id WHERE m.role = 'user' ORDER BY m.id"
)
_MEETINGS = "SELECT summary, starts FROM scheduling_meeting WHERE status = 'CONFIRMED'"


@dataclass(frozen=True, slots=True)
class Counts:
    """What must be 0, each."""

    messages_lost: int
    messages_answered_twice: int
    meetings_lost: int
    meetings_double: int
    mails_lost: int
    mails_said_anew: int
    clients_inconsistent: int

    @property
    def all_zero(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that is counted, as it was found."""

    messages: list[tuple[str, str, int, str | None, int | None]]
    meetings: list[tuple[str, datetime]]
    mails: list[tuple[str, str]]


def find(url: str, mails: list[tuple[str, str]]) -> Found:
    """Read the tables. `mails` are Message-ID and address of each that was taken."""
    with psycopg.connect(url) as db:
        return Found(db.execute(_MESSAGES).fetchall(), db.execute(_MEETINGS).fetchall(), list(mails))


def expected_mails(clients: Sequence[Client]) -> set[str]:
    """Return the addresses that must have got a mail; each is invited to one meeting."""
    return {guest for client in clients for booking in client.bookings for guest in booking.guests}


def count(found: Found, clients: Sequence[Client], told: Mapping[str, Mapping[str, Answer]]) -> Counts:
    """Return the counts. `told` is by client id what a client is told that comes for the first time, at the end."""
    answered = Counter(name for _, name, _, answer, _ in found.messages if answer is not None)
    said = [name for client in clients for name in client.said]
    heard = Counter(answer.reply_to for client in clients for answer in client.answers.values())
    booked = {
        (booking.title, datetime.combine(booking.day, time(10), UTC))
        for client in clients
        for booking in client.bookings
    }
    meetings = Counter(found.meetings)
    mailed = Counter(address for _, address in set(found.mails))
    return Counts(
        messages_lost=sum(not answered[name] or not heard[name] for name in said),
        messages_answered_twice=sum(answered[name] > 1 or heard[name] > 1 for name in said),
        meetings_lost=len(booked - meetings.keys()),
        meetings_double=sum(meetings.values()) - len({title for title, _ in meetings}),
        mails_lost=len(expected_mails(clients) - mailed.keys()),
        mails_said_anew=sum(number - 1 for number in mailed.values()),
        clients_inconsistent=sum(not _consistent(found, each, told[each.client_id]) for each in clients),
    )


def _consistent(found: Found, client: Client, told: Mapping[str, Answer]) -> bool:
    """Tell whether the client shows what is stored, in its order, and what a new client is shown is the end of it."""
    stored: list[tuple[str, Any]] = [
        (f"answer-{number}", Answer(seq or 0, name, answer))
        for who, name, number, answer, seq in found.messages
        if who == client.client_id and answer is not None
    ]
    stored.sort(key=lambda each: each[1].seq)
    shown = sorted(client.answers.items(), key=lambda each: each[1].seq)
    late = sorted(told.items(), key=lambda each: each[1].seq)
    return not client.differing and shown == stored and bool(late) and stored[-len(late) :] == late
