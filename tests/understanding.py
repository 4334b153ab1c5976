"""The model made from the present data, within the tests' own process."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from bot import model
from bot.conversations import PromptLocks, ShortMemory


@lru_cache(maxsize=1)
def agent() -> Agent:
    """Rasa's agent with the current model and our memory; no server, no actions."""
    # Rasa logs at debug level what it parses.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    return Agent.load(
        str(model.ensure()),
        generator=EndpointConfig(type="bot.responses.NoticeResponses"),
        tracker_store=ShortMemory(None),
        lock_store=PromptLocks(),
    )


def parsed(message: str) -> dict[str, Any]:
    """What the model makes of a message of a new conversation."""
    return asyncio.run(agent().parse_message(message))


def intent_of(message: str) -> str:
    """The intent of a message of a new conversation."""
    return str(parsed(message)["intent"]["name"])
