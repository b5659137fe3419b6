"""`check --deploy` knows the dangers of this product, and its hints mend them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from tests.test_settings import PRODUCTION, manage

SAFE = {
    **PRODUCTION,
    "SECRET_KEY": "tR7_pLw9-vQ2xZ4mN8bC1dF6gH3jK5sA0yU7iO9eP2rT4wX6qB8nM",
    "DATABASE_URL": "postgres://muse:secret@db.example.com/muse",
    "REDIS_URL": "redis://redis.example.com:6379/0",
    "EMAIL_URL": "smtp+tls://muse:secret@mail.example.com:587",
    "PUBLIC_URL": "https://meet.example.com",
}
MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


def found() -> dict[str, str]:
    """Return our own findings: their hints by id."""
    messages = run_checks(include_deployment_checks=True)
    return {str(each.id): each.hint or "" for each in messages if str(each.id).startswith("meetingmuse.")}


@pytest.fixture
def safe(settings: Any) -> Any:
    settings.ENVIRONMENT = dict(SAFE)
    settings.ALLOWED_HOSTS = ["meet.example.com"]
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_URL = "https://meet.example.com"
    settings.ALLOW_ANONYMOUS_CLIENTS = False
    assert found() == {}
    return settings


@pytest.mark.parametrize(
    ("name", "value", "identity", "mends"),
    [
        ("ENVIRONMENT", {**SAFE, "SECRET_KEY": ""}, "meetingmuse.E001", "SECRET_KEY"),
        ("ALLOWED_HOSTS", ["*"], "meetingmuse.E002", "ALLOWED_HOSTS"),
        ("CHANNEL_LAYERS", MEMORY, "meetingmuse.W001", "REDIS_URL"),
        ("ENVIRONMENT", {**SAFE, "DATABASE_URL": ""}, "meetingmuse.W002", "DATABASE_URL"),
        ("EMAIL_BACKEND", "scheduling.mailfolder.MailFolder", "meetingmuse.W003", "EMAIL_URL"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "meetingmuse.W003", "EMAIL_URL"),
        ("ALLOW_ANONYMOUS_CLIENTS", True, "meetingmuse.W005", "ALLOW_ANONYMOUS_CLIENTS"),
        ("PUBLIC_URL", "http://meet.example.com", "meetingmuse.W004", "PUBLIC_URL"),
        ("PUBLIC_URL", "https://localhost:8000", "meetingmuse.W004", "PUBLIC_URL"),
        ("PUBLIC_URL", "https://[::1]", "meetingmuse.W004", "PUBLIC_URL"),
    ],
)
def test_each_danger_is_named_with_what_mends_it(
    safe: Any, name: str, value: Any, identity: str, mends: str
) -> None:
    setattr(safe, name, value)
    told = found()
    assert list(told) == [identity]
    assert mends in told[identity]


def test_checkpoints_that_are_not_read_strictly_are_an_error(
    safe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("langgraph.checkpoint.serde._msgpack.STRICT_MSGPACK_ENABLED", False)
    assert list(found()) == ["meetingmuse.E003"]


def test_the_command_tells_them_and_a_safe_environment_has_none(tmp_path: Path) -> None:
    told = manage("check", "--deploy", DATA_DIR=str(tmp_path), **PRODUCTION).stderr
    assert [f"meetingmuse.W00{number}" in told for number in (1, 2, 3, 4)] == [True] * 4
    done = manage("check", "--deploy", "--fail-level", "ERROR", DATA_DIR=str(tmp_path), **SAFE)
    assert (done.returncode, "meetingmuse." in done.stderr) == (0, False), done.stderr
