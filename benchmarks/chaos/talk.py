"""What a client of the run says: greetings, several at once, and bookings of real meetings with people invited.

No two meetings of a conversation are at the same time, so that each must exist afterwards, once.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2030, 1, 7)
MOST_AT_ONCE = 3
BOOKED_SHARE = 0.35
GUESTS = ("ana", "bo")


@dataclass(frozen=True, slots=True)
class Booking:
    """A meeting that was said yes to; `title` names it among all meetings of the run."""

    title: str
    day: date

    @property
    def guests(self) -> tuple[str, ...]:
        return tuple(f"{name}.{self.title.replace(' ', '.').lower()}@example.com" for name in GUESTS)

    def words(self) -> str:
        day = f"{self.day:%B} {self.day.day} {self.day.year}"
        who = " and ".join(self.guests)
        return f'set up a meeting called "{self.title}" with {who} on {day} at 10am for 30 minutes'


@dataclass(frozen=True, slots=True)
class Words:
    """Messages that are said at once; the last answer is to have `booked` the meeting, if there is one."""

    messages: tuple[str, ...]
    booked: Booking | None = None


def script(client_id: str, number: int, turns: int, chance: random.Random) -> Iterator[Words]:
    """Yield what a conversation of so many turns says, each to be said when the last is answered."""
    yield Words((f"my address is {client_id}@example.org",))
    said, day, booked = 1, FIRST_DAY, 0
    while said < turns:
        if chance.random() < BOOKED_SHARE and turns - said >= 2:
            booked += 1
            booking = Booking(f"Review {number} {booked}", day)
            day += timedelta(days=3 if day.weekday() == 4 else 1)
            yield Words((booking.words(),))
            yield Words(("yes",), booking)
            said += 2
        else:
            count = min(chance.randint(1, MOST_AT_ONCE), turns - said)
            yield Words(tuple(f"hello from {client_id} {said + each}" for each in range(count)))
            said += count
