"""The measurements: each runs what it compares beside each other and returns figures with their targets."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import finding, freebusy, noise, purge, servers
from benchmarks.report import Figure
from benchmarks.stand_in import THINKS_SECONDS

CONVERSATIONS, MANY = 200, 1000
IDLE_CONNECTIONS = 1000
GROWING = 8
GROWTH_SECONDS = 25.0

Say = Callable[[str], None]


def speed(say: Say, rounds: int, seconds: float) -> list[Figure]:
    """Turns a second, CPU per turn and the two latencies; floor and ours in turn, medians over the rounds.

    Ratios are taken within each round and then their median, so that a slower minute of the machine hits both.
    """
    theirs: list[dict[str, float]] = []
    ours: list[dict[str, float]] = []
    with servers.floor("graph") as floor, servers.product() as product:
        for number in range(rounds):
            for name, server, results in (("floor", floor, theirs), ("ours", product, ours)):
                results.append(server.load("turns", connections=CONVERSATIONS, seconds=seconds))
                say(
                    f"round {number + 1}/{rounds} {name:<5} {results[-1]['per_second']:6.1f} turns/s, "
                    f"{results[-1]['cpu_ms']:.2f} ms CPU a turn"
                )

    def middle(results: list[dict[str, float]], key: str) -> float:
        return statistics.median(result[key] for result in results)

    def ratio(key: str) -> float:
        return statistics.median(mine[key] / bare[key] for mine, bare in zip(ours, theirs, strict=True))

    waiting = statistics.median(mine["processing_p99_ms"] / mine["answer_p99_ms"] for mine in ours)
    return [
        Figure(
            f"Turns a second, {CONVERSATIONS} conversations",
            f"{middle(ours, 'per_second'):.0f}/s",
            f"bare graph {middle(theirs, 'per_second'):.0f}/s",
            ratio("per_second"),
            0.35,
            at_least=True,
        ),
        Figure(
            "CPU a turn of the server process",
            f"{middle(ours, 'cpu_ms'):.2f} ms",
            f"bare graph {middle(theirs, 'cpu_ms'):.2f} ms",
            ratio("cpu_ms"),
            None,
        ),
        Figure(
            f"`processing` p99, {CONVERSATIONS} conversations",
            f"{middle(ours, 'processing_p99_ms'):.0f} ms",
            f"answer p99 {middle(ours, 'answer_p99_ms'):.0f} ms",
            waiting,
            0.1,
        ),
        Figure(
            f"The same in milliseconds, {CONVERSATIONS} conversations",
            "",
            "",
            middle(ours, "processing_p99_ms"),
            50,
            unit=" ms",
        ),
    ]


def model(say: Say, rounds: int, seconds: float) -> list[Figure]:
    """Turns a second with a stand-in model beside those by the rules, in turn; and how soon its first words are heard.

    What bounds the turns is the rules' own pace, or the model's time where that is longer: the smaller of the two counts.
    """
    ratios: list[float] = []
    pace: list[float] = []
    bounds: list[float] = []
    with servers.stand_in() as model, servers.product() as rules, servers.product(**_with(model)) as product:
        for number in range(rounds):
            plain, modelled = (
                server.load("turns", connections=CONVERSATIONS, seconds=seconds)
                for server in (rules, product)
            )
            bounds.append(min(plain["per_second"], CONVERSATIONS / THINKS_SECONDS))
            pace.append(modelled["per_second"])
            ratios.append(pace[-1] / bounds[-1])
            say(
                f"round {number + 1}/{rounds} rules {plain['per_second']:6.1f} turns/s, {plain['cpu_ms']:.2f} ms CPU a turn, "
                f"model {pace[-1]:6.1f} turns/s, {modelled['cpu_ms']:.2f} ms"
            )
        talk = [
            product.load("talk", model=model.port, connections=CONVERSATIONS, seconds=seconds)
            for _ in range(rounds)
        ]
    first = statistics.median(each["first_delta_p95_ms"] for each in talk)
    say(f"first words p95 {first:.0f} ms after the model's")
    return [
        Figure(
            f"Turns a second with a model of {1000 * THINKS_SECONDS:.0f} ms, {CONVERSATIONS} conversations",
            f"{statistics.median(pace):.0f}/s",
            f"rules {statistics.median(bounds):.0f}/s",
            statistics.median(ratios),
            0.9,
            at_least=True,
        ),
        Figure(
            f"First words after the model's, p95, {CONVERSATIONS} conversations",
            f"p50 {statistics.median(each['first_delta_p50_ms'] for each in talk):.0f} ms",
            "",
            first,
            50,
            unit=" ms",
        ),
    ]


def _with(model: servers.Server) -> dict[str, str]:
    return {
        "HUGGINGFACE_ENDPOINT_URL": f"http://127.0.0.1:{model.port}/v1",
        "LLM_MAX_CONCURRENCY": str(CONVERSATIONS),
    }


def many(say: Say, rounds: int, seconds: float) -> list[Figure]:
    """Turns a second of five times as many conversations, in turn with the usual number; and how long an answer then takes."""
    ratios: list[float] = []
    waits: list[float] = []
    with servers.product() as product:
        for number in range(rounds):
            few, lots = (
                product.load("turns", connections=count, seconds=seconds) for count in (CONVERSATIONS, MANY)
            )
            ratios.append(lots["per_second"] / few["per_second"])
            waits.append(lots["answer_p99_ms"] / (1000 * MANY / lots["per_second"]))
            say(
                f"round {number + 1}/{rounds} {CONVERSATIONS}: {few['per_second']:6.1f} turns/s, {MANY}: "
                f"{lots['per_second']:6.1f} turns/s, answer p99 {lots['answer_p99_ms']:.0f} ms"
            )
    return [
        Figure(
            f"Turns a second, {MANY} conversations",
            f"{lots['per_second']:.0f}/s",
            f"{CONVERSATIONS} {few['per_second']:.0f}/s",
            statistics.median(ratios),
            0.9,
            at_least=True,
        ),
        Figure(
            f"Answer p99, {MANY} conversations",
            f"{lots['answer_p99_ms']:.0f} ms",
            f"conversations by turns/s {1000 * MANY / lots['per_second']:.0f} ms",
            statistics.median(waits),
            1.5,
        ),
    ]


def growth(say: Say, rounds: int) -> list[Figure]:
    """CPU of late turns of a conversation against its first, and what they leave in PostgreSQL."""
    with (
        tempfile.TemporaryDirectory(prefix="meetingmuse-bench-", ignore_cleanup_errors=True) as folder,
        servers.product(DATA_DIR=folder) as product,
    ):
        result = product.load(
            "growth",
            conversations=GROWING,
            rounds=rounds,
            seconds=GROWTH_SECONDS,
            database=servers.embedded(Path(folder)),
        )
    say(
        f"turns 1-10 {result['early_ms']:.2f} ms, turns 151-200 {result['late_ms']:.2f} ms; "
        f"turns 11-100 {result['middle_bytes']:.0f} bytes, turns 151-200 {result['late_bytes']:.0f} bytes"
    )
    return [
        Figure(
            "CPU a turn at turns 151-200",
            f"{result['late_ms']:.2f} ms",
            f"turns 1-10 {result['early_ms']:.2f} ms",
            result["late_ms"] / result["early_ms"],
            1.1,
        ),
        Figure(
            "Bytes in PostgreSQL a turn at turns 151-200",
            f"{result['late_bytes']:.0f}",
            f"turns 11-100 {result['middle_bytes']:.0f}",
            result["late_bytes"] / result["middle_bytes"],
            1.05,
        ),
    ]


def coming_back(say: Say) -> Figure:
    """The seconds until many clients that come back at once are all resumed, against an echo that only greets them."""
    seconds = []
    for name, running in (("floor", servers.floor("echo")), ("ours", servers.product())):
        with running as server:
            taken = server.load("coming_back", connections=IDLE_CONNECTIONS, resumed=name == "ours")
        seconds.append(taken["seconds"])
        say(f"{name:<5} {seconds[-1]:.2f} s until {IDLE_CONNECTIONS} are back")
    return Figure(
        f"{IDLE_CONNECTIONS} clients that come back at once, all resumed",
        f"{seconds[1]:.2f} s",
        f"greeted by an echo {seconds[0]:.2f} s",
        seconds[1] / seconds[0],
        1.5,
    )


def memory(say: Say) -> Figure:
    """Memory of an open connection that says nothing, each on a fresh server."""
    kib: list[float] = []
    for name, running in (("floor", servers.floor("echo")), ("ours", servers.product())):
        with running as server:
            kib.append(server.load("idle", connections=IDLE_CONNECTIONS)["kib"])
        say(f"{name:<5} {kib[-1]:.1f} KiB a connection")
    return Figure(
        "Memory of an idle connection",
        f"{kib[1]:.1f} KiB",
        f"bare consumer {kib[0]:.1f} KiB",
        kib[1] / kib[0],
        1.2,
    )


def free_busy(say: Say) -> list[Figure]:
    """Free/busy of a month and of everything on a large calendar, against expanding all of it, in one run."""
    taken = freebusy.measure()
    figures = []
    for span, name in (("four weeks", ""), ("all of it", "_all")):
        ours, naive = taken["ours" + name], taken["naive" + name]
        say(f"{span:<10} ours {ours:.1f} ms, everything expanded {naive:.1f} ms")
        figures.append(
            Figure(
                f"Free/busy of {span}, {freebusy.MEETINGS} meetings, {freebusy.SERIES} series",
                f"{ours / naive:.3f} of it",
                f"expanding all {naive:.0f} ms",
                ours,
                50,
                unit=" ms",
            )
        )
    return figures


def purging(say: Say) -> list[Figure]:
    """The longest step and the memory of a large purge, while others talk to the server."""
    taken = purge.measure()
    if taken["left"]:
        raise RuntimeError(f"the purge left {taken['left']:.0f} conversations")
    per_second = purge.CONVERSATIONS / taken["seconds"]
    say(
        f"{per_second:.0f} conversations/s, longest step {taken['longest_ms']:.0f} ms, {taken['mib']:.1f} MiB more; "
        f"turns/s {taken['meanwhile']:.0f} meanwhile, {taken['before']:.0f} before"
    )
    others = f"turns {taken['meanwhile']:.0f}/s, before {taken['before']:.0f}/s"
    name = f"{purge.CONVERSATIONS} expired conversations under load"
    return [
        Figure(
            f"Longest transaction of a purge, {name}",
            f"p99 {taken['p99_ms']:.0f} ms, {per_second:.0f}/s",
            others,
            taken["longest_ms"],
            100,
            unit=" ms",
        ),
        Figure("Memory of that purge", "", "", taken["mib"], 32, unit=" MiB"),
    ]


def searching(say: Say) -> Figure:
    """The slowest of staff's searches over a million messages, against looking at each message."""
    taken = finding.measure()
    everything = taken.pop("everything")
    for text, spent in taken.items():
        say(f"{text:<20} {spent:6.0f} ms")
    slowest = max(taken, key=taken.__getitem__)
    return Figure(
        f"Search of {finding.MESSAGES} messages, the slowest: “{slowest}”",
        f"a rare word {taken[finding.SOUGHT[0]]:.0f} ms",
        f"ILIKE over all {everything:.0f} ms",
        taken[slowest],
        2000,
        unit=" ms",
    )


def grammar(say: Say) -> Figure:
    """The slowest kind of noise through the time grammar."""
    taken = noise.milliseconds()
    for kind, spent in taken.items():
        say(f"{kind:<25} {spent:6.1f} ms")
    worst = max(taken, key=lambda kind: taken[kind])
    return Figure(
        f"{noise.CHARACTERS} characters of noise, time grammar", worst, "", taken[worst], 50, unit=" ms"
    )
