"""A reminder's way: written by one process, rung by the worker of another, told on an open socket and in the next answer."""

import asyncio
import json
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

from tests.client import V2
from tests.server import Server

SECONDS = 60
REMIND = """
import asyncio, datetime
from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Reminder
now = datetime.datetime.now(datetime.UTC)
asyncio.run(DatabaseCalendar("client:{client}").remind(Reminder("r-{client}", "call Sam", now, "UTC")))
"""
NOTICE = """
from scheduling.notices import Notice, noticed
noticed.send(None, key="client:{client}", notice=Notice("reply", "m1", "Review", person="Ana", partstat="DECLINED"))
"""


async def manage(server: Server, code: str, client_id: str) -> None:
    await asyncio.to_thread(server.manage, "shell", "--no-imports", "-c", code.replace("{client}", client_id))


async def until(client: ClientConnection, key: str, value: object) -> dict[str, Any]:
    async with asyncio.timeout(SECONDS):
        while (frame := json.loads(await client.recv())).get(key) != value:
            pass
    return frame


async def test_a_reminder_comes_by_itself_and_a_reply_with_the_next_answer(tmp_path: Path) -> None:
    server = Server(tmp_path)
    await asyncio.to_thread(server.start)
    url = f"ws://localhost:{server.port}/ws/"
    try:
        async with open_socket(f"{url}open", subprotocols=[V2]) as v2, open_socket(f"{url}old") as classic:
            await v2.send(json.dumps({"content": "hello", "session_id": "open"}))
            await until(v2, "type", "bot_response")
            await manage(server, REMIND, "open")
            frame = await until(v2, "type", "bot_response")
            assert frame["content"].endswith("(UTC): call Sam")
            assert frame["metadata"]["notice"]["kind"] == "reminder"

            await classic.send(json.dumps({"content": "hello", "session_id": "old"}))
            await until(classic, "session_id", "old")
            await manage(server, NOTICE, "old")
            await classic.send(json.dumps({"content": "thanks", "session_id": "old"}))
            answer = await until(classic, "session_id", "old")
            assert answer["content"].startswith("Ana has declined “Review”.\n\n")
    finally:
        assert await asyncio.to_thread(server.stop) == 0
