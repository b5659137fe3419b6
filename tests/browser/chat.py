"""The chat page in words of its user, and a scripted stand-in for the server behind its socket and its history."""

import itertools
import json
import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browser.access import problems

Frame = dict[str, Any]
SECONDS = 20
NOW = "2026-11-23T10:00:00.000Z"


class Chat:
    """One tab with the chat page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.get_by_label("Your message")
        self.log = page.get_by_role("log")
        self.mine = page.locator("#content .you .text")
        self.answers = self.log.locator(".muse .text")
        self.waiting = page.get_by_role("group", name="Messages on their way")
        self.streamed = page.locator("#streamed")
        self.suggestions = page.get_by_role("group", name="Suggested answers")
        self.stop = page.get_by_role("button", name="Stop", exact=True)
        self.badge = page.locator("#badge")

    def open(self, address: str = "/") -> "Chat":
        self.page.goto(address)
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

    def problems(self) -> list[str]:
        """What axe finds wrong with the page as it is."""
        return problems(self.page)


def wait_until(page: Page, condition: Callable[[], object]) -> None:
    """Let the page run until what it tells the test has made the condition true."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        page.evaluate("null")  # also where the clock of the page stands still


_numbers = itertools.count(1_000_000)


def frame(**fields: Any) -> Frame:
    """A v2 frame, numbered above all frames made before."""
    return {"timestamp": NOW, "seq": next(_numbers), **fields}


def system(content: str, **metadata: Any) -> Frame:
    return frame(type="system", content=content, **({"metadata": metadata} if metadata else {}))


def said(content: str, message_id: str, **fields: Any) -> Frame:
    return frame(type="user_message", content=content, session_id="client", message_id=message_id, **fields)


def processing(message: Frame) -> Frame:
    return system("processing", reply_to=message["id"])


def delta(piece: str) -> Frame:
    return system("response_delta", message_id="answer", delta=piece)


def answer(content: str, message: Frame, **fields: Any) -> Frame:
    return frame(
        **{
            "type": "bot_response",
            "content": content,
            "session_id": "client",
            "message_id": f"answer-{message['id']}",
            "reply_to": message["id"],
            "metadata": {"choices": []},
            **fields,
        }
    )


def question(*suggestions: str) -> Frame:
    return system(
        "waiting_for_input", prompt="?", next_step="collect", suggestions=[*suggestions], interrupt_id="1"
    )


def error(asked: Frame | None = None, /, **fields: Any) -> Frame:
    """An error in place of the answer to a message; without one it refuses what was sent last."""
    metadata = {**({"reply_to": asked["id"]} if asked else {}), **fields.pop("metadata", {})}
    return frame(
        **{
            "type": "error",
            "error_code": "INTERNAL_SERVER_ERROR",
            "message": "Something went wrong.",
            "retry_suggested": True,
            "metadata": metadata,
            **fields,
        }
    )


Reply = Callable[[Frame], list[Frame]]


class ScriptedServer:
    """Stands in for the server: greets each socket, tells it what it `missed`, answers messages as `reply` says."""

    def __init__(self, reply: Reply = lambda message: []) -> None:
        self.reply = reply
        self.missed: list[Frame] = []
        self.received: list[Frame] = []
        self.resumed_from: list[int] = []
        self.cancelled = 0
        self.sockets: list[WebSocketRoute] = []
        self.pongs = True
        self.dead: list[WebSocketRoute] = []  # sockets on which no ping is answered
        self.remembers = False  # whether all sockets of a conversation are told what one hears
        self.told: list[Frame] = []  # replies
        self.broken: list[Frame] = []  # told once instead of what was missed, and then the socket is cut

    def __call__(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self._receive(socket, json.loads(text)))
        self.send(system("connection_established"), socket=socket)
        if self.remembers and self.received:
            answered = {each.get("reply_to") for each in self.told}
            unanswered = [message["id"] for message in self.received if message["id"] not in answered]
            self.send(
                system("conversation_resumed", unanswered=unanswered, waiting_for_input=None), socket=socket
            )

    def send(self, *frames: Frame, socket: WebSocketRoute | None = None) -> None:
        """Send frames on one socket, by default on the latest."""
        for each in frames:
            (socket or self.sockets[-1]).send(json.dumps(each))

    def _receive(self, socket: WebSocketRoute, sent: Frame) -> None:
        match sent["type"]:
            case "resume":
                self.resumed_from.append(sent["last_seq"])
                told, self.broken = self.broken, []
                again = [each for each in self.told if self.remembers and each["seq"] > sent["last_seq"]]
                self.send(*(told or [*self.missed, *again]), socket=socket)
                if told:
                    socket.close(code=1001)
            case "ping" if self.pongs and socket not in self.dead:
                self.send(frame(type="pong", nonce=sent["nonce"]), socket=socket)
            case "cancel":
                self.cancelled += 1
            case "user_message":
                self.received.append(sent)
                shown = said(sent["content"], sent["id"])
                self.told += (reply := self.reply(sent))
                self.send(*reply, socket=socket)
                for other in self.sockets if self.remembers else ():
                    if other is not socket and other.url == socket.url:
                        self.send(shown, *reply, socket=other)


def answers(content: str) -> Reply:
    """Reply to every message with this answer."""
    return lambda message: [processing(message), answer(content, message)]


class ScriptedHistory:
    """Stands in for the pages of a long history: `exchanges` of them, numbered from 1, fifty a page."""

    PAGE = 50

    def __init__(self, page: Page, exchanges: int) -> None:
        self.exchanges = exchanges
        self.asked: list[str] = []
        page.route(re.compile(r"/conversations/[^/]+/messages/"), self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        found = re.search(r"before=(\d+)", route.request.url)
        end = int(found[1]) if found else self.exchanges + 1
        start = max(1, end - self.PAGE)
        messages = [each for number in range(start, end) for each in self._exchange(number)]
        route.fulfill(json={"messages": messages, "before": start if start > 1 else None})

    def _exchange(self, number: int) -> list[Frame]:
        fields = {"timestamp": f"2026-11-{1 + 20 * number // (self.exchanges + 1):02}T10:00:00.000Z"}
        question = said(f"Question {number}", f"m{number}", **fields, seq=10 * number)
        return [
            question,
            answer(f"Answer {number}", {"id": f"m{number}"}, **fields, seq=10 * number + 1),
        ]
