"""Whose a calendar is, as the text that names it; never whether somebody is who they say."""

import re

# no client id is empty: this row stands for all who are not signed in
ALL_CLIENTS = "client:"
CLIENT_ID = re.compile(r"\A[A-Za-z0-9_-]{3,100}\Z")


def calendar_key(user: int | None, client_id: str) -> str:
    """Return the name of a calendar: its user's, or for somebody not signed in that of the client id."""
    return f"user:{user}" if user is not None else f"client:{client_id}"


def owner_of(key: str) -> tuple[int | None, str]:
    """Return the user and the client id that `calendar_key` made a name of; a user's calendar has no client id."""
    kind, _, name = key.partition(":")
    return (int(name), "") if kind == "user" else (None, name)
