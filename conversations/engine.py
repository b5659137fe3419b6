"""The engine that turns use, made from the settings once per process. Never reads a message itself."""

from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from conversations.assistant.engines.base import Engine
from conversations.assistant.engines.fallback import FallbackEngine
from conversations.assistant.engines.huggingface import HuggingFaceModel
from conversations.assistant.engines.model import ModelEngine
from conversations.assistant.engines.rules import RuleEngine

log = structlog.get_logger(__name__)

MARGIN_SECONDS = 3.0  # of LLM_TIMEOUT_SECONDS left to the rules, but no more than MARGIN of it
MARGIN = 0.2


@lru_cache
def engine(path: str) -> Engine:
    """Return the engine a setting names, one for the process."""
    made: Engine = import_string(path)()
    return made


def configured() -> Engine:
    """Return the rules, or a model with the rules behind it when the settings name one."""
    model = model_in_use()
    if model is None:
        log.info("no model configured: the offline rules answer")
        return RuleEngine()
    log.info("model configured", model=model.name, fallback=settings.LLM_FALLBACK)
    return FallbackEngine(
        ModelEngine(model, log_prompts=settings.LLM_LOG_PROMPTS),
        RuleEngine() if settings.LLM_FALLBACK == "rules" else None,
        margin=min(MARGIN_SECONDS, MARGIN * settings.LLM_TIMEOUT_SECONDS),
    )


@lru_cache
def model_in_use() -> HuggingFaceModel | None:
    """Return the model that the settings name, one for the process; None when they name none."""
    url, token = settings.HUGGINGFACE_ENDPOINT_URL, settings.HUGGINGFACE_API_TOKEN
    if not (url or token):
        return None
    return HuggingFaceModel(
        settings.HUGGINGFACE_MODEL,
        url=url,
        token=settings.HUGGINGFACE_ENDPOINT_TOKEN if url else token,
        most_at_once=settings.LLM_MAX_CONCURRENCY,
    )


async def prepare() -> None:
    """Do now what the first request to the model would have to wait for."""
    if model := model_in_use():
        await model.prepare()


async def close() -> None:
    """Close the model's connections of the running event loop."""
    if model := model_in_use():
        await model.close()


def model_state() -> dict[str, Any] | None:
    """Return how the model has been doing, None when none is in use. Asks nothing of it."""
    speaker = engine(settings.ENGINE)
    if not isinstance(speaker, FallbackEngine):
        return None
    breaker = speaker.breaker
    state: dict[str, Any] = {
        "status": "healthy" if breaker.state == "closed" else "degraded",
        "circuit": breaker.state,
        "consecutive_failures": breaker.failures,
    }
    if breaker.failures:
        state["last_failure"] = breaker.last_failure
    return state
