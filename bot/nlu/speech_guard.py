"""Questions about words quoted from a speech of the meeting, however they are worded."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import passages, scope
from bot.nlu.component import Untrained, decide, intent_of
from bot.nlu.questions import OFF_TOPIC
from bot.notice import Notice
from bot.serving import notice_for

SPEECH = "ask_meeting_speech"
SURE = 0.7
"""The confidence from which a question is about what it seems to be, whatever it quotes."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SpeechGuard(Untrained):
    """Makes `ask_meeting_speech` of what quotes a speech and seems to be of little else."""

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Looks at the whole message and at each of its clauses."""
        notice = notice_for(tracker.sender_id)
        for message in messages:
            unsure = message.get(INTENT)["confidence"] < SURE
            if (unsure or intent_of(message) == OFF_TOPIC) and _quotes(message.get(TEXT), notice):
                decide(message, SPEECH)
        return messages


def _quotes(text: str, notice: Notice) -> bool:
    """Whether the text quotes a speech; “一把手” may as well be whom it is about."""
    speeches = notice.meeting.speeches if notice.meeting else ()
    quoted = (words for s in speeches for words in passages.quoted_from(text, s.words or ""))
    named = {notice.team.name, *(official.name for official in notice.officials)}
    return any(words not in named and not scope.find(words, notice) for words in quoted)
