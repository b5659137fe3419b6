"""The chat socket: frames in, tasks started, frames out. Knows sockets; never what a message means."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone as clocks

from conversations import (
    arrivals,
    connections,
    groups,
    listening,
    metrics,
    queues,
    records,
    relaying,
    returning,
)
from conversations.arrivals import Arrival
from conversations.audience import Audience, Exchange
from conversations.client_frames import (
    Authenticate,
    Cancel,
    ClientFrame,
    Ping,
    Resume,
    UserMessage,
    parse,
    parse_v2,
    read_token,
)
from conversations.errors import (
    AuthenticationRequired,
    ConversationEnded,
    ConversationError,
    InvalidMessage,
    PersistenceLost,
    QueueFull,
    ServerBusy,
)
from conversations.exchanges import failure_of
from conversations.frames import (
    ConnectionEstablished,
    ErrorFrame,
    NothingToCancel,
    Pong,
    utc_timestamp,
)
from conversations.identity import NOT_FOUND_NOW, Identity, by_token
from conversations.limits import Flooding, take
from conversations.records import Conversation, StoredMessage
from conversations.sockets import ChatSocket
from conversations.turn_records import Finished
from scheduling.database import DATABASE_GONE, replace_broken
from scheduling.owners import CLIENT_ID, client_key

log = structlog.get_logger(__name__)

TOO_BIG, TRY_AGAIN_LATER, FLOODING = 1009, 1013, 4429
AUTHENTICATION_SECONDS = 10.0
ASK_AGAIN_SECONDS = 60.0  # a user who may sign in no more, a password that was changed, a session that ended


class ChatConsumer(ChatSocket):
    """One socket of one conversation. Messages are stored here and answered by the conversation's queue."""

    clock: Callable[[], datetime] = staticmethod(clocks.now)
    key = ("", "")

    async def connect(self) -> None:
        self.client_id: str = self.scope["url_route"]["kwargs"]["client_id"]
        self.address: str = (self.scope.get("client") or ["unix"])[0]
        self.key = ("", self.client_id)
        self.credential = ""
        self.admitted = self.greeted = False
        self.conversation: int | None = None
        self.since = self.clock()
        if not CLIENT_ID.match(self.client_id):
            await self.close()
            return
        await self.negotiate()
        identity: Identity | ConversationError = self.scope["identity"]
        if not connections.has_room(self.address, per_address=settings.MAX_CONNECTIONS_PER_ADDRESS):
            identity = ServerBusy()
        if isinstance(identity, ConversationError):
            await self._turn_away(identity)
            return
        connections.add(self)
        if identity.credential or settings.ALLOW_ANONYMOUS_CLIENTS:
            await self._admit(identity)
        else:
            await self._greet_stranger(0)  # below the numbers of every conversation
            self.do_later(AUTHENTICATION_SECONDS, lambda: self._turn_away(AuthenticationRequired()))

    async def _admit(self, identity: Identity) -> None:
        """Let the socket into its owner's conversation, for as long as what let it in is good."""
        self.key = (identity.owner or client_key(self.client_id), self.client_id)
        if not connections.has_room_for(self.key, conversations=settings.MAX_CONCURRENT_CONVERSATIONS):
            await self._turn_away(ServerBusy())
            return
        self.admitted, self.credential = True, identity.credential
        self._ask_later(identity)
        connections.admit(self, self.key)
        log.debug("connected", client=self.client_id, v2=self.v2)
        if settings.LANGGRAPH_ENABLED:
            self.withheld = []
            await self._guarded(self._resume(), PersistenceLost(NOT_FOUND_NOW))
            await self.send_withheld()
            if self.v2 or self.credential:
                listening.tell(self.key)
        else:
            await self._establish(None)

    def _ask_later(self, identity: Identity) -> None:
        """Ask again in a while, or when it ends, whether what let the socket in is still good."""
        if identity.again:
            until = identity.expires_at or datetime.max.replace(tzinfo=UTC)
            left = max((until - self.clock()).total_seconds(), 0)
            self.do_later(min(left, ASK_AGAIN_SECONDS), lambda: self._ask_again(identity))

    async def _ask_again(self, identity: Identity) -> None:
        assert identity.again
        try:
            if identity.expires_at and identity.expires_at <= self.clock():
                raise AuthenticationRequired
            await identity.again()
        except AuthenticationRequired as error:
            await self._turn_away(error)
            return
        except DATABASE_GONE as error:
            log.warning("not asked who it is: database gone", client=self.client_id, error=str(error))
        self._ask_later(identity)

    async def __call__(self, *application: Any) -> None:
        """Serve the socket and forget it at its end: also when Daphne gives it up before it has heard that its client left."""
        try:
            await super().__call__(*application)
        finally:
            self.end()
            connections.remove(self)
            groups.leave(self.key, self)
            if self.group is not None:
                relaying.look(self.key)

    async def disconnect(self, code: int) -> None:
        log.debug("disconnected", client=self.client_id, code=code)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not (self.listening and connections.reading()):
            return
        if len(text_data or bytes_data or "") > (settings.MAX_FRAME_BYTES or float("inf")):
            await self.hang_up(TOO_BIG)
            return
        work = self._receive if self.admitted else self._authenticate
        await self._guarded(work(text_data), PersistenceLost())

    async def _authenticate(self, text: str | None) -> None:
        """Take the first frame of a client nobody knows yet: its token."""
        token = read_token(text or "")
        self.do_later(AUTHENTICATION_SECONDS, lambda: self._turn_away(AuthenticationRequired()))
        identity = await by_token(token)
        self.forget_later()
        await self._admit(identity)

    async def _greet_stranger(self, number: int) -> None:
        """Greet a client that has no conversation; frames of a v2 client are numbered above this."""
        self.greeted = True
        self.group = groups.Group(number) if self.v2 else None
        await self.send_frame(ConnectionEstablished(timestamp=self._now()))

    async def _turn_away(self, error: ConversationError) -> None:
        """Say why the socket cannot be served, or not any longer, and close it."""
        if not self.greeted:
            await self._greet_stranger(records.first_number(self.clock()))
        await self._refuse(error)
        await self.hang_up(error.closes or TRY_AGAIN_LATER)

    async def _guarded(self, work: Any, without_database: PersistenceLost) -> None:
        """Whatever goes wrong with one frame becomes one error frame; the socket stays open."""
        try:
            await work
        except ConversationError as error:
            await (self._turn_away if error.closes else self._refuse)(error)
        except Flooding:
            log.warning("closed for flooding", client=self.client_id)
            await self.hang_up(FLOODING)
        except DATABASE_GONE as error:
            log.error(
                "database gone",
                client=self.client_id,
                reference=without_database.reference,
                error=str(error),
            )
            await replace_broken()
            await self._refuse(without_database)
        except Exception:
            told = ConversationError()
            log.exception("frame failed", client=self.client_id, reference=told.reference)
            await self._refuse(told)

    async def _establish(self, conversation: Conversation | None) -> None:
        """Greet the client; a v2 socket that is to be served hears its conversation from this moment on."""
        frame = ConnectionEstablished(timestamp=self._now())
        if self.v2:
            self.group = await self._join(conversation)
            frame.seq = self.group.next()
            self.joined = self.group.next()  # what follows, conversation_resumed, has this one
        if not self.greeted:
            self.greeted = True
            await self.send_now(frame)

    async def _join(self, conversation: Conversation | None) -> groups.Group:
        base = conversation.base if conversation else records.first_number(self.clock())
        if conversation and (group := groups.find(self.key)):
            await relaying.keep_up(self.key, group, conversation.id, base)
        queue = queues.find(self.key)
        group = groups.join(self.key, self, base=base, turn_runs=queue is not None)
        if conversation:
            group.conversation = conversation.id
        if queue:
            queue.number(group)
        relaying.look(self.key)
        return group

    async def _resume(self) -> None:
        """Tell a returning client where the conversation stands, and let it hear what it missed."""
        if not self.v2:
            await self._establish(None)
        conversation: Conversation | None = None
        try:
            conversation = await self._find(numbered=self.v2)
        finally:
            if self.v2:
                await self._establish(conversation)
        if conversation is None:
            return
        self.conversation = conversation.id
        queue = queues.find(self.key)
        in_work = {exchange.message.id for exchange in await queue.adopt(self)} if queue else set()
        missed, last = await records.standing(conversation.id)
        if not conversation.message_count and not missed:
            return
        resumed = returning.standing(conversation, missed, last, self.clock())
        resumed.seq = self.joined or None
        await self.send_now(resumed)
        if not self.v2:  # a v2 client asks for what it missed
            for message in missed:
                if message.status != "received":
                    await self._repeat(message)
        await self.send_withheld()
        for message in missed:
            if message.status == "received" and message.id not in in_work:
                await queues.put(self.key, conversation.id, Exchange(message, None, self), self.clock)

    async def _find(self, *, numbered: bool) -> Conversation | None:
        hours = settings.CONVERSATION_TTL_HOURS
        ttl = timedelta(hours=hours) if hours else None
        return await records.find_conversation(*self.key, ttl=ttl, numbered=numbered, now=self.clock())

    async def _repeat(self, message: StoredMessage) -> None:
        """Send what came of a message that nobody was there to hear, if no other socket has just done so."""
        audience = Audience(self.key, Exchange(message, None, self), self.clock)
        if message.answer is None:
            if await records.mark_failure_told(message.id):
                await audience.processing_on(self)
                await self.send_frame(ErrorFrame.of(failure_of(message), self.clock()))
        elif await records.mark_answer(message.id, delivered=True):
            await audience.processing_on(self)
            await audience.repeat(message)

    async def _receive(self, text: str | None) -> None:
        await take(self.key[0], settings.MESSAGE_RATE_PER_MINUTE)
        if text is None:
            raise InvalidMessage(
                errors=[{"field": "frame", "problem": "must be a text frame with a JSON object"}]
            )
        read = parse_v2 if self.v2 else parse
        await self._keep_numbers()
        frame: ClientFrame = read(text, max_chars=settings.MAX_MESSAGE_CHARS)
        metrics.FRAMES.labels("in", type(frame).__name__).inc()
        match frame:
            case UserMessage():
                await self._take(frame)
            case Resume():
                await self._catch_up(frame.last_seq)
            case Authenticate():  # who it is was known when it came
                pass
            case Cancel():
                if not await queues.cancel(self.key, self._begun):
                    await self.send_frame(NothingToCancel(timestamp=self._now()))
            case Ping():
                await self.send_frame(Pong(timestamp=self._now(), nonce=frame.nonce))

    async def _take(self, message: UserMessage) -> None:
        """Put a message into its conversation's queue once it is stored."""
        if not settings.LANGGRAPH_ENABLED:
            await self._echo(message)
            return
        if settings.MAX_QUEUED_MESSAGES and queues.waiting(self.key) >= settings.MAX_QUEUED_MESSAGES:
            raise QueueFull(retry_after_seconds=1)
        stored = await self._store(message)
        assert self.conversation is not None
        exchange = Exchange(stored, message.timezone, self)
        await queues.put(self.key, self.conversation, exchange, self.clock, said_by=self)

    async def _store(self, message: UserMessage) -> StoredMessage:
        """Store the message, in a new conversation when there is none or it has ended meanwhile."""
        arrival = Arrival(message.content, message.id, self.clock(), self.group.last if self.group else 0)
        if self.conversation is None:
            self.conversation = await self._begun_meanwhile()
        if self.conversation is not None:
            try:
                return await arrivals.add(self.conversation, arrival)
            except ConversationEnded:
                self.conversation = None
        for whose in (self.address, self.key[0]):
            await take(f"begins:{whose}", settings.NEW_CONVERSATIONS_PER_MINUTE)
        timezone = message.timezone or settings.DEFAULT_TIMEZONE
        stored = await arrivals.add_first(*self.key, arrival, timezone=timezone)
        self.conversation = stored.conversation_id
        return stored

    async def _begun_meanwhile(self) -> int | None:
        """The conversation, where another socket has begun it after this one came."""
        if self._begun is None and (found := await self._find(numbered=False)):
            return found.id
        return self._begun

    @property
    def _begun(self) -> int | None:
        """The conversation, also when another socket, perhaps of another process, began it."""
        return self.conversation or (self.group.conversation if self.group else None)

    async def _keep_numbers(self) -> None:
        """Set more numbers aside when they run out; what is seldom stored may be asked for a thousand pongs."""
        if self.group and self.group.exhausted and self.group.conversation is not None:
            base = await records.set_aside(self.group.conversation, self.group.last)
            if base is not None:
                await relaying.keep_up(self.key, self.group, self.group.conversation, base)

    async def _catch_up(self, last_seq: int) -> None:
        """Send a v2 client what it missed before it came; what happens meanwhile comes after."""
        assert self.group is not None
        queue = queues.find(self.key)
        self.withheld = []
        try:
            for frame in await returning.missed_since(
                last_seq,
                conversation=self._begun,
                client_id=self.client_id,
                joined=self.joined,
                last=self.group.last,
                numbers=queue.numbers() if queue else {},
                now=self.clock(),
            ):
                await self.send_now(frame)
        finally:
            await self.send_withheld()

    async def _echo(self, message: UserMessage) -> None:
        now = self.clock()
        number = self.group.next() if self.group else records.first_number(now)
        said = StoredMessage(number, 0, message.content, "received", now, client_message_id=message.id)
        audience = Audience(self.key, Exchange(said, None, self), self.clock)
        await audience.said(self)
        await audience.processing()
        await audience.answer(
            Finished(f"Echo: {message.content}", "", "", waiting_for=None, latency_ms=0, delivered=True)
        )

    async def _refuse(self, error: ConversationError) -> None:
        metrics.REFUSALS.labels(error.code).inc()
        await self.send_frame(ErrorFrame.of(error, self.clock()))

    def _now(self) -> str:
        return utc_timestamp(self.clock())
