"""Several questions in one message: all answered, in order, in one reply."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import announcement, hours, scope
from actions.context import SPOKEN_OF, last_person, questions, values
from actions.reply import Reply
from bot import clock
from bot.serving import notice_for


class ActionAnswerAll(Action):
    """Answers every question of a `compound` message."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_all"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utters one response whose parts are the answers."""
        replies: list[Reply] = []
        before = hours.spoken_of(tracker)
        person = last_person(tracker, notice_for(tracker.sender_id))
        for intent, entities, text in questions(tracker.latest_message):
            reply = _answer(intent, entities, text, tracker, before, person)
            before = hours.just_asked(reply) or before
            told = reply.slots.get(SPOKEN_OF)
            person = next(reversed(values(entities, "official")), told or person)
            replies.append(reply)
        parts = [{"response": reply.response, **reply.facts} for reply in replies]
        dispatcher.utter_message(response="utter_compound", parts=parts)
        slots = {name: value for reply in replies for name, value in reply.slots.items()}
        return [SlotSet(name, value) for name, value in slots.items()]


def _answer(
    intent: str,
    entities: list[dict[str, Any]],
    text: str,
    tracker: Tracker,
    before: hours.Before | None,
    person: str | None,
) -> Reply:
    """The answer to one of the questions, as its own action would give it."""
    notice = notice_for(tracker.sender_id)
    if intent in hours.INTENTS:
        now = clock.now(tracker.latest_message.get("metadata"))
        return hours.answer(intent, text, now, notice, before)
    if intent == "ask_scope_check":
        people, matters = values(entities, "person"), values(entities, "matter")
        if not people and scope.asks_of_him(text):
            people = scope.office_of(person, notice)
        return scope.answer(people, matters, notice)
    named = values(entities, "official")
    if intent == "ask_official":
        return announcement.about_officials(text, named, person, notice)
    if intent == "ask_meeting":
        return announcement.about_meeting(entities)
    if intent == "ask_meeting_speech":
        return announcement.about_speeches(text, named, person, notice)
    return Reply(f"utter_{intent.removeprefix('ask_')}")
