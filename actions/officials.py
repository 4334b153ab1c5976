"""Who somebody is; or what else a bare name or post asks in the light of the question before."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import scope as scope_check
from actions.announcement import about_officials, about_speeches, asked
from actions.context import last_topic
from actions.reply import Reply, say
from bot import scope
from bot.notice import Notice
from bot.serving import notice_for


class ActionOfficial(Action):
    """Says who somebody is."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_official"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answers from the names, the posts, or whom the conversation spoke of.

        A bare 陈刚呢 after what another said at the meeting asks for what he said, a bare
        区委书记呢 after a scope check if his matters are accepted.
        """
        notice, topic = notice_for(tracker.sender_id), last_topic(tracker)
        text, named, spoken_of = asked(tracker, notice)
        reads_on = named and len(text) <= max(map(len, named)) + 2
        if reads_on and topic == "ask_meeting_speech":
            return say(dispatcher, about_speeches(text, named, spoken_of, notice))
        checked = topic in scope_check.CHECKS and not named and scope.is_bare(text, notice)
        verdict = _verdict(text, tracker, notice) if checked else None
        return say(dispatcher, verdict or about_officials(text, named, spoken_of, notice))


def _verdict(text: str, tracker: Tracker, notice: Notice) -> Reply | None:
    """The verdict on a post that is named and no more; None where it is not settled."""
    people, matters = scope_check.named(tracker)
    context = scope_check.kept(text, people, matters, notice, tracker.slots)
    reply = scope_check.answer(people, matters, notice, context)
    return None if reply.slots[scope_check.OPEN_SLOT] else reply
