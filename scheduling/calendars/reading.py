"""The reads of a calendar in PostgreSQL, one statement each over the turns' pool; never a write."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.availability import merged
from scheduling.calendars import statements
from scheduling.calendars.values import read_event, read_overrides, read_preferences
from scheduling.conflicts import Agenda
from scheduling.contacts import MOST_FOUND, folded
from scheduling.database import pool
from scheduling.events import Attendee, Override, Period, Reminder, VEvent
from scheduling.preferences import Preferences
from scheduling.recurrence import beyond, coming, occurrence
from scheduling.validation import LATEST


class DatabaseReads:
    """What can be asked of the calendar named `key`; one that was never written to is empty."""

    def __init__(self, key: str) -> None:
        self.key = key

    async def get(self, uid: str, recurrence_id: datetime | None = None) -> VEvent | None:
        rows = await self._rows(statements.MEETING, uid=uid)
        found = read_event(rows[0]) if rows else None
        return occurrence(found, recurrence_id) if found and recurrence_id else found

    async def find(self, within: Period) -> Sequence[VEvent]:
        return (await self.agenda(within)).meetings

    async def agenda(self, within: Period) -> Agenda:
        rows = await self._rows(statements.AGENDA, starts=within.starts, ends=within.ends, most=None)
        found: list[VEvent] = []
        for row in rows:
            if row["occupied_until"]:
                found += beyond(read_event(row), row["occupied_until"], within)
            elif row["uid"]:
                found.append(read_event(row))
        found.sort(key=lambda event: event.period.starts)
        return Agenda(found, read_preferences(rows[0]["preferences"]) if rows else Preferences())

    async def upcoming(self, after: datetime, most: int, *, series_once: bool = False) -> Sequence[VEvent]:
        statement = statements.UPCOMING_ONCE if series_once else statements.UPCOMING
        rows = [
            row for row in await self._rows(statement, starts=after, ends=LATEST, most=most) if row["uid"]
        ]
        written = [read_event(row) for row in rows if not row["occupied_until"]]
        there = {event.uid for event in written} if series_once else set()
        last = written[-1].period.starts if len(written) >= most else LATEST
        further: list[VEvent] = []
        for row in rows:
            since = row["occupied_until"]
            if since and since <= last and row["uid"] not in there:
                further += _further(read_event(row), since, after, 1 if series_once else most)
        found = sorted(written + further, key=lambda event: event.period.starts)
        return found[:most]

    async def busy(self, within: Period) -> Sequence[Period]:
        rows = await self._rows(statements.BUSY, starts=within.starts, ends=within.ends)
        return _merged(rows, within)

    async def busy_people(self, addresses: Sequence[str], within: Period) -> Mapping[str, Sequence[Period]]:
        asked = {address.lower(): address for address in addresses if address}
        if not asked:
            return {}
        found: dict[str, list[dict[str, Any]]] = {}
        for row in await self._rows(
            statements.BUSY_PEOPLE, starts=within.starts, ends=within.ends, addresses=list(asked)
        ):
            found.setdefault(asked[row["address"]], []).append(row)
        return {address: _merged(rows, within) for address, rows in found.items()}

    async def preferences(self) -> Preferences:
        rows = await self._rows(statements.PREFERENCES)
        return read_preferences(rows[0]["preferences"]) if rows else Preferences()

    async def organizer(self) -> Attendee | None:
        [row] = await self._rows(statements.ORGANIZER)
        return Attendee(row["name"] or "", row["email"]) if row["email"] else None

    async def reminders(self, within: Period) -> Sequence[Reminder]:
        rows = await self._rows(statements.REMINDERS, starts=within.starts, ends=within.ends)
        return [Reminder(**{**row, "moment": row["moment"].astimezone(UTC)}) for row in rows]

    async def contacts(self, names: Sequence[str]) -> Mapping[str, Sequence[Attendee]]:
        asked = {name: folded(name) for name in names}
        rows = await self._rows(statements.CONTACTS, names=list(set(asked.values())), most=MOST_FOUND)
        return {
            name: [Attendee(row["name"], row["email"]) for row in rows if row["asked"] == plain]
            for name, plain in asked.items()
        }

    async def _rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        async with (await pool()).connection() as db:
            cursor = await db.execute(statement, {"key": self.key, **values})
            return await cursor.fetchall()


def _further(series: VEvent, since: datetime, after: datetime, most: int) -> list[VEvent]:
    """The first `most` occurrences that end after the moment, of a series that is written up to `since`."""
    # those with a time of their own are written, wherever that lies
    ruled = replace(series, overrides=tuple(Override(each.recurrence_id, None) for each in series.overrides))
    ahead = coming(ruled, max(after, since), most + 1)
    return [each for each in ahead if each.recurrence_id and each.recurrence_id >= since][:most]


def _merged(rows: Sequence[Mapping[str, Any]], within: Period) -> tuple[Period, ...]:
    """The busy time of one owner: what the database merged, and series beyond what is written."""
    written = [
        Period(row["starts"].astimezone(UTC), row["ends"].astimezone(UTC))
        for row in rows
        if row["starts"] and not row["occupied_until"]
    ]
    further: list[Period] = []
    for row in rows:
        if row["occupied_until"]:
            zone = ZoneInfo(row["timezone"])
            series = VEvent(
                uid="",
                summary="",
                period=Period(row["starts"], row["ends"]).utc,
                timezone=row["timezone"],
                rrule=row["rrule"],
                overrides=read_overrides(zone, row["overrides"]),
            )
            further += [each.period for each in beyond(series, row["occupied_until"], within)]
    return merged(written + further) if further else tuple(written)
