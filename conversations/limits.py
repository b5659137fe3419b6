"""How much a client may ask in this process: message rate. Never who it is or what it says."""

import math
import time
from dataclasses import dataclass, field

from conversations.errors import RateLimited

FLOOD_FACTOR = 4
MOST_REMEMBERED = 10_000


class Flooding(Exception):
    """The client sent four times what it may within a minute; its socket is closed."""


@dataclass(slots=True)
class TokenBucket:
    """Holds up to `per_minute` tokens and refills at that rate; attempts of the running minute are counted too."""

    per_minute: int
    tokens: float = field(init=False)
    refilled_at: float = field(default_factory=time.monotonic)
    minute_began: float = field(default_factory=time.monotonic)
    attempts: int = 0

    def __post_init__(self) -> None:
        self.tokens = self.per_minute

    def take(self) -> None:
        """Take one token. Raises RateLimited when there is none, Flooding when four times too much was tried."""
        now = time.monotonic()
        if now - self.minute_began >= 60:
            self.minute_began, self.attempts = now, 0
        self.attempts += 1
        self.tokens = min(self.per_minute, self.tokens + (now - self.refilled_at) * self.per_minute / 60)
        self.refilled_at = now
        if self.tokens >= 1:
            self.tokens -= 1
        elif self.attempts > FLOOD_FACTOR * self.per_minute:
            raise Flooding
        else:
            seconds = (1 - self.tokens) * 60 / self.per_minute
            raise RateLimited(retry_after_seconds=math.ceil(seconds * 10) / 10)


_buckets: dict[str, TokenBucket] = {}


def take_message(client: str, per_minute: int) -> None:
    """Count one message of a client against its rate; 0 means no limit. Raises RateLimited or Flooding."""
    if not per_minute:
        return
    if len(_buckets) > MOST_REMEMBERED:
        _forget_rested()
    bucket = _buckets.get(client)
    if bucket is None or bucket.per_minute != per_minute:
        bucket = _buckets[client] = TokenBucket(per_minute)
    bucket.take()


def _forget_rested() -> None:
    """A client that was silent for a minute has a full bucket: the same as none."""
    now = time.monotonic()
    for client in [name for name, bucket in _buckets.items() if now - bucket.refilled_at > 60]:
        del _buckets[client]
