"""The role of docs/security.md that a server in production needs: it reads and writes rows, and alters no table."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections
from django.test import AsyncClient

from scheduling.database import pool
from tests.conftest import Connect

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text()
# a role is of the whole database server, which tests of other processes use too
ROLE = f"meetingmuse_web_{os.getpid()}"


@pytest.fixture
def web_role(assistant_database: None) -> Iterator[None]:
    """Every connection opened from now on has the rights of the role, made by the statements of the page."""
    [statements] = re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL)
    options = connections.settings["default"]["OPTIONS"]
    with connection.cursor() as cursor:
        cursor.execute(statements.replace("meetingmuse_web", ROLE))
    connection.close()
    options["options"] = f"-c role={ROLE}"
    yield
    del options["options"]
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


async def test_a_turn_needs_no_right_to_alter_a_table(web_role: None, connect: Connect) -> None:
    await sync_to_async(connections.close_all)()
    ana = await User.objects.acreate_user("ana", "ana@example.com")
    browser = AsyncClient()
    await browser.aforce_login(ana)
    cookie = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode()
    client = await connect("hers", headers=[(b"cookie", cookie)])
    await client.say("schedule a review with ben@example.com on 5 March 2030 at 3 pm for 45 minutes")
    assert "Booked" in await client.say("yes")
    assert (await browser.post("/feed/", {"action": "renew"})).status_code == 302
    assert "Review" in (await browser.get("/agenda/?date=2030-03-05")).content.decode()
    assert (await browser.delete("/conversations/hers/")).status_code == 204
    await browser.alogout()
    async with (await pool()).connection() as db:
        [row] = await (await db.execute("SELECT current_user AS name")).fetchall()
        assert row["name"] == ROLE
        for statement in (
            "ALTER TABLE scheduling_meeting ADD COLUMN x int",
            "DROP TABLE scheduling_meeting",
            "TRUNCATE conversations_message",
            "CREATE TABLE x (y int)",
            "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "DELETE FROM django_migrations",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await db.execute(statement)


async def test_a_server_starts_with_it_where_nothing_is_left_to_migrate(web_role: None) -> None:
    await sync_to_async(connections.close_all)()
    await sync_to_async(call_command)("migrate", interactive=False, verbosity=0)
    await sync_to_async(call_command)("prepare_checkpoints", verbosity=0)
