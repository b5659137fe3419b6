"""Tells a conversation the notices that its calendar has for it, each once; never words them.

A v2 socket is told at once, or when it comes; a classic client before its next answer.
"""

from datetime import datetime

from conversations import groups, notice_records, relaying
from conversations.exchanges import notice_frame
from conversations.frames import BotResponse, Facts, utc_timestamp
from conversations.groups import Group, Key
from conversations.notice_records import StoredNotice


async def tell(key: Key) -> list[str]:
    """Tell every v2 socket here the notices that nobody was told, and return what they say.

    The caller tells whoever else is to hear them: from now on they count as told.
    """
    group = groups.find(key)
    told: list[str] = []
    while notices := await notice_records.take(*key, last=group.last if group else 0):
        if group and group.conversation is not None:
            await relaying.keep_up(key, group, group.conversation, notices[0].seq - 1)
        for notice in notices:
            if group and (number := await _send(key, group, notice)) != notice.seq:
                await notice_records.renumber(notice.id, number)
        told += [notice.content for notice in notices]
    return told


async def tell_of(key: Key, message: int) -> None:
    """Tell the v2 sockets here of a notice, also when another process has told it to its own."""
    group = groups.find(key)
    if group is None or not group.listening:
        return
    await tell(key)
    notice = await notice_records.told(message)
    if notice and group.conversation is not None:
        await relaying.keep_up(key, group, group.conversation, notice.seq)
    # who came later is sent it on `resume`
    if notice and notice.seq > group.shown and any(socket.joined < notice.seq for socket in group.sockets):
        await _send(key, group, notice)


async def show(key: Key, number: str, content: str, now: datetime) -> None:
    """Show what staff say in a chat that has no conversation yet to keep it."""
    if group := groups.find(key):
        frame = BotResponse(
            content=content,
            timestamp=utc_timestamp(now),
            session_id=key[1],
            message_id=f"broadcast-{number}",
            metadata=Facts(notice={"kind": "staff"}),
        )
        await group.send(frame)


async def _send(key: Key, group: Group, notice: StoredNotice) -> int:
    """Send the notice to the group, numbered as it is stored unless a higher number was sent meanwhile."""
    frame = notice_frame(key[1], notice)
    frame.seq = max(notice.seq, group.last + 1)
    await group.tell([frame])
    return frame.seq
