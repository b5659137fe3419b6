"""An OpenAI-compatible server for tests, on a real socket: answers by a script, and fails in every way there is."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with one request: `text` is the model's answer, whole or streamed as asked for.

    `stall` seconds pass before anything is sent, `pause` between two pieces; with `only` pieces sent it does what
    `then` says: "stall" for ever or "cut" the connection.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    stall: float = 0
    pause: float = 0
    only: int | None = None
    then: str = "cut"


class ModelServer:
    """Serves POST /v1/chat/completions by `script`; remembers what it was asked, by whom, and who hung up when."""

    def __init__(self, script: Callable[[Request], Reply]) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.headers: list[dict[str, str]] = []
        self.open = self.most_open = self.connections = 0
        self.hung_up: list[float] = []
        self._handlers: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def stop(self) -> None:
        """Pull the plug: nothing listens any more and what is open is cut."""
        self._server.close()
        for handler in self._handlers:
            handler.cancel()
        if self._handlers:
            await asyncio.wait(self._handlers)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handler = asyncio.current_task()
        assert handler
        self._handlers.add(handler)
        self.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._handlers.discard(handler)
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether another may follow on this connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        request = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests.append(request)
        self.headers.append(headers)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        answering = asyncio.create_task(self._answer(request, writer))
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait([answering, gone], return_when=asyncio.FIRST_COMPLETED)
            if gone.done() and not answering.done():
                self.hung_up.append(time.monotonic())
                return False
            return answering.result()
        finally:
            self.open -= 1
            for task in (answering, gone):
                task.cancel()
            await asyncio.wait([answering, gone])

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        reply = self.script(request)
        await asyncio.sleep(reply.stall)
        if reply.status != 200 or reply.body is not None:
            body = reply.body if reply.body is not None else b'{"error":{"message":"no"}}'
            await self._send(writer, reply.status, reply.headers, body)
            return True
        if request.get("stream"):
            return await self._stream(request, reply, writer)
        if reply.only is not None:
            return await self._break_off(reply)
        message = {"role": "assistant", "content": reply.text}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = {**self._common(request), "choices": [choice], "usage": usage}
        await self._send(writer, 200, reply.headers, json.dumps(body).encode())
        return True

    async def _stream(self, request: Request, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        for number, word in enumerate(reply.text.split(" ")):
            if number == reply.only:
                return await self._break_off(reply)
            text = word if number == 0 else f" {word}"
            await self._event(
                request, writer, [{"index": 0, "delta": {"role": "assistant", "content": text}}]
            )
            await asyncio.sleep(reply.pause)
        await self._event(request, writer, [{"index": 0, "delta": {}, "finish_reason": "stop"}])
        usage = {"prompt_tokens": 50, "completion_tokens": 10, "total_tokens": 60}
        await self._event(request, writer, [], usage=usage)
        self._chunk(writer, b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _break_off(self, reply: Reply) -> bool:
        if reply.then == "stall":
            await asyncio.sleep(3600)
        return False

    async def _event(
        self, request: Request, writer: asyncio.StreamWriter, choices: list[Any], **more: Any
    ) -> None:
        event = {**self._common(request), "choices": choices, **more}
        self._chunk(writer, b"data: " + json.dumps(event).encode() + b"\n\n")
        await writer.drain()

    def _chunk(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _common(self, request: Request) -> dict[str, Any]:
        return {"id": "one", "created": 1, "model": request.get("model"), "system_fingerprint": ""}

    async def _send(
        self, writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: bytes
    ) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n{lines}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()


def data_of(request: Request) -> dict[str, Any]:
    """Return the data part of a prompt: the message to read or answer and what stands beside it."""
    users = [message["content"] for message in request["messages"] if message["role"] == "user"]
    data: dict[str, Any] = json.loads(users[0])
    return data


def wants_form(request: Request) -> bool:
    """Tell whether a request asks for the form of a message, and not for words."""
    return not request.get("stream")


def sensible(forms: dict[str, Any], words: str = "Hello there! How can I help you?", **how: Any) -> Any:
    """A script of a sensible model: the form of each message it knows, "unknown" for others, and words for talk."""

    def script(request: Request) -> Reply:
        if wants_form(request):
            form = forms.get(data_of(request)["message"], {"intent": "unknown"})
            return Reply(json.dumps(form), **how)
        return Reply(words, **how)

    return script
