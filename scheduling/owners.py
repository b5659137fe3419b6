"""Whose a calendar or a conversation is, as the text that names its owner; never whether somebody is who they say.

`user:7` is somebody signed in, `browser:5f3a…` a browser nobody is signed in with (browsers.py), `token:acme|42` the subject
of a token that is no user here, `client:kitchen` whoever calls by that client id.
"""

import re

# no client id is empty: this row stands for all who are not signed in
ALL_CLIENTS = "client:"
CLIENT_ID = re.compile(r"\A[A-Za-z0-9_-]{3,100}\Z")
LONGEST_KEY = 120


def user_key(user: int) -> str:
    return f"user:{user}"


def browser_key(browser: str) -> str:
    return f"browser:{browser}"


def token_key(subject: str) -> str:
    return f"token:{subject}"


def client_key(client_id: str) -> str:
    return f"client:{client_id}"


def user_of(key: str) -> int | None:
    """Return the signed-in user that the owner is, None for everybody else."""
    kind, _, name = key.partition(":")
    return int(name) if kind == "user" else None
