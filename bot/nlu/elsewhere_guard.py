"""Questions shaped like ours put to somebody else: the number of another agency."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import Untrained, decide, intent_of

OFF_TOPIC = "off_topic"

# What another agency has, too: asked of one by name, it is not ours to answer.
HAS_EVERY_AGENCY = {
    "ask_contact", "ask_phone", "ask_mailbox", "ask_qr", "ask_visit", "ask_email",
    "ask_other_channel", "ask_letter_details", "ask_hours", "ask_hours_at", "ask_next_opening",
    "ask_line_busy", "ask_head", "ask_unstated",
}  # fmt: skip
_OURS = re.compile(
    r"巡视|巡察|公告|你们|贵组|贵处|举报|反映|检举|揭发|值班|码上|信箱|这里|组长|[这那]个电话"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ElsewhereGuard(Untrained):
    """Makes a message off-topic that asks our question of somebody else."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Looks at the one understood message."""
        for message in messages:
            if _asks_another(message):
                decide(message, OFF_TOPIC)
        return messages


def _asks_another(message: Message) -> bool:
    intent, text = intent_of(message), message.get(TEXT)
    kinds = {entity["entity"] for entity in message.get(ENTITIES) or ()}
    return intent in HAS_EVERY_AGENCY and "agency" in kinds and not _OURS.search(text)
