"""Calendars that fail in one way each, for the tests of what is undone then."""

from typing import Any, TypeVar

from scheduling.calendars.database import DatabaseCalendar
from scheduling.database import APPLICATION_NAME, pool
from scheduling.events import Reminder, VEvent

Stored = TypeVar("Stored")


class LosingTheDatabaseAfterwards(DatabaseCalendar):
    """Writes, and then the server closes every connection of the turn's pool."""

    async def add(self, event: VEvent, **options: Any) -> VEvent:
        return await self._lose(await super().add(event, **options))

    async def change(self, event: VEvent, **options: Any) -> VEvent:
        return await self._lose(await super().change(event, **options))

    async def cancel(self, uid: str, **options: Any) -> VEvent:
        return await self._lose(await super().cancel(uid, **options))

    async def remind(self, reminder: Reminder) -> Reminder:
        return await self._lose(await super().remind(reminder))

    async def _lose(self, stored: Stored) -> Stored:
        async with (await pool()).connection() as db:
            await db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name = %s ORDER BY pid = pg_backend_pid()",
                (APPLICATION_NAME,),
            )
        return stored
