"""The words for what calendars tell by themselves. Every fact comes from the notice; nothing is relative to now.

Somebody may read them much later than they were written.
"""

from zoneinfo import ZoneInfo

from conversations.assistant.engines.spoken import spoken_clock, spoken_date
from scheduling.notices import Notice

REPLIES = {
    "ACCEPTED": "{person} has accepted {meeting}.",
    "DECLINED": "{person} has declined {meeting}.",
    "TENTATIVE": "{person} may come to {meeting}, and is not sure yet.",
}


def announcement(notice: Notice) -> str:
    """Return the notice as one sentence."""
    match notice.kind:
        case "reply":
            return REPLIES[notice.partstat].format(person=notice.person, meeting=_meeting(notice))
        case "undelivered":
            return (
                f"The mail about {_meeting(notice)} did not reach {notice.person}: please check the address."
            )
        case "reminder":
            return f"Reminder for {_moment(notice)}: {notice.summary}"
        case "upcoming":
            return f"Reminder: “{notice.summary}” begins on {_moment(notice)}."


def _meeting(notice: Notice) -> str:
    return f"“{notice.summary}”" + (f" on {_moment(notice)}" if notice.starts else "")


def _moment(notice: Notice) -> str:
    """Return "Tuesday, December 1, 3:00 PM (Europe/Berlin)"."""
    assert notice.starts is not None
    local = notice.starts.astimezone(ZoneInfo(notice.timezone))
    return f"{spoken_date(local.date(), local)}, {spoken_clock(local.time())} ({notice.timezone})"
