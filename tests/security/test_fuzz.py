"""Thousands of frames nobody should send, and texts nobody should say: no crash, no 1011, no traceback, no growth.

`python -m benchmarks.fuzz` sends a hundred thousand; FUZZ_FRAMES sets how many are sent here.
"""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import psutil
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import BATCH, Report, Sent, batches, send_batch
from benchmarks.noise import DAYS, NUMBERS, PIECES
from conversations.assistant.engines.timephrases import read
from tests.server import Server

FRAMES = int(os.environ.get("FUZZ_FRAMES", "1000"))
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SIGNS = "0 24:61 99:99 31/31 2/30 -1 1e9 ½ ² ٣ \N{FULLWIDTH DIGIT THREE}pm 25th 0th noon: 12am12 00:00:00 +14:00 9999999999 \x00"


def test_a_running_server_takes_whatever_frames_come(server: Server) -> None:
    assert server.process
    process, report, sizes = psutil.Process(server.process.pid), Report(), list[int]()
    before = len(server.log.read_text())

    @settings(
        max_examples=FRAMES // BATCH + 1,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(batches)
    def run(batch: tuple[bool, list[Sent]]) -> None:
        send_batch(server.port, *batch, report)
        sizes.append(process.memory_info().rss)

    run()
    assert report.sent >= FRAMES / 2
    assert report.heard["INVALID_MESSAGE_FORMAT"] > report.sent / 10
    assert "Traceback" not in server.log.read_text()[before:]
    assert sizes[-1] - sizes[len(sizes) // 5] < 20_000_000


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from([*f"{DAYS} {NUMBERS} {PIECES} {SIGNS}".split(" ")]) | st.text(max_size=8), max_size=40
    )
)
def test_the_time_grammar_reads_whatever_is_said(words: list[str]) -> None:
    read(" ".join(words), now=NOW)
