"""Several questions in one message: all answered, in order, in one reply."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import announcement, hours, scope
from actions.context import last_person, questions
from actions.reply import Reply
from bot import clock
from bot.serving import notice_for

# Where an intent's answer is not the response of its own name.
RESPONSES = {"ask_official": "", "ask_meeting_speech": "", "ask_scope_check": ""}


class ActionAnswerAll(Action):
    """Answers every question of a `compound` message."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_all"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utters one response whose parts are the answers."""
        replies = [
            _answer(intent, entities, tracker)
            for intent, entities in questions(tracker.latest_message)
        ]
        parts = [{"response": reply.response, **reply.facts} for reply in replies]
        dispatcher.utter_message(response="utter_compound", parts=parts)
        slots = {name: value for reply in replies for name, value in reply.slots.items()}
        return [SlotSet(name, value) for name, value in slots.items()]
