"""What the components that learn nothing have in common."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message


class Untrained(GraphComponent):
    """A component that is made from its settings alone."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Keeps the settings."""
        self.config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)


def intent_of(message: Message) -> str:
    """The name of the message's likeliest intent."""
    return str(message.get(INTENT)["name"])


def decide(message: Message, name: str, confidence: float = 1.0) -> None:
    """Gives the message this intent and no other."""
    intent = {"name": name, "confidence": confidence}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
