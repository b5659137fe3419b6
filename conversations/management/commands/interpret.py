"""Reads messages as JSON lines and writes what was understood, one JSON line each. Touches no database and no network."""

import gc
import sys
from typing import Any

from django.core.management.base import BaseCommand

from conversations.assistant import understanding


class Command(BaseCommand):
    help = (
        "Read JSON lines (id, text, now, timezone, context) from standard input and write one JSON line each: "
        "intent and slots, or an error. Exits with 1 when a line was bad."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        gc.collect()
        gc.freeze()  # the tables stay for good: no collection need walk through them
        good = True
        for line in sys.stdin.buffer:
            answer, understood = understanding.answer_line(line)
            good = good and understood
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()
        if not good:
            sys.exit(1)
