"""Application configuration of conversations."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from conversations.notices import take_notice
        from scheduling.notices import noticed

        noticed.connect(take_notice, dispatch_uid="conversations")
