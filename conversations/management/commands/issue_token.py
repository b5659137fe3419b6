"""Issue a token with which an API client connects as a user of this server, or as a subject of its own."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conversations.tokens import LONGEST_SUBJECT, USER, issue

LONGEST_HOURS = 24 * 366


class Command(BaseCommand):
    help = "Write a signed token to stdout, and what it is good for to stderr. Needs JWT_SECRET."

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument(
            "--user", help="the name of a user of this server: the client has their conversations"
        )
        who.add_argument("--subject", help="a name of the client's own, which no user has")
        parser.add_argument("--hours", type=float, default=24, help="how long it is good (default: 24)")

    def handle(self, *args: Any, user: str | None, subject: str | None, hours: float, **options: Any) -> None:
        if not 0 < hours <= LONGEST_HOURS:
            raise CommandError(f"--hours is a number above 0, at most {LONGEST_HOURS}.")
        now = timezone.now()
        try:
            token, token_id = issue(_subject(user, subject), timedelta(hours=hours), now)
        except LookupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(token)
        until = f"{now + timedelta(hours=hours):%Y-%m-%d %H:%M} UTC"
        self.stderr.write(f"Good until {until}. Take it back with: manage.py revoke_token {token_id}")


def _subject(user: str | None, subject: str | None) -> str:
    if user is not None:
        found = get_user_model().objects.filter(username=user, is_active=True).first()
        if found is None:
            raise CommandError(f"There is no active user {user!r}.")
        return f"{USER}{found.pk}"
    if not subject or not subject.strip() or len(subject) > LONGEST_SUBJECT or subject.startswith(USER):
        raise CommandError(
            f"--subject is a text of at most {LONGEST_SUBJECT} characters that does not begin with {USER!r}."
        )
    return subject
