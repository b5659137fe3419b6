"""Take a token back before its time: its sockets are closed at once, on every server."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conversations.management.commands.issue_token import LONGEST_HOURS
from conversations.revocation import revoke_token
from conversations.tokens import LONGEST_TOKEN_ID


class Command(BaseCommand):
    help = "Take back the token with this id (the claim jti; issue_token tells it)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token_id")

    def handle(self, *args: Any, token_id: str, **options: Any) -> None:
        if not (0 < len(token_id) <= LONGEST_TOKEN_ID and token_id.isprintable()):
            raise CommandError(
                f"That is no token's id, which has 1 to {LONGEST_TOKEN_ID} printable characters: "
                "issue_token tells it, and the token has it as its claim jti."
            )
        new = revoke_token(token_id, timezone.now(), lifetime=timedelta(hours=LONGEST_HOURS))
        told = f"A token with the id {token_id} is good no longer. Whether there is one is recorded nowhere."
        self.stdout.write(told if new else "It had been taken back already.")
