"""Application configuration of scheduling."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
