"""The table of environment variables: what each means, what it may be, what it is when unset.

Reads nothing by itself: settings.py asks it once, at start.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

Section = Literal["server", "data", "identity", "conversation", "limits", "model", "mail"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: `parse` turns its text into a value or raises ValueError."""

    name: str
    section: Section
    default: Any
    allowed: str
    doc: str
    parse: Callable[[str], Any]
    secret: bool = False


def _boolean(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in ("1", "true", "yes", "on"):
        return True
    if lowered in ("0", "false", "no", "off"):
        return False
    raise ValueError(text)


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return parse


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= 3600:
        raise ValueError(text)
    return number


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError(text)
    return text


_HOST = re.compile(r"\*|\.?[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\]")


def _secrets(text: str) -> list[str]:
    return [_secret(word.strip()) for word in text.split(",")]


def _keys(text: str) -> list[bytes]:
    keys = [b64decode(word.strip(), validate=True) for word in text.split(",")]
    if any(len(key) != 32 for key in keys):
        raise ValueError(text)
    return keys


def _jwks(text: str) -> str:
    return _url("http", "https")(text) if "://" in text else text.strip()


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    return [ip_network(word.strip()) for word in text.split(",") if word.strip()]


def _hosts(text: str) -> list[str]:
    hosts = [word.strip() for word in text.split(",") if word.strip()]
    if not hosts or not all(_HOST.fullmatch(host) for host in hosts):
        raise ValueError(text)
    return hosts


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.strip().upper() not in choices:
            raise ValueError(text)
        return text.strip().upper()

    return parse


def _word_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.strip().lower() not in choices:
            raise ValueError(text)
        return text.strip().lower()

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        parts = urlsplit(text)
        # reading the port raises ValueError when it is none
        if parts.scheme not in schemes or not (parts.hostname or parts.path.strip("/")) or parts.port == 0:
            raise ValueError(text)
        return text

    return parse


def _database_url(text: str) -> str:
    try:
        conninfo_to_dict(_url("postgres", "postgresql")(text))
    except ProgrammingError as error:  # such as an option that libpq does not know
        raise ValueError(text) from error
    return text


def _timezone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (OSError, KeyError) as error:
        raise ValueError(text) from error


def _email_url(text: str) -> str:
    parts = urlsplit(text)
    by_smtp = parts.scheme.startswith("smtp")
    if parts.scheme not in environ.Env.EMAIL_SCHEMES or parts.port == 0 or (by_smtp and not parts.hostname):
        raise ValueError(text)
    return text


def _mail_from(text: str) -> str:
    address = parseaddr(text)[1]
    if "@" not in address.strip("@") or len(text.splitlines()) > 1:
        raise ValueError(text)
    return text.strip()


SWITCH = "true or false"

VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DEBUG",
        "server",
        True,
        SWITCH,
        "Development mode: error pages, open health lists, a staff account made at first start. Set to `false` in production.",
        _boolean,
    ),
    Variable(
        "SECRET_KEY",
        "server",
        "",
        "at least 32 characters",
        "Signs sessions and links. Required when `DEBUG=false`; in development one is made and kept in `DATA_DIR`.",
        _secret,
        secret=True,
    ),
    Variable(
        "ALLOWED_HOSTS",
        "server",
        ["localhost", "127.0.0.1", "[::1]"],
        "host names separated by commas",
        "Hosts the server answers for; a browser's `Origin` must be one of them.",
        _hosts,
    ),
    Variable(
        "HOST",
        "server",
        "localhost",
        "a host name or address",
        "Address to listen on; `localhost` means both loopback addresses.",
        str.strip,
    ),
    Variable(
        "PORT",
        "server",
        8000,
        "a whole number from 1 to 65535",
        "Port to listen on.",
        _whole_number(1, 65535),
    ),
    Variable(
        "TRUSTED_PROXIES",
        "server",
        [ip_network("127.0.0.1"), ip_network("::1")],
        "addresses or networks such as 10.0.0.0/8, separated by commas",
        "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; nobody else's are.",
        _networks,
    ),
    Variable(
        "LOG_LEVEL",
        "server",
        "INFO",
        "DEBUG, INFO, WARNING or ERROR",
        "How much is logged.",
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
    Variable(
        "SERVICE_TOKEN",
        "server",
        "",
        "a text",
        "Who sends it as Bearer may read `/admin/connections` and `/health/clients` and say something in all open chats.",
        str.strip,
        secret=True,
    ),
    Variable(
        "METRICS_TOKEN",
        "server",
        "",
        "a text",
        "Who sends it as Bearer may read `/metrics`; unset: staff, and in `DEBUG` everybody.",
        str.strip,
        secret=True,
    ),
    Variable(
        "WORKER_METRICS_PORT",
        "server",
        0,
        "a whole number from 0 to 65535; 0 means none",
        "Port on which `work` shows its own metrics, to those who send `METRICS_TOKEN`.",
        _whole_number(0, 65535),
    ),
    Variable(
        "DATA_DIR",
        "data",
        "",
        "a folder",
        "Holds the embedded PostgreSQL, the development secret and, without `EMAIL_URL`, mails; unset: `.data` in the checkout.",
        str,
    ),
    Variable(
        "DATABASE_URL",
        "data",
        "",
        "postgres://USER:PASSWORD@HOST:PORT/NAME",
        "The PostgreSQL to use; unset: an embedded one in `DATA_DIR`.",
        _database_url,
        secret=True,
    ),
    Variable(
        "DATABASE_DIRECT_URL",
        "data",
        "",
        "postgres://USER:PASSWORD@HOST:PORT/NAME",
        "Past a pooler in transaction mode that `DATABASE_URL` leads to, for LISTEN, locks and workers; unset: there is none.",
        _database_url,
        secret=True,
    ),
    Variable(
        "CHECKPOINT_ENCRYPTION_KEYS",
        "data",
        [],
        "keys of 32 bytes in base64, separated by commas",
        "Encrypts (the first) and decrypts (all) what is said and what a dialogue is in the middle of; unset: nothing does.",
        _keys,
        secret=True,
    ),
    Variable(
        "DATABASE_POOL_SIZE",
        "data",
        8,
        "a whole number from 1 to 200",
        "Connections one process keeps for turns.",
        _whole_number(1, 200),
    ),
    Variable(
        "REDIS_URL",
        "data",
        "",
        "redis://HOST:PORT/DB",
        "Channel layer shared by several processes; unset: in memory, one process.",
        _url("redis", "rediss", "unix"),
        secret=True,
    ),
    Variable(
        "ALLOW_ANONYMOUS_CLIENTS",
        "identity",
        None,
        SWITCH,
        "Let in who is neither signed in nor has a token; unset: as `DEBUG`.",
        _boolean,
    ),
    Variable(
        "ALLOW_SIGN_UP",
        "identity",
        False,
        SWITCH,
        "Let anybody make an account at `/accounts/sign-up/`; otherwise staff do it in the admin.",
        _boolean,
    ),
    Variable(
        "JWT_SECRET",
        "identity",
        [],
        "secrets of at least 32 characters, separated by commas",
        "Signs (the first) and verifies (all) HS256 tokens of API clients; unset: there are none of these.",
        _secrets,
        secret=True,
    ),
    Variable(
        "JWT_JWKS",
        "identity",
        "",
        "https://HOST/PATH or a file",
        "The JSON Web Key Set that verifies RS256 and ES256 tokens of somebody else; unset: there are none of these.",
        _jwks,
    ),
    Variable(
        "JWT_ISSUER",
        "identity",
        "",
        "a text",
        "The issuer (`iss`) that tokens must have; required with `JWT_JWKS`.",
        str.strip,
    ),
    Variable(
        "JWT_AUDIENCE",
        "identity",
        "meetingmuse",
        "a text",
        "The audience (`aud`) that tokens must be for.",
        str.strip,
    ),
    Variable(
        "JWT_LEEWAY_SECONDS",
        "identity",
        30,
        "a whole number from 0 to 600",
        "How far the clocks of those who issue tokens may be off.",
        _whole_number(0, 600),
    ),
    Variable(
        "LANGGRAPH_ENABLED",
        "conversation",
        True,
        SWITCH,
        "`false`: the server only echoes (no graph, nothing stored).",
        _boolean,
    ),
    Variable(
        "STREAMING_ENABLED",
        "conversation",
        True,
        SWITCH,
        "Stream partial answers to clients that negotiate it.",
        _boolean,
    ),
    Variable(
        "CONVERSATION_TTL_HOURS",
        "conversation",
        24,
        "a whole number from 0 to 87600; 0 means never",
        "A conversation idle for longer starts afresh at the next connection.",
        _whole_number(0, 87600),
    ),
    Variable(
        "CONVERSATION_KEEP_DAYS",
        "conversation",
        30,
        "a whole number from 0 to 36500; 0 means for ever",
        "Days an expired conversation is kept before it is deleted. Meetings stay.",
        _whole_number(0, 36500),
    ),
    Variable(
        "CONVERSATION_KEEP_HISTORY",
        "conversation",
        False,
        SWITCH,
        "Then take away only what was said: that and when something was said stays for statistics.",
        _boolean,
    ),
    Variable(
        "DEFAULT_TIMEZONE",
        "conversation",
        "UTC",
        "an IANA time zone such as Europe/Berlin",
        "Zone of conversations whose client names none.",
        _timezone,
    ),
    Variable(
        "MAX_CONCURRENT_CONVERSATIONS",
        "limits",
        1000,
        "a whole number, 0 for no limit",
        "Open conversations of all server processes together; beyond it `SERVER_BUSY` and close 1013.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "MAX_QUEUED_MESSAGES",
        "limits",
        100,
        "a whole number, 0 for no limit",
        "Unanswered messages of one conversation; beyond it `CONVERSATION_BUSY`.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "MAX_MESSAGE_CHARS",
        "limits",
        4000,
        "a whole number, 0 for no limit",
        "Characters of one message; beyond it `INVALID_MESSAGE_FORMAT`.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "MAX_FRAME_BYTES",
        "limits",
        1048576,
        "a whole number, 0 for no limit",
        "Bytes of one frame; beyond it close 1009.",
        _whole_number(0, 2**31 - 1),
    ),
    Variable(
        "MAX_UNSENT_BYTES",
        "limits",
        4194304,
        "a whole number, 0 for no limit",
        "Bytes one client may leave unread; beyond it its connection is cut, and it can resume on another.",
        _whole_number(0, 2**31 - 1),
    ),
    Variable(
        "MESSAGE_RATE_PER_MINUTE",
        "limits",
        120,
        "a whole number, 0 for no limit",
        "Messages a minute and client, bursts up to as many; beyond it `RATE_LIMITED`, four times over close 4429.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "NEW_CONVERSATIONS_PER_MINUTE",
        "limits",
        60,
        "a whole number, 0 for no limit",
        "Conversations begun in a minute from one address, and by one owner, bursts up to as many; beyond it `RATE_LIMITED`.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "SIGN_INS_PER_MINUTE",
        "limits",
        10,
        "a whole number, 0 for no limit",
        "Passwords tried a minute for one name from one address, thrice as many for all names; accounts made from one.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "REQUESTS_PER_MINUTE",
        "limits",
        240,
        "a whole number, 0 for no limit",
        "Requests a minute from one address for lists and history, for feeds, and for answers by link, each; beyond it 429.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "MAX_CONNECTIONS_PER_ADDRESS",
        "limits",
        200,
        "a whole number, 0 for no limit",
        "Sockets from one address; beyond it `SERVER_BUSY` and close 1013.",
        _whole_number(0, 10**9),
    ),
    Variable(
        "LLM_TIMEOUT_SECONDS",
        "model",
        30.0,
        "a number above 0, at most 3600",
        "Deadline of one turn; beyond it the fallback engine or `LLM_PROCESSING_ERROR`.",
        _seconds,
    ),
    Variable(
        "LLM_FALLBACK",
        "model",
        "rules",
        "rules or none",
        "Who answers when the model fails: the offline rules, or nobody (`LLM_PROCESSING_ERROR`).",
        _word_of("rules", "none"),
    ),
    Variable(
        "LLM_MAX_CONCURRENCY",
        "model",
        32,
        "a whole number from 1 to 1000",
        "Requests one process has open to the model at a time; waiting for a place counts against the deadline.",
        _whole_number(1, 1000),
    ),
    Variable(
        "LLM_LOG_PROMPTS",
        "model",
        False,
        SWITCH,
        "Keep the text of prompts with the record of model calls; otherwise only their hash.",
        _boolean,
    ),
    Variable(
        "HUGGINGFACE_API_TOKEN",
        "model",
        "",
        "a Hugging Face token",
        "Token for the Hub's inference providers; it is sent to the Hub only.",
        str.strip,
        secret=True,
    ),
    Variable(
        "HUGGINGFACE_MODEL",
        "model",
        "",
        "a model name such as Qwen/Qwen2.5-7B-Instruct",
        "Model to ask; required with `HUGGINGFACE_API_TOKEN` unless an endpoint is given.",
        str.strip,
    ),
    Variable(
        "HUGGINGFACE_ENDPOINT_URL",
        "model",
        "",
        "http://HOST:PORT/v1",
        "An OpenAI-compatible server to ask instead of the Hub.",
        _url("http", "https"),
    ),
    Variable(
        "HUGGINGFACE_ENDPOINT_TOKEN",
        "model",
        "",
        "a text",
        "Token for that server, when it wants one.",
        str.strip,
        secret=True,
    ),
    Variable(
        "EMAIL_URL",
        "mail",
        "",
        "smtp://USER:PASSWORD@HOST:PORT, smtp+tls://…, smtp+ssl://…, consolemail:// or filemail:///FOLDER",
        "How mail leaves; unset: it does not, each mail becomes a file in `DATA_DIR/mail`.",
        _email_url,
        secret=True,
    ),
    Variable(
        "MAIL_FROM",
        "mail",
        "MeetingMuse <meetingmuse@localhost>",
        "an address, or NAME <ADDRESS>",
        "Sender of all mail; replies go to the organiser.",
        _mail_from,
    ),
    Variable(
        "PUBLIC_URL",
        "mail",
        "",
        "http://HOST or https://HOST",
        "Where people outside reach this server, for the links in mails and the addresses of feeds; unset: `http://localhost:PORT`.",
        _url("http", "https"),
    ),
    Variable(
        "INVITATION_DELAY_SECONDS",
        "mail",
        10,
        "a whole number from 0 to 3600",
        "A meeting rests for so long before its invitations leave: what is undone by then was never sent.",
        _whole_number(0, 3600),
    ),
    Variable(
        "MAX_MAILS_PER_DAY",
        "mail",
        500,
        "a whole number, 0 for no limit",
        "Mails a day (UTC) for one user, and for all who are not signed in together; the others leave the next day.",
        _whole_number(0, 10**9),
    ),
)


