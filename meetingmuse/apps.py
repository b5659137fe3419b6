"""Application configuration of the wiring; it holds the serve command and the checks."""

from django.apps import AppConfig


class MeetingMuseConfig(AppConfig):
    name = "meetingmuse"

    def ready(self) -> None:
        from meetingmuse import checks  # noqa: F401 - registers them
