"""Write a conversation with all that is known of it to standard output, as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from conversations.exporting import export, find


class Command(BaseCommand):
    help = "Write a conversation as JSON: messages, model calls, the assistant's state, what was written to meetings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "conversation", help="its id, thread id, or client id (the one that was active last)"
        )

    def handle(self, *args: Any, conversation: str, **options: Any) -> None:
        found = find(conversation)
        if found is None:
            raise CommandError(f"There is no conversation {conversation}.")
        self.stdout.write(json.dumps(export(found), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
