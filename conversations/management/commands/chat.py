"""Talk to the assistant in a terminal, without a server; the conversation is that of a client id like any other."""

import asyncio
import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conversations.frames import Answer, ErrorFrame, WaitingForInput
from conversations.speaking import Speaker, close
from scheduling.owners import CLIENT_ID
from scheduling.validation import is_zone


class Command(BaseCommand):
    help = "Talk to the assistant: a message a line, until the end of input (Ctrl-D)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--client", default="terminal", help="client id to talk as (%(default)s)")
        parser.add_argument("--timezone", default="", help="IANA zone of what you say (DEFAULT_TIMEZONE)")

    def handle(self, *args: Any, client: str, timezone: str, **options: Any) -> None:
        if not CLIENT_ID.match(client):
            raise CommandError("A client id is 3 to 100 letters, digits, - and _.", returncode=2)
        if timezone and not is_zone(timezone):
            raise CommandError(f"{timezone} is no IANA time zone such as Europe/Berlin.", returncode=2)
        logging.getLogger().setLevel(
            logging.WARNING
        )  # what is said is read here, and not between lines of the log
        asyncio.run(self._talk(Speaker(client, timezone=timezone)))

    async def _talk(self, speaker: Speaker) -> None:
        try:
            while line := await asyncio.to_thread(self._read):
                if text := line.strip():
                    await self._exchange(speaker, text)
        finally:
            await close()

    def _read(self) -> str:
        if sys.stdin.isatty():
            self.stdout.write("> ", ending="")
            self.stdout.flush()
        return sys.stdin.readline()

    async def _exchange(self, speaker: Speaker, text: str) -> None:
        for frame in await speaker.say(text):
            match frame:
                case Answer():
                    self.stdout.write(frame.content)
                case WaitingForInput() if suggestions := frame.metadata.get("suggestions"):
                    self.stdout.write(f"  [{' | '.join(suggestions)}]")
                case ErrorFrame():
                    self.stderr.write(frame.message)
