"""Run a stored turn against the graph of today, without side effects, and show how the answer differs."""

import asyncio
import difflib
import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conversations.errors import ConversationError
from conversations.replaying import CannotReplay, Replay, replay
from conversations.speaking import close


class Command(BaseCommand):
    help = (
        "Run the turn of a stored message again over its checkpoint and calendar of then, writing nothing. Ends with 0 "
        "when the answer is the same, with 1 when it differs, and with 2 when the turn cannot be run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("message", type=int, help="id of the user's message (in the log: turn)")
        parser.add_argument("--json", action="store_true", help="write the result as one line of JSON")

    def handle(self, *args: Any, message: int, **options: Any) -> None:
        try:
            done = asyncio.run(self._replay(message))
        except CannotReplay as reason:
            raise CommandError(str(reason), returncode=2) from reason
        except ConversationError as error:
            raise CommandError(f"The turn fails now: {error.code}.", returncode=1) from error
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(done), "same": done.same}))
        else:
            self._show(done)
        if not done.same:
            sys.exit(1)

    async def _replay(self, message: int) -> Replay:
        try:
            return await replay(message)
        finally:
            await close()

    def _show(self, done: Replay) -> None:
        self.stdout.write(f"said: {done.said}\nintent: {done.intent}")
        if done.same:
            self.stdout.write("The answer is the same.")
            return
        before, now = (done.stored or "").splitlines(), done.answer.splitlines()
        for line in difflib.unified_diff(before, now, "answered then", "answered now", lineterm=""):
            self.stdout.write(line)
