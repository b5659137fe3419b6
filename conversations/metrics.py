"""What is counted in this process since it began; docs/operations.md explains each. Decides nothing, and reads no text.

Every process is a target of its own: nothing is shared, so nothing has to be merged, locked or cleaned up after a death.
"""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from conversations.assistant.engines.base import ModelCall

# from an answer of the rules on an idle machine to the deadline of a model
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

FRAMES = Counter(
    "meetingmuse_frames", "Frames by class, in from clients or out to them.", ["direction", "type"]
)
REFUSALS = Counter(
    "meetingmuse_refusals", "Frames and sockets answered with an error, by its code.", ["code"]
)
TURNS = Counter(
    "meetingmuse_turns",
    "Turns by what was wanted, who read the message, and how it ended: answered or an error's code.",
    ["intent", "engine", "outcome"],
)
TURN_SECONDS = Histogram(
    "meetingmuse_turn_seconds", "From a turn's begin to its stored answer.", ["engine"], buckets=SECONDS
)
MODEL_CALLS = Counter("meetingmuse_model_calls", "Requests to the model.", ["purpose", "outcome"])
MODEL_TOKENS = Counter("meetingmuse_model_tokens", "Tokens of the model, where it tells them.", ["kind"])
MODEL_SECONDS = Histogram(
    "meetingmuse_model_seconds", "From a request to the model to its end.", ["purpose"], buckets=SECONDS
)
PURGED = Counter("meetingmuse_purged", "What the worker has purged.", ["what"])
LAST_PURGE = Gauge(
    "meetingmuse_last_purge_timestamp_seconds", "When this worker's last purge ended; 0: not yet."
)

# set when somebody looks, see exposition.py
CONNECTIONS = Gauge("meetingmuse_connections", "Open sockets of this process.", ["protocol"])
OPEN_CONVERSATIONS = Gauge("meetingmuse_open_conversations", "Conversations with open sockets here.")
UNANSWERED = Gauge("meetingmuse_unanswered_messages", "Messages that wait for their answer in this process.")
OLDEST = Gauge("meetingmuse_oldest_unanswered_seconds", "How long the oldest of them has waited.")
CIRCUIT = Gauge("meetingmuse_model_circuit_open", "1 while the model is left alone after failures, else 0.")
DATABASE = Gauge("meetingmuse_database_up", "1 while the database answers, else 0.")
JOBS = Gauge(
    "meetingmuse_jobs",
    "Jobs of the whole installation: due, later, doing, failed, as in the database.",
    ["state"],
)
WORKERS = Gauge("meetingmuse_workers", "Workers of the whole installation that are alive.")


def count_turn(intent: str, engine: str, seconds: float) -> None:
    """Count a turn that was answered."""
    TURNS.labels(intent, engine, "answered").inc()
    TURN_SECONDS.labels(engine).observe(seconds)


def count_failure(code: str) -> None:
    """Count a turn that ended in an error; what was wanted may not be known."""
    TURNS.labels("", "", code).inc()


def count_calls(calls: Iterable[ModelCall]) -> None:
    """Count what was asked of the model for one turn."""
    for call in calls:
        MODEL_CALLS.labels(call.purpose, call.outcome).inc()
        MODEL_SECONDS.labels(call.purpose).observe(call.latency_ms / 1000)
        MODEL_TOKENS.labels("prompt").inc(call.prompt_tokens or 0)
        MODEL_TOKENS.labels("completion").inc(call.completion_tokens or 0)
