"""Frames nobody should send, thousands of them, to a running server: `python -m benchmarks.fuzz [frames]`.

Hypothesis makes them up: valid, nearly valid, mutated and garbage. Judges what comes back; knows nothing of what it means.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import psutil
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from benchmarks.servers import product

FRAMES, BATCH = 100_000, 60
SECONDS = 60.0
V2 = "meetingmuse.v2"
REFUSALS = {"INVALID_MESSAGE_FORMAT", "CONVERSATION_BUSY", "RATE_LIMITED", "CANCELLED"}
GOOD_CLOSES = {1000, 1002, 1007, 1009}
FENCE = "fence of this batch"
PING = {"type": "ping", "nonce": FENCE}
NO_MESSAGE = {"content": "x", "session_id": "x", "id": 0, "timezone": 0, "timestamp": 0}

Sent = str | tuple[bytes, bool]  # a text, or bytes and whether they are sent as text

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
_said = st.sampled_from(
    ["hello", "never mind", "yes", "tomorrow at 3", "schedule lunch with Sam", "what do I have today?"]
)
_valid = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.just("user_message"),
            "content": _said | st.text(min_size=1),
            "session_id": st.just("fuzz"),
        },
        optional={
            "id": st.text(max_size=220),
            "timezone": st.sampled_from(["UTC", "Europe/Berlin", "Nowhere"]),
        },
    ),
    st.builds(lambda number: {"type": "resume", "last_seq": number}, st.integers(-1, 2**64)),
    st.just({"type": "cancel"}),
    st.builds(lambda nonce: {"type": "ping", "nonce": nonce}, st.text(max_size=220)),
    st.builds(lambda token: {"type": "authenticate", "token": token}, st.text()),
)


@st.composite
def _nearly(draw: Callable[..., Any]) -> dict[str, Any]:
    """A valid frame of which one field is something else, or gone."""
    frame = dict(draw(_valid))
    field = draw(st.sampled_from([*frame, "id", "timestamp", "timezone", "seq"]))
    if draw(st.booleans()):
        frame[field] = draw(_json)
    else:
        frame.pop(field, None)
    return frame


@st.composite
def _mutated(draw: Callable[..., Any]) -> bytes:
    """The bytes of a valid frame, of which a piece is cut out, doubled or replaced."""
    text = json.dumps(draw(_valid)).encode()
    at = draw(st.integers(0, len(text)))
    end = draw(st.integers(at, len(text)))
    return text[:at] + draw(st.sampled_from([b"", 2 * text[at:end]]) | st.binary(max_size=8)) + text[end:]


def _text(frame: Any) -> str:
    return json.dumps(frame)


frames: st.SearchStrategy[Sent] = st.one_of(
    _nearly().map(_text),
    _nearly().map(_text),
    _json.map(_text),
    st.text().filter(bool),
    st.text().map(lambda text: json.dumps(text)[1:-1] or "x"),
    st.integers(1, 20_000).map(lambda depth: "[" * depth),
    st.integers(1, 20_000).map(lambda depth: '{"type":' * depth),
    _mutated().map(lambda data: data.decode("utf-8", "replace") or "x"),
    st.tuples(st.binary(max_size=200), st.just(False)),
    st.one_of(_valid, _nearly()).map(_text),
)
_last: st.SearchStrategy[list[Sent]] = st.lists(  # what ends a connection: text that is not UTF-8
    st.tuples(_mutated(), st.just(True)), max_size=1
)
batches = st.tuples(
    st.booleans(),
    st.builds(lambda some, last: some + last, st.lists(frames, min_size=BATCH, max_size=BATCH), _last),
)


class Report:
    """What came back: frames sent, answers by kind, closes by code."""

    def __init__(self) -> None:
        self.sent = 0
        self.heard: Counter[str] = Counter()
        self.closed: Counter[int] = Counter()


def send_batch(port: int, v2: bool, batch: list[Sent], report: Report) -> None:
    """Send frames over one connection and judge what comes back until all were dealt with. Raises AssertionError."""
    with connect(
        f"ws://127.0.0.1:{port}/ws/fuzz-{report.sent % 50}",
        subprotocols=[V2] if v2 else None,  # type: ignore[list-item]
        open_timeout=SECONDS,
        close_timeout=SECONDS,
        max_queue=None,
        ping_interval=None,
    ) as socket:
        try:
            for frame in batch:
                if isinstance(frame, str):
                    socket.send(frame.encode("utf-8", "replace"), text=True)
                else:
                    socket.send(frame[0], text=frame[1])
                report.sent += 1
            socket.send(json.dumps(PING if v2 else NO_MESSAGE))
            while not _is_fence(_judged(socket.recv(SECONDS), report), v2):
                pass
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 0
            report.closed[code] += 1
            assert code in GOOD_CLOSES, f"closed with {code}"


def _judged(text: str | bytes, report: Report) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(text)
    kind = frame.get("error_code") or frame.get("type") or "answer"
    report.heard[kind] += 1
    if frame.get("type") == "error":
        assert frame["error_code"] in REFUSALS, str(frame)[:500]
        assert "Traceback" not in str(frame), str(frame)[:500]
    return frame


def _is_fence(frame: dict[str, Any], v2: bool) -> bool:
    """Tell whether the frame answers the last one of a batch."""
    if v2:
        return frame.get("nonce") == FENCE
    wrong = [each["field"] for each in frame.get("metadata", {}).get("errors", [])]
    return {"id", "timezone", "timestamp"} <= set(wrong)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FRAMES
    report, memory = Report(), list[int]()
    with product(LOG_LEVEL="ERROR") as server:
        process, began = psutil.Process(server.pid), time.monotonic()

        @settings(
            max_examples=count // BATCH + 1,
            verbosity=Verbosity.quiet,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(batches)
        def run(batch: tuple[bool, list[Sent]]) -> None:
            send_batch(server.port, *batch, report)
            memory.append(process.memory_info().rss)
            if len(memory) % 100 == 0:
                print(f"{report.sent} frames, {memory[-1] / 2**20:.0f} MiB", flush=True)

        run()
        seconds, said = time.monotonic() - began, server.said()
        files = process.num_fds()
    warm = memory[len(memory) // 5]
    print(
        f"{report.sent} frames in {seconds:.0f} s; heard {dict(report.heard)}; closed {dict(report.closed)}"
    )
    print(
        f"memory {warm / 2**20:.0f} MiB after a fifth, {memory[-1] / 2**20:.0f} MiB at the end; {files} descriptors"
    )
    print(f"tracebacks in the server's log: {said.count('Traceback')}")


if __name__ == "__main__":
    main()
