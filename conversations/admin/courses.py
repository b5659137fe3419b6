"""The course of a turn as bars on one scale, from the trace that its message keeps; never how they are drawn."""

from dataclasses import dataclass

from conversations.models import Message
from conversations.steps import STEPS


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a turn: `left` and `width` are percent of the whole, `took` milliseconds."""

    name: str
    label: str
    left: float
    width: float
    took: float
    kind: str = "node"


def bars(asked: Message) -> list[Bar]:
    """Return the parts of the turn in order: waiting for its right to run, each node, storing the answer or failing."""
    trace = asked.trace
    if not trace:
        return []
    failed = trace.get("failed")
    end = failed["at"] if failed else max(asked.latency_ms or 0, *(at for _, at in trace["nodes"]), 0.1)
    parts: list[tuple[str, str, float, str]] = []
    if trace["claimed"] is not None:
        parts.append(
            (
                "waited",
                "Waiting for its turn, and reading where the conversation stands",
                trace["claimed"],
                "wait",
            )
        )
    parts += [(name, STEPS.get(name, name), at, "node") for name, at in trace["nodes"]]
    if failed:
        node = failed["node"] or "failed"
        parts.append((node, f"{STEPS.get(node, 'Failed')}: {failed['error']}", end, "failure"))
    found, began, whole = [], 0.0, max(end, 0.1)
    for name, label, at, kind in parts:
        took = max(at - began, 0.0)
        found.append(
            Bar(
                name, label, round(100 * began / whole, 2), round(100 * took / whole, 2), round(took, 1), kind
            )
        )
        began = max(at, began)
    return found
