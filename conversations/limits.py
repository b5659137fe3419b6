"""How much somebody may ask: token buckets, of this process or, with REDIS_URL, of all. Never who it is or what it says."""

import asyncio
import math
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import structlog
from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from conversations.errors import RateLimited

log = structlog.get_logger(__name__)

FLOOD_FACTOR = 4
MOST_REMEMBERED = 10_000
# what Redis does not answer within is counted here, and for a while what follows
REDIS_SECONDS, REST_SECONDS = 0.5, 5.0

# KEYS[1] the bucket; ARGV: tokens a minute. Returns the attempts of the running minute and the milliseconds to wait.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local most = tonumber(ARGV[1])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'began', 'attempts')
local at = tonumber(kept[2]) or now
local tokens = math.min(most, (tonumber(kept[1]) or most) + (now - at) * most / 60000)
local began, attempts = tonumber(kept[3]) or now, (tonumber(kept[4]) or 0) + 1
if now - began >= 60000 then began, attempts = now, 1 end
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 60000 / most) end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now, 'began', began, 'attempts', attempts)
redis.call('PEXPIRE', KEYS[1], 120000)
return {attempts, wait}
"""


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

    def take(self) -> tuple[int, float]:
        """Take a token; return the attempts of this minute, and the seconds to wait when there was none."""
        now = time.monotonic()
        if now - self.minute_began >= 60:
            self.minute_began, self.attempts = now, 0
        self.attempts += 1
        self.tokens = min(self.per_minute, self.tokens + (now - self.refilled_at) * self.per_minute / 60)
        self.refilled_at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return self.attempts, 0
        return self.attempts, (1 - self.tokens) * 60 / self.per_minute


_buckets: dict[str, TokenBucket] = {}
_redis: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()
_rests_until = 0.0


async def take(owner: str, per_minute: int) -> None:
    """Count one message of an owner, or what else is limited, against its rate; 0 means no limit.

    Raises RateLimited or Flooding.

    Without Redis, and while it is gone, each process counts by itself.
    """
    if not per_minute:
        return
    attempts, wait = await _take_shared(owner, per_minute) or _take_here(owner, per_minute)
    if not wait:
        return
    if attempts > FLOOD_FACTOR * per_minute:
        raise Flooding
    raise RateLimited(retry_after_seconds=math.ceil(wait * 10) / 10)


async def _take_shared(owner: str, per_minute: int) -> tuple[int, float] | None:
    """Take a token from the bucket in Redis; None when there is none to ask."""
    global _rests_until
    if not settings.REDIS_URL or time.monotonic() < _rests_until:
        return None
    loop = asyncio.get_running_loop()
    if loop not in _redis:
        _redis[loop] = Redis.from_url(settings.REDIS_URL)
    try:
        async with asyncio.timeout(REDIS_SECONDS):
            attempts, wait = await _redis[loop].eval(_TAKE, 1, f"meetingmuse:rate:{owner}", str(per_minute))
    except (RedisError, TimeoutError, OSError) as error:
        _rests_until = time.monotonic() + REST_SECONDS
        log.warning("rates are counted by process: Redis gone", error=type(error).__name__)
        return None
    return int(attempts), int(wait) / 1000


def _take_here(owner: str, per_minute: int) -> tuple[int, float]:
    if len(_buckets) > MOST_REMEMBERED:
        _forget_rested()
    bucket = _buckets.get(owner)
    if bucket is None or bucket.per_minute != per_minute:
        bucket = _buckets[owner] = TokenBucket(per_minute)
    return bucket.take()


def _forget_rested() -> None:
    """Who was silent for a minute has a full bucket: the same as none."""
    now = time.monotonic()
    for owner in [name for name, bucket in _buckets.items() if now - bucket.refilled_at > 60]:
        del _buckets[owner]


async def close() -> None:
    """Close the running loop's connections to Redis."""
    if redis := _redis.pop(asyncio.get_running_loop(), None):
        await redis.aclose()
