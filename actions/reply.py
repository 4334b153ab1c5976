"""What an action decided to say, before it is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher


@dataclass(frozen=True)
class Reply:
    """A response of the domain, what fills its placeholders, and slots to set with it."""

    response: str
    facts: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)


def say(dispatcher: CollectingDispatcher, reply: Reply) -> list[dict[str, Any]]:
    """Utters the reply; returns its events."""
    dispatcher.utter_message(response=reply.response, **reply.facts)
    return [SlotSet(name, value) for name, value in reply.slots.items()]
