"""The chat page in Chromium: what its first load takes, how it streams, and what long conversations cost.

A scripted socket and history stand in for the server where its speed is not what is measured. Never judges the figures.
"""

import contextlib
import json
import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks import servers
from benchmarks.report import Figure

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
SCRIPT = (Path(__file__).parent / "page.js").read_text()
DESK = {"width": 1280, "height": 860}
DELTAS, DELTAS_A_SECOND = 500, 50
EXCHANGES, EXCHANGES_A_PAGE = 5_000, 50
EARLY_TURNS, TURNS = 100, 1_000
MILLISECONDS = 120_000

Say = Callable[[str], None]


def measure(say: Say, rounds: int) -> list[Figure]:
    """Return the figures of the page; none where there is no Chromium."""
    if not shutil.which(CHROMIUM):
        say(f"no browser at {CHROMIUM}: the page is not measured")
        return []
    with servers.product() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        address = f"http://localhost:{server.port}/"
        with contextlib.closing(chromium):
            figures = _first_load(say, chromium, address, rounds)
            figures.append(_streaming(say, chromium, address))
            figures.append(_history(say, chromium, address, rounds))
            figures.append(_memory(say, chromium, address))
    return figures


@contextlib.contextmanager
def _tab(chromium: Browser, address: str) -> Iterator[Page]:
    """An empty tab of a fresh profile."""
    context = chromium.new_context(base_url=address, viewport=DESK)  # type: ignore[arg-type]
    context.set_default_timeout(MILLISECONDS)
    context.add_init_script(SCRIPT)
    yield context.new_page()
    context.close()


def _first_load(say: Say, chromium: Browser, address: str, rounds: int) -> list[Figure]:
    """What is fetched before the page can be used by somebody who comes for the first time, and how long that takes."""
    loads, floors = [], []
    for _ in range(2 * rounds + 1):
        with _tab(chromium, address) as page:
            page.goto("/health/live")  # one line of text
            floors.append(
                page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            )
        with _tab(chromium, address) as page:
            page.goto("/")
            page.wait_for_function("() => measured.interactive")
            page.wait_for_load_state("networkidle")
            loads.append(
                page.evaluate(
                    """() => {
                      const all = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
                      const first = all.filter(({ startTime }) => startTime < measured.interactive);
                      const bytes = (entries) => entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
                      return { requests: first.length, bytes: bytes(first), all: all.length, allBytes: bytes(all),
                               milliseconds: measured.interactive };
                    }"""
                )
            )
    load = loads[0]
    taken = statistics.median(each["milliseconds"] for each in loads)
    floor = statistics.median(floors)
    say(
        f"first load {load['bytes'] / 1000:.1f} KB in {load['requests']} requests, "
        f"usable after {taken:.0f} ms, one line of text after {floor:.0f} ms"
    )
    after = f"with what is beside it {load['allBytes'] / 1000:.0f} KB"
    return [
        Figure("Page: first load", "until usable", after, load["bytes"] / 1000, 100, unit=" KB"),
        Figure("Page: requests of it", "until usable", f"in all {load['all']}", load["requests"], 10),
        Figure(
            "Page: until usable",
            f"median of {len(loads)}",
            f"one line of text {floor:.0f} ms",
            taken,
            300,
            unit=" ms",
        ),
    ]


def _streaming(say: Say, chromium: Browser, address: str) -> Figure:
    """The time from a delta to its paint."""
    with _tab(chromium, address) as page:
        page.add_init_script("measured.scriptSocket()")
        page.goto("/")
        page.wait_for_function("() => measured.interactive")
        page.evaluate(f"measured.stream({DELTAS}, {DELTAS_A_SECOND})")
        painted = sorted(page.evaluate("measured.painted"))
    middle, late = statistics.median(painted), painted[int(0.95 * len(painted))]
    say(f"{DELTAS} deltas painted after {middle:.1f} ms, p95 {late:.1f} ms")
    return Figure(
        f"Page: a delta painted, p95 at {DELTAS_A_SECOND}/s", f"p50 {middle:.0f} ms", "", late, 32, unit=" ms"
    )


