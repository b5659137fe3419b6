"""A language model that takes its time and thinks nothing: `python -m benchmarks.stand_in 8300`.

Speaks OpenAI's chat completions over HTTP/1.1 as far as an honest client on loopback needs it; never fails.
"""

import asyncio
import json
import signal
import sys
import time
from typing import Any

from benchmarks.script import REMARK, form_of

THINKS_SECONDS = 0.2  # until a form is filled in, or the first word of a reply is there
WORD_SECONDS = 0.02
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
COMMON = {"id": "one", "created": 1, "model": "stand-in", "system_fingerprint": ""}

# when the first word of the reply to a message left, in seconds of time.monotonic, which all processes share
first_words: dict[str, float] = {}


class Connection(asyncio.Protocol):
    """One connection of a client that sends a request when the last is answered."""

    def __init__(self) -> None:
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        head, ended, body = self._unread.partition(b"\r\n\r\n")
        if not ended or len(body) < _length(head):
            return
        self._unread = b""
        if head.startswith(b"GET"):
            self._send(first_words)
            return
        request = json.loads(body)
        said = json.loads(request["messages"][1]["content"])["message"]
        later = asyncio.get_running_loop().call_later
        if not request.get("stream"):
            message = {"role": "assistant", "content": json.dumps(form_of(said))}
            usage = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            later(THINKS_SECONDS, self._send, {**COMMON, "choices": [choice], "usage": usage})
            return
        words = REMARK.split(" ")
        later(THINKS_SECONDS, self._begin, said, words[0])
        for number, word in enumerate(words[1:], 1):
            later(THINKS_SECONDS + number * WORD_SECONDS, self._event, {"content": f" {word}"})
        later(THINKS_SECONDS + len(words) * WORD_SECONDS, self._end)

    def _send(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)

    def _begin(self, said: str, word: str) -> None:
        self._transport.write(STREAM)
        first_words[said] = time.monotonic()
        self._event({"role": "assistant", "content": word})

    def _event(self, delta: dict[str, str], reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self._chunk(b"data: " + json.dumps({**COMMON, "choices": [choice]}).encode() + b"\n\n")

    def _end(self) -> None:
        self._event({}, "stop")
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self._transport.write(b"%x\r\n%s\r\n" % (len(data), data))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def serve(port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_server(Connection, "127.0.0.1", port)
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
