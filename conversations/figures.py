"""What happened in each ten minutes and each hour, counted into rows of their own for charts; what is over stays.

Counting again gives the same, so it does not matter how often or in how many workers it runs.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from conversations.models import Figures, Message

SPANS = {
    Figures.Span.TEN_MINUTES: (timedelta(minutes=10), timedelta(days=2)),
    Figures.Span.HOUR: (timedelta(hours=1), timedelta(days=90)),
}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_COUNT = """
INSERT INTO conversations_figures (span, starts, turns, failed, p50_ms, p95_ms, by_model, by_rules,
    model_calls, model_failures, bookings, conversations)
SELECT %(span)s, %(starts)s,
    count(*) FILTER (WHERE m.status IN ('answered', 'failed')),
    count(*) FILTER (WHERE m.status = 'failed'),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY m.latency_ms),
    percentile_disc(0.95) WITHIN GROUP (ORDER BY m.latency_ms),
    count(*) FILTER (WHERE a.engine = 'model'),
    count(*) FILTER (WHERE a.engine = 'rules'),
    (SELECT count(*) FROM conversations_modelcall WHERE created_at >= %(starts)s AND created_at < %(ends)s),
    (SELECT count(*) FROM conversations_modelcall WHERE created_at >= %(starts)s AND created_at < %(ends)s
        AND outcome <> 'ok' AND NOT starts_with(outcome, 'withheld')),
    (SELECT count(*) FROM scheduling_change WHERE kind = 'book' AND at >= %(starts)s AND at < %(ends)s),
    count(DISTINCT m.conversation_id)
FROM conversations_message m LEFT JOIN conversations_message a ON a.reply_to_id = m.id
WHERE m.role = 'user' AND m.created_at >= %(starts)s AND m.created_at < %(ends)s
ON CONFLICT (span, starts) DO UPDATE SET turns = excluded.turns, failed = excluded.failed, p50_ms = excluded.p50_ms,
    p95_ms = excluded.p95_ms, by_model = excluded.by_model, by_rules = excluded.by_rules,
    model_calls = excluded.model_calls, model_failures = excluded.model_failures, bookings = excluded.bookings,
    conversations = excluded.conversations
"""


def roll_up(now: datetime) -> int:
    """Count what has happened since the last row of each span began, and forget rows too old; return how many were counted."""
    counted = 0
    for span, (length, kept) in SPANS.items():
        for starts in _to_count(span, length, now - kept, now):
            with connection.cursor() as cursor:
                cursor.execute(_COUNT, {"span": span, "starts": starts, "ends": starts + length})
            counted += 1
        Figures.objects.filter(span=span, starts__lt=now - kept).delete()
    return counted


def _to_count(span: str, length: timedelta, oldest: datetime, now: datetime) -> Iterator[datetime]:
    """The beginnings of the stretches to count: the last one counted again, since it may not have been over."""
    last = Figures.objects.filter(span=span).order_by("-starts").values_list("starts", flat=True).first()
    first = last or Message.objects.order_by("id").values_list("created_at", flat=True).first() or now
    starts = beginning(max(first, oldest), length)
    while starts <= now:
        yield starts
        starts += length


def beginning(moment: datetime, length: timedelta) -> datetime:
    """Return when the stretch of this length began that the moment is in."""
    return moment - (moment - _EPOCH) % length
