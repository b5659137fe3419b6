"""A real SMTP server for tests, which keeps what it takes and refuses what it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller
from icalendar import Calendar, Event


class Mailbox:
    """The mails that arrived; `answers` are replies to MAIL and RCPT by address, where they are not 250."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def taken(self) -> list[tuple[str, str, int]]:
        """Return address, METHOD and SEQUENCE of each mail since the last call, by address."""
        found = [(str(mail["To"].addresses[0].addr_spec), *told(mail)) for mail in self.mails]
        self.mails = []
        return sorted(found)


def told(mail: EmailMessage) -> tuple[str, int]:
    return str(calendar_of(mail)["METHOD"]), int(event_of(mail)["SEQUENCE"])


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    [found] = [each for each in mail.walk() if each.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def calendar_of(mail: EmailMessage) -> Calendar:
    return Calendar.from_ical(part(mail, "text/calendar").get_content())


def event_of(mail: EmailMessage) -> Event:
    return calendar_of(mail).events[0]


@contextmanager
def listening(mailbox: Mailbox, settings: SimpleNamespace, port: int = 0) -> Iterator[int]:
    """Take the mail of this process into the mailbox; yields the port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    if port == 0:
        controller.port = _free_port()
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
