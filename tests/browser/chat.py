"""The chat page in words of its user, and a socket between it and the server that a test can tamper with."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

Frame = dict[str, Any]
NOW = "2026-11-23T10:00:00.000Z"


class Chat:
    """One tab with the chat page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.get_by_label("Your message")
        self.log = page.get_by_role("log")
        self.mine = self.log.locator(".you .text")
        self.answers = self.log.locator(".muse .text")
        self.suggestions = page.get_by_role("group", name="Suggested answers")
        self.badge = page.locator("#badge")

    def open(self) -> "Chat":
        self.page.goto("/")
        return self

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def suggestion(self, label: str) -> Locator:
        return self.suggestions.get_by_role("button", name=label, exact=True)

    def ask_for_a_meeting(self) -> None:
        """Start a booking; the first question and its suggestions are there afterwards."""
        self.say("Set up a meeting with ana@example.com")
        expect(self.answers).to_have_count(1)
        expect(self.suggestions).to_be_visible()

    def stop_the_clock(self) -> None:
        """Let the page's time pass only in `page.clock.run_for`."""
        self.page.clock.install(time=0)
        self.page.clock.pause_at(1)

    def tamper(self, socket: Callable[[WebSocketRoute], None]) -> None:
        """Hand every socket the page opens to the test, instead of connecting it."""
        self.page.route_web_socket(re.compile("/ws/"), socket)


def frame(**fields: Any) -> str:
    return json.dumps({"timestamp": NOW, **fields})


CONNECTED = frame(type="system", content="connection_established")
PROCESSING = frame(type="system", content="processing")


def answer(content: str) -> str:
    return frame(content=content, session_id="client")


def error(**fields: Any) -> str:
    return frame(
        **{
            "type": "error",
            "error_code": "INTERNAL_SERVER_ERROR",
            "message": "Something went wrong.",
            "retry_suggested": True,
            "metadata": {},
            **fields,
        }
    )


class ScriptedServer:
    """Stands in for the server: sends `greeting` to each new socket, keeps what the page sends, answers as `reply` says."""

    def __init__(self, reply: Callable[[Frame], list[str]] = lambda message: []) -> None:
        self.reply = reply
        self.greeting = [CONNECTED]
        self.received: list[Frame] = []
        self.sockets: list[WebSocketRoute] = []

    def __call__(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self._receive(socket, json.loads(text)))
        for text in self.greeting:
            socket.send(text)

    def _receive(self, socket: WebSocketRoute, message: Frame) -> None:
        self.received.append(message)
        for text in self.reply(message):
            socket.send(text)
