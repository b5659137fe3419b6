"""Calendars that fail in one way each, for the tests of what is undone then."""

from scheduling.calendars.database import DatabaseCalendar
from scheduling.database import APPLICATION_NAME, pool
from scheduling.events import VEvent


class LosingTheDatabaseAfterwards(DatabaseCalendar):
    """Books, and then the server closes every connection of the turn's pool."""

    async def add(self, event: VEvent) -> VEvent:
        stored = await super().add(event)
        async with (await pool()).connection() as db:
            await db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name = %s ORDER BY pid = pg_backend_pid()",
                (APPLICATION_NAME,),
            )
        return stored
