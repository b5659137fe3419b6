"""Application configuration of the wiring; it holds the serve command."""

from django.apps import AppConfig


class MeetingMuseConfig(AppConfig):
    name = "meetingmuse"