def _history(say: Say, chromium: Browser, address: str, rounds: int) -> Figure:
    """The longest task of the main thread while somebody scrolls through a long history up to its beginning."""
    longest = []
    for _ in range(rounds):
        with _tab(chromium, address) as page:
            page.route(re.compile(r"/conversations/[^/]+/messages/"), _page_of_history)
            page.add_init_script("measured.scriptSocket()")
            page.goto("/c/long-history/")
            page.wait_for_function("() => measured.interactive")
            page.wait_for_load_state("networkidle")
            chromium.start_tracing(page=page, categories=["toplevel", "__metadata"])
            page.evaluate("measured.scrollUp('m1')")
            longest.append(_longest_task(chromium.stop_tracing()))
            lines = page.locator(".line").count()
    taken = statistics.median(longest)
    say(f"longest task {taken:.1f} ms over {2 * EXCHANGES} messages, {lines} lines in the page")
    return Figure(
        f"Page: longest task, scrolling {2 * EXCHANGES} messages",
        f"{lines} lines held",
        "",
        taken,
        50,
        unit=" ms",
    )


def _longest_task(trace: bytes) -> float:
    """Return the longest task of a page's main thread in a trace, in milliseconds of processor time."""
    events = json.loads(trace)["traceEvents"]
    named = [each for each in events if each["name"] == "thread_name"]
    main = {(each["pid"], each["tid"]) for each in named if each["args"]["name"] == "CrRendererMain"}
    tasks = [each["tdur"] for each in events if "tdur" in each and (each["pid"], each["tid"]) in main]
    return max(tasks) / 1000


def _page_of_history(route: Route) -> None:
    found = re.search(r"before=(\d+)", route.request.url)
    end = int(found[1]) if found else EXCHANGES + 1
    start = max(1, end - EXCHANGES_A_PAGE)
    messages = [frame for number in range(start, end) for frame in _exchange(number)]
    route.fulfill(json={"messages": messages, "before": start if start > 1 else None})


def _exchange(number: int) -> list[dict[str, Any]]:
    time = f"2026-{1 + number * 11 // EXCHANGES:02}-{1 + number % 28:02}T10:00:00.000Z"
    common = {"timestamp": time, "session_id": "long-history"}
    said = {"type": "user_message", "content": f"Move my meeting {number} to Thursday, and tell Ana"}
    answer = {
        "type": "bot_response",
        "content": f"Moved:\n• meeting {number}\n• Thursday, 3:00 PM\n\nAna is told.",
    }
    names = {"message_id": f"answer-{number}", "reply_to": f"m{number}", "metadata": {"choices": []}}
    return [
        {**common, **said, "seq": 10 * number, "message_id": f"m{number}"},
        {**common, **answer, "seq": 10 * number + 1, **names},
    ]


def _memory(say: Say, chromium: Browser, address: str) -> Figure:
    """The heap after many turns beside that after a few."""
    with _tab(chromium, address) as page:
        page.add_init_script("measured.scriptSocket()")
        page.goto("/")
        page.wait_for_function("() => measured.interactive")
        page.evaluate(f"measured.talk({EARLY_TURNS})")
        early = _heap(page)
        page.evaluate(f"measured.talk({TURNS - EARLY_TURNS})")
        late = _heap(page)
    say(f"heap after {EARLY_TURNS} turns {early / 1e6:.2f} MB, after {TURNS} {late / 1e6:.2f} MB")
    return Figure(
        f"Page: heap after {TURNS} turns",
        f"{late / 1e6:.1f} MB",
        f"after {EARLY_TURNS} {early / 1e6:.1f} MB",
        late / early,
        1.2,
    )


def _heap(page: Page) -> float:
    """Return the bytes of JavaScript's heap that are in use when all garbage is gone."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used
