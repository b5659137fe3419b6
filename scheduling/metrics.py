"""What is counted about meetings and mail, in this process since it began; docs/operations.md explains each. Decides nothing."""

from django.db import transaction
from prometheus_client import Counter, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call] # a second series for each, which nobody draws

CHANGES = Counter(
    "meetingmuse_meeting_changes", "Writes to meetings: book, change, cancel, undo, once committed.", ["kind"]
)
MAILS = Counter(
    "meetingmuse_mails",
    "Mails that were to leave: sent, refused for good, or failed and tried again; by METHOD or reminder.",
    ["kind", "outcome"],
)


def count_change(kind: str) -> None:
    """Count a write once its transaction is committed."""
    transaction.on_commit(CHANGES.labels(kind).inc)
