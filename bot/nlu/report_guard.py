"""The last word on whether somebody is beginning to report: then nothing else is answered."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.questions import REPORT
from bot.personal_data import holds_personal_data, names_somebody
from bot.serving import notice_for

_ASKS = re.compile(
    r"[吗么?]|能不能|可不可以|可以.{0,6}(?:吗|不)|归.{0,4}管|管不管|受不受理|受理(?:吗|不)|算不算|属于|是不是"
    r"|范围|怎么|如何|哪|多少|什么|要得不|行不|收不收|该找谁|找谁|管吗|呢$|不$|啵$|没$|冇$"
)


def tells(text: str) -> bool:
    """Whether `text` (in normal form) states something rather than asks it."""
    return not _ASKS.search(text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ReportGuard(GraphComponent):
    """Makes a message a report when it holds personal data, or a name with a deed."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReportGuard:
        """Creates a new component (see parent class for full docstring)."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Looks at every message once more."""
        notice = notice_for(tracker.sender_id)
        for message in messages:
            if holds_personal_data(message.get(TEXT), notice) or _accuses(message):
                intent = {"name": REPORT, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
                message.set(ENTITIES, [], add_to_output=True)
        return messages


def _accuses(message: Message) -> bool:
    """A deed told of somebody: a breach of discipline, with a name, and no question."""
    text, entities = message.get(TEXT), message.get(ENTITIES) or []
    kinds = {entity["entity"] for entity in entities}
    named = "official" in kinds or names_somebody(text)
    return "matter" in kinds and named and len(text) > 6 and tells(text)
