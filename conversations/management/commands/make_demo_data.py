"""Fill the agenda and the admin with a lively week, told through the assistant itself."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation
from conversations.speaking import Speaker, close
from scheduling.management.batch_command import BatchCommand

# by client id: how many days ago it was told, and what was said
STORIES: dict[str, tuple[int, tuple[str, ...]]] = {
    "demo-planning": (
        6,
        (
            "schedule a sprint planning with ana@example.com and Bob every Monday at 10am for an hour",
            "yes",
            "set up a design review with ana@example.com in nine days at 3 pm for 45 minutes in the blue room",
            "actually make it 4 pm",
            "yes",
        ),
    ),
    "demo-moves": (
        4,
        (
            "book a call with Carla in five days at 11am for 30 minutes",
            "yes",
            "push it back by an hour",
            "yes",
            "what do I have next week?",
        ),
    ),
    "demo-changes-its-mind": (
        3,
        (
            "lunch with Dana in six days at 1pm for an hour",
            "yes",
            "cancel the lunch with Dana",
            "yes",
            "undo that",
            "remind me to send the slides in four days at 9am",
            "yes",
        ),
    ),
    "demo-asks": (
        2,
        (
            "hello",
            "my working hours are 9 to 5",
            "am I free on Friday afternoon?",
            "what can you do?",
            "thanks",
        ),
    ),
    "demo-in-the-middle": (0, ("I need a meeting with Erik and Fatima about the spring budget",)),
    "demo-nearly-done": (0, ("schedule a budget talk with Erik tomorrow at 2pm for half an hour",)),
}


class Command(BatchCommand):
    help = "Tell some stories to the assistant, as clients demo-…, some of them days ago. What is there stays as it is."
    unit = "stories"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--force", action="store_true", help="also where DEBUG is false")

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        if not (settings.DEBUG or options["force"]):
            raise CommandError("This is no demo: DEBUG is false. With --force it is done all the same.")
        logging.getLogger().setLevel(logging.WARNING)  # a line a story is enough
        told = set(Conversation.objects.filter(client_id__in=STORIES).values_list("client_id", flat=True))
        for client, (days, lines) in STORIES.items():
            if client in told:
                continue
            if not dry_run:
                asyncio.run(_tell(client, timezone.now() - timedelta(days=days), lines))
            yield {"conversations": 1, "messages": len(lines)}

    def finish(self, total: Mapping[str, int], **options: Any) -> None:
        """Tell where to look, too."""
        super().finish(total, **options)
        if options["json"] or options["dry_run"]:
            return
        staff = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("pk").first()
        agenda = reverse("agenda", args=[next(iter(STORIES))])
        found = f"{reverse('admin:conversations_conversation_changelist')}?q=demo"
        whose = staff.get_username() if staff else "staff (manage.py createsuperuser makes an account)"
        self.stdout.write(
            f"Agenda     {settings.PUBLIC_URL}{agenda} (signed in as nobody)\n"
            f"Admin      {settings.PUBLIC_URL}{found} (signed in as {whose})"
        )


async def _tell(client: str, begins: datetime, lines: tuple[str, ...]) -> None:
    """Say line after line, half a minute apart."""
    moment = begins
    speaker = Speaker(client, clock=lambda: moment)
    try:
        for line in lines:
            await speaker.say(line)
            moment += timedelta(seconds=30)
    finally:
        await close()
