"""Application configuration of conversations."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from conversations.adoption import adopt
        from conversations.notices import take_notice
        from conversations.revocation import end_session
        from scheduling.notices import noticed

        noticed.connect(take_notice, dispatch_uid="conversations")
        user_logged_in.connect(adopt, dispatch_uid="conversations")
        user_logged_out.connect(end_session, dispatch_uid="conversations")
