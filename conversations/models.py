"""The tables of conversations: what was said and how each turn went; never the assistant's state.

The assistant's state is the LangGraph checkpoint of the conversation's thread.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from conversations.sealing import SealedJSON, SealedText
from scheduling.owners import LONGEST_KEY


class Conversation(models.Model):
    """One client_id of one owner on one LangGraph thread."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        WAITING = "waiting", "waiting for input"
        FAILED = "failed", "its last turn failed"
        EXPIRED = "expired"

    client_id = models.CharField(max_length=100)
    thread_id = models.UUIDField(unique=True, editable=False)
    owner_key = models.CharField(
        "owner", max_length=LONGEST_KEY, help_text="Whose it is, as scheduling/owners.py names it."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="conversations",
    )
    title = models.CharField(
        max_length=80, blank=True, db_default="", help_text="As its owner called it; else its first message."
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    intent = models.CharField(max_length=20, blank=True)
    summary = SealedText(blank=True)
    message_count = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(db_default=0, help_text="How many of its turns failed.")
    timezone = models.CharField(max_length=64)
    waiting_for = SealedJSON(
        null=True,
        blank=True,
        help_text="The question the graph is paused at: prompt, next_step, suggestions.",
    )
    turn_token = models.UUIDField(
        null=True, blank=True, help_text="Set while a turn runs; its holder alone may store the answer."
    )
    turn_expires_at = models.DateTimeField(
        null=True, blank=True, help_text="After this moment the turn's process is taken for dead."
    )
    seq = models.BigIntegerField(
        db_default=0, help_text="Every number up to this one has been given to a frame or set aside for some."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_activity_at = models.DateTimeField(auto_now_add=True)
    emptied_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When what was said in it was taken away (CONVERSATION_KEEP_HISTORY).",
    )

    class Meta:
        ordering = ["-last_activity_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_key", "client_id"],
                condition=~Q(status="expired"),
                name="conversation_one_per_client",
            )
        ]
        indexes = [
            models.Index(fields=["-last_activity_at"], name="conversation_activity"),
            models.Index(fields=["owner_key", "-last_activity_at"], name="conversation_of_owner"),
            models.Index(fields=["client_id"], name="conversation_client", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["-last_activity_at"], name="conversation_errors", condition=Q(errors__gt=0)),
        ]

    def __str__(self) -> str:
        return self.client_id


class Message(models.Model):
    """One stored chat line. An answer points at the message it replies to, and no message has two answers."""

    class Role(models.TextChoices):
        USER = "user"
        ASSISTANT = "assistant"

    class Status(models.TextChoices):
        RECEIVED = "received", "waiting for its answer"
        ANSWERED = "answered"
        FAILED = "failed"
        CANCELLED = "cancelled"
        DELIVERED = "delivered"
        UNDELIVERED = "undelivered", "nobody was connected"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    role = models.CharField(max_length=9, choices=Role.choices)
    status = models.CharField(max_length=11, choices=Status.choices)
    content = SealedText()
    client_message_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - NULL is "none given"
    reply_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answer"
    )
    waiting_for = SealedJSON(null=True, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    reference = models.CharField(
        max_length=8,
        blank=True,
        db_default="",
        help_text="What the error was called on the wire and in the log.",
    )
    trace = SealedJSON(
        null=True, blank=True, help_text="The course of the turn that answered it, as tracing.py writes it."
    )
    engine = models.CharField(
        max_length=10,
        blank=True,
        db_default="",
        help_text="Who read the message of this answer: the rules or a model.",
    )
    seq = models.BigIntegerField(null=True, blank=True, help_text="The number of the frame that told of it.")
    failure_seq = models.BigIntegerField(
        null=True, blank=True, help_text="The number of the frame that took the place of the answer."
    )
    failure_untold = models.BooleanField(
        db_default=False, help_text="Nobody was connected who could have heard that it failed."
    )
    facts = SealedJSON(
        null=True, blank=True, help_text="What an answer rests on, for clients that show more than its text."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "client_message_id"],
                condition=Q(client_message_id__isnull=False),
                name="message_once_per_client_id",
            )
        ]
        indexes = [
            models.Index(
                fields=["conversation", "id"],
                condition=Q(status__in=["received", "undelivered"]),
                name="message_outstanding",
            ),
            models.Index(fields=["conversation", "id"], name="message_conversation_order"),
            models.Index(fields=["id"], name="message_received", condition=Q(status="received")),
            models.Index(
                fields=["conversation"], name="message_failure_untold", condition=Q(failure_untold=True)
            ),
            GinIndex(SearchVector("content", config="simple"), name="message_words"),
            BrinIndex(fields=["created_at"], name="message_time", autosummarize=True),
            models.Index(fields=["reference"], name="message_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.content[:60]}"


class RevokedToken(models.Model):
    """A bearer token that is not good any more although its time is not over."""

    token_id = models.CharField("jti", max_length=100, unique=True)
    revoked_at = models.DateTimeField(auto_now_add=True)
    forget_after = models.DateTimeField(help_text="From then on the token has expired by itself.")

    def __str__(self) -> str:
        return self.token_id


class ModelCall(models.Model):
    """One request to a language model on the way to an answer; see engines/base.py for the words of its columns."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="model_calls")
    purpose = models.CharField(max_length=10)
    model = models.CharField(max_length=200)
    outcome = models.CharField(max_length=40)
    latency_ms = models.PositiveIntegerField()
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    prompt_hash = models.CharField(max_length=64, help_text="SHA-256 of the whole prompt.")
    prompt = SealedText(blank=True, help_text="Kept only with LLM_LOG_PROMPTS=true.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [BrinIndex(fields=["created_at"], name="model_call_time", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.outcome}"


DEAD = timedelta(seconds=20)  # a server process that has not been heard of for so long


class Process(models.Model):
    """A server process that is alive: it writes its row every few seconds, and takes away those of the dead (presence.py).

    `sockets` holds client id, protocol and the moment of connection of each open one; `model` how the model does there.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200, help_text="Its machine and process number.")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    connections = models.PositiveIntegerField()
    conversations = models.PositiveIntegerField()
    unanswered = models.PositiveIntegerField()
    queued = ArrayField(
        models.BigIntegerField(), db_default=[], help_text="The messages that it is about to answer."
    )
    sockets = models.JSONField()
    model = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "health"  # so the admin calls the page that stands in the place of their list

    def __str__(self) -> str:
        return self.name


class Figures(models.Model):
    """What happened in one stretch of time, counted once it is over and again while it lasts (figures.py)."""

    class Span(models.TextChoices):
        TEN_MINUTES = "minutes", "ten minutes"
        HOUR = "hour"

    span = models.CharField(max_length=7, choices=Span.choices)
    starts = models.DateTimeField()
    turns = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    p50_ms = models.PositiveIntegerField("median latency", null=True)
    p95_ms = models.PositiveIntegerField("95th percentile of latency", null=True)
    by_model = models.PositiveIntegerField()
    by_rules = models.PositiveIntegerField()
    model_calls = models.PositiveIntegerField()
    model_failures = models.PositiveIntegerField()
    bookings = models.PositiveIntegerField()
    conversations = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "starts"], name="figures_once")]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M} UTC, {self.get_span_display()}"
