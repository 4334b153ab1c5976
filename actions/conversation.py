"""Answers to what is said about the conversation itself."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import hours
from actions.context import last_reply, last_topic, misunderstood_before
from actions.reply import Reply, say
from actions.scope import OPEN_SLOT
from bot import clock, scope
from bot.serving import notice_for

MEANINGS = Path(__file__).resolve().parents[1] / "data" / "lexicon" / "meanings.yml"
CHOICES = 3
ASKED_OF_SCOPE = ("ask_scope_check", "ask_scope", "ask_other_matters", "ask_other_district")

# What 还有吗 asks for, by the topic before it.
MORE = {
    "ask_contact": "utter_contact",
    "ask_phone": "utter_contact",
    "ask_mailbox": "utter_contact",
    "ask_qr": "utter_contact",
    "ask_visit": "utter_contact",
    "ask_email": "utter_contact",
    "ask_other_channel": "utter_contact",
    "ask_hours": "utter_hours",
    "ask_scope_check": "utter_scope",
    "ask_scope_people": "utter_scope",
    "ask_disciplines": "utter_scope",
    "ask_scope": "utter_scope",
    "ask_head": "utter_team_members",
    "ask_deputy": "utter_team_members",
    "ask_team": "utter_team_members",
    "ask_team_members": "utter_team_members",
    "ask_official": "utter_officials",
    "ask_meeting": "utter_meeting_attendees",
    "ask_meeting_presided": "utter_meeting",
    "ask_meeting_speech": "utter_meeting_speeches",
}


@lru_cache(maxsize=1)
def meanings() -> dict[str, str]:
    """Intent → the question in residents' words that stands for it on a button."""
    return dict(yaml.safe_load(MEANINGS.read_text("utf-8")))


class ActionMore(Action):
    """Answers 还有吗 in the light of the last topic."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_more"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Says the fuller answer on the topic, or goes on with the scope check."""
        if tracker.get_slot(OPEN_SLOT) and scope.resumes(tracker.latest_message.get("text") or ""):
            return [FollowupAction("scope_form")]
        return say(dispatcher, Reply(MORE.get(last_topic(tracker) or "", "utter_more")))


class ActionWhy(Action):
    """Answers a bare 为什么 in the light of the last topic."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_why"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Gives the reason of the hours or of the scope; the notice states no other."""
        topic = last_topic(tracker)
        if topic in hours.INTENTS:
            message = tracker.latest_message
            now = clock.now(message.get("metadata"))
            notice, before = notice_for(tracker.sender_id), hours.spoken_of(tracker)
            return say(dispatcher, hours.answer("ask_why", message["text"], now, notice, before))
        return say(dispatcher, Reply("utter_scope" if topic in ASKED_OF_SCOPE else "utter_why"))


class ActionRepeat(Action):
    """Says the last reply again."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_repeat"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Repeats what the bot said before this message."""
        said = last_reply(tracker)
        if said is None:
            return say(dispatcher, Reply("utter_nothing_to_repeat"))
        return say(dispatcher, Reply("utter_again", {"said": said}))


class ActionClarify(Action):
    """Asks which of the likeliest meanings was meant; the second time, shows the menu."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Offers the likeliest meanings as buttons."""
        if misunderstood_before(tracker):
            return say(dispatcher, Reply("utter_not_understood"))
        ranking = tracker.latest_message.get("intent_ranking") or []
        likely = [meanings()[i["name"]] for i in ranking if i["name"] in meanings()][:CHOICES]
        if not likely:
            return say(dispatcher, Reply("utter_off_topic"))
        buttons = [{"title": question, "payload": question} for question in likely]
        return say(dispatcher, Reply("utter_clarify", {"buttons": buttons}))


class ActionOffTopic(Action):
    """Declines what is not this bot's business; the second time, with the telephone."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_off_topic"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Says what can be asked here."""
        again = misunderstood_before(tracker)
        return say(dispatcher, Reply("utter_not_understood" if again else "utter_off_topic"))
