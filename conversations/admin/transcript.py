"""What was said in a conversation and the course of each turn, gathered for its page in a handful of queries.

Never changes anything; bounded by PAGE entries.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from conversations.admin.courses import Bar, bars
from conversations.exchanges import replay
from conversations.models import Conversation, Message, ModelCall
from conversations.records import StoredMessage
from conversations.searching import saying
from scheduling.admin.history import Write, written
from scheduling.models import Change, Invitation, Meeting

PAGE = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """One frame of a turn as v2 clients see it."""

    incoming: bool
    kind: str
    seq: int | None
    text: str


@dataclass(slots=True)
class Entry:
    """One message of a user with what came of it, or something that was told unasked (then `asked` is None)."""

    asked: Message | None
    answer: Message | None
    bars: list[Bar] = field(default_factory=list)
    frames: list[Sent] = field(default_factory=list)
    calls: list[ModelCall] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    mails: list[Invitation] = field(default_factory=list)
    jobs: list[ProcrastinateJob] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return self.asked is not None and self.asked.status == Message.Status.FAILED

    @property
    def failure(self) -> dict[str, Any] | None:
        """How the turn ended when it failed: the kind of error, its node, and when."""
        return ((self.asked and self.asked.trace) or {}).get("failed")


def transcript(conversation: Conversation, words: str, before: int | None) -> tuple[list[Entry], int | None]:
    """Return the latest PAGE entries, oldest first, and where the earlier ones end; None when there are none."""
    mine = conversation.messages.filter(reply_to=None)
    if words:
        said = saying(words).filter(conversation=conversation)
        found = [pk for pair in said.values_list("pk", "reply_to")[: 4 * PAGE] for pk in pair if pk]
        mine = mine.filter(pk__in=found)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    latest = list(mine.order_by("-id")[: PAGE + 1])
    shown = latest[:PAGE][::-1]
    answers = {each.reply_to_id: each for each in Message.objects.filter(reply_to__in=shown)}
    entries = [
        Entry(each, answers.get(each.pk)) if each.role == Message.Role.USER else Entry(None, each)
        for each in shown
    ]
    _add_courses(conversation, [entry for entry in entries if entry.asked])
    return entries, shown[0].pk if len(latest) > PAGE else None


def _add_courses(conversation: Conversation, entries: list[Entry]) -> None:
    asked = [entry.asked.pk for entry in entries if entry.asked]
    calls = _by(ModelCall.objects.filter(message__in=asked), "message_id")
    changes = Change.objects.filter(thread=str(conversation.thread_id), turn__in=asked)
    writes = _by(changes.select_related("meeting").order_by("id"), "turn")
    meetings = {change.meeting_id for each in writes.values() for change in each}
    mails = _by(Invitation.objects.filter(meeting__in=meetings), "meeting_id")
    jobs = _jobs(meetings, {mail.pk: mail.meeting_id for each in mails.values() for mail in each})
    for entry in entries:
        assert entry.asked is not None
        entry.bars = bars(entry.asked)
        entry.frames = _frames(conversation, entry.asked, entry.answer)
        entry.calls = calls[entry.asked.pk]
        entry.writes = [written(change) for change in writes[entry.asked.pk]]
        for meeting in dict.fromkeys(write.row.meeting_id for write in entry.writes):
            entry.mails += mails[meeting]
            entry.jobs += jobs[meeting]


def _by(rows: Iterable[Any], name: str) -> defaultdict[Any, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _jobs(meetings: Iterable[int], invitations: dict[int, int]) -> defaultdict[int, list[ProcrastinateJob]]:
    """The jobs about these meetings that are not done: those that succeeded are deleted at once."""
    about = Q(task_name="scheduling.tasks.deliver_invitations", args__meeting__in=list(meetings))
    about |= Q(task_name="scheduling.tasks.send_invitation", args__invitation__in=list(invitations))
    found = defaultdict(list)
    for job in ProcrastinateJob.objects.filter(about).order_by("id")[: 4 * PAGE] if meetings else ():
        found[job.args.get("meeting") or invitations[job.args["invitation"]]].append(job)
    return found


def _frames(conversation: Conversation, asked: Message, answer: Message | None) -> list[Sent]:
    """The frames of the turn that its rows tell of: what came in, and what took the place of the answer."""
    came: dict[str, Any] = {}
    if answer:
        came = {
            "answer": answer.content,
            "answer_status": answer.status,
            "answered_at": answer.created_at,
            "answer_seq": answer.seq,
            "waiting_for": answer.waiting_for,
            "facts": answer.facts,
        }
    stored = StoredMessage(
        asked.pk,
        conversation.pk,
        asked.content,
        asked.status,
        asked.created_at,
        asked.client_message_id,
        asked.seq,
        asked.failure_seq,
        asked.error_code,
        asked.reference,
        **came,
    )
    said = {"type": "user_message", "content": asked.content, "session_id": conversation.client_id}
    if asked.client_message_id:
        said["id"] = asked.client_message_id
    sent = [Sent(True, "user_message", asked.seq, _pretty(said))]
    for frame in replay(conversation.client_id, [stored], {}):
        content = frame.model_dump(mode="json", exclude_none=True)
        if content.get("type") != "user_message":
            kind = content["content"] if content["type"] == "system" else content["type"]
            sent.append(Sent(False, kind, frame.seq, _pretty(content)))
    return sent


def meetings_of(conversation: Conversation) -> list[Meeting]:
    """Return the latest meetings that the conversation wrote."""
    written_by = Change.objects.filter(thread=str(conversation.thread_id)).values("meeting")
    return list(Meeting.objects.filter(pk__in=written_by).order_by("-starts")[:PAGE])


def draft_of(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the draft in a checkpoint: its task, and slot values as text; None when nothing is in the making."""
    draft = values.get("draft")
    if not draft:
        return None
    slots = {
        name: _shown(value) for name, value in draft["values"].items() if value not in (None, "", [], {})
    }
    return {"task": draft["task"], "uid": draft["uid"], "slots": slots, "open": sorted(draft["open"])}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, dict):
        return " ".join(_shown(each) for each in value.values() if each)
    return str(value)


def _pretty(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)