def read(env: Mapping[str, str]) -> dict[str, Any]:
    """Return the value of every variable in VARIABLES.

    An unset or empty variable has its default.
    Raises ImproperlyConfigured with one sentence that names the variable, the value and what is allowed.
    """
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = env.get(variable.name, "")
        if not text.strip():
            values[variable.name] = variable.default
            continue
        try:
            values[variable.name] = variable.parse(text)
        except ValueError:
            shown = "the given value" if variable.secret else repr(text)
            raise ImproperlyConfigured(
                f"{variable.name} cannot be {shown}: allowed is {variable.allowed}."
            ) from None
    _refuse_what_cannot_work(values)
    return values


def _refuse_what_cannot_work(values: dict[str, Any]) -> None:
    hub = values["HUGGINGFACE_API_TOKEN"] and not values["HUGGINGFACE_ENDPOINT_URL"]
    if hub and not values["HUGGINGFACE_MODEL"]:
        raise ImproperlyConfigured(
            "HUGGINGFACE_MODEL cannot be empty when HUGGINGFACE_API_TOKEN is set: allowed is a model name such as "
            "Qwen/Qwen2.5-7B-Instruct."
        )
    if values["JWT_JWKS"] and not values["JWT_ISSUER"]:
        raise ImproperlyConfigured(
            "JWT_ISSUER cannot be empty when JWT_JWKS is set: allowed is the issuer whose keys those are."
        )
    if values["DEBUG"]:
        return
    if not values["SECRET_KEY"]:
        raise ImproperlyConfigured(
            "SECRET_KEY cannot be empty when DEBUG=false: allowed is a secret text of at least 32 characters."
        )
    if "*" in values["ALLOWED_HOSTS"]:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS cannot be '*' when DEBUG=false: allowed is a list of the host names you serve."
        )
